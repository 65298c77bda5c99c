"""用户: the staff who sign in, and the posts they hold over areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from lianfang.core import actor, ids
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.places.models import Building, Committee

if TYPE_CHECKING:
    from lianfang.core import Actor

ROLES = [(role.value, actor.LABELS[role]) for role in actor.STAFF]


class UserManager(BaseUserManager["User"]):
    """Finds and makes accounts."""

    def create(self, **fields: object) -> User:
        """Makes an account; `password` is hashed."""
        password = fields.pop("password", None)
        user = self.model(**fields)
        user.set_password(password if isinstance(password, str) else None)
        user.save(using=self._db)
        return user

    def visible_to(self, viewer: Actor) -> models.QuerySet[User]:
        """Colleagues of the same subdistrict."""
        return self.filter(subdistrict=viewer.subdistrict)


class User(AbstractBaseUser):
    """An account. It stands outside row-level security, because sign-in comes before the subdistrict is known."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    subdistrict = models.UUIDField()
    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=40)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    large_type = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name


class PostQuerySet(LocalQuerySet):
    """Posts: who does what where."""

    def visible_to(self, viewer: Actor) -> Self:
        """All posts of the subdistrict: colleagues must find each other."""
        return self.of(viewer.subdistrict)

    def held_by(self, user: User) -> Self:
        """The posts a person holds now."""
        return self.of(user.subdistrict).filter(user=user, ended_at=None)


class Post(Local):
    """岗位: one role over one area. A committee worker's area is a committee, a leader's a stair."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="posts", db_constraint=False)
    role = models.CharField(max_length=20, choices=ROLES)
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    building = LocalForeignKey(Building, null=True, blank=True, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "user", "role", "committee", "building"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="one_post_held_once",
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "user"], name="posts_of_a_user")]

    def __str__(self) -> str:
        return f"{self.role}"
