"""用户: the staff who sign in, and the posts they hold over areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lianfang.core import Role, actor, ids
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.places.models import Building, Committee
from lianfang.registry.places.rules.sorting import sort_key

if TYPE_CHECKING:
    from datetime import datetime

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
        """Colleagues of the same subdistrict; a resident sees no accounts."""
        if viewer.role == Role.RESIDENT:
            return self.none()
        return self.filter(subdistrict=viewer.subdistrict)


class SoundField(models.CharField):  # type: ignore[type-arg]
    """The name's pinyin, kept beside it for sorting; written with the row, in bulk as well."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Reads the name anew."""
        sound = sort_key(model_instance.name)  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, sound)
        return sound


class User(AbstractBaseUser):
    """An account. It stands outside row-level security: sign-in comes before the subdistrict is known."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    subdistrict = models.UUIDField()
    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=40)
    sort_key = SoundField(max_length=120, blank=True, editable=False)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    large_type = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    session_mark = models.UUIDField(default=ids.new, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "sort_key"], name="staff_by_name")]

    def __str__(self) -> str:
        return self.name

    def end_sessions(self) -> None:
        """Makes every session of this account worthless (saved by the caller)."""
        self.session_mark = ids.new()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # A session holds as long as both the password and the mark do.
        salt = "lianfang.registry.accounts.models.User.session"
        return salted_hmac(
            salt, f"{self.password}{self.session_mark}", secret=secret, algorithm="sha256"
        ).hexdigest()


class PostQuerySet(LocalQuerySet):
    """Posts: who does what where."""

    def visible_to(self, viewer: Actor) -> Self:
        """All posts of the subdistrict: colleagues must find each other."""
        return self.none() if viewer.role == Role.RESIDENT else self.of(viewer.subdistrict)

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

    @property
    def where(self) -> str:
        """The post's area in words; empty for the whole subdistrict."""
        if self.committee:
            return self.committee.name
        return self.building.whole if self.building else ""


class LinkQuerySet(LocalQuerySet):
    """Links given to residents."""

    def visible_to(self, viewer: Actor) -> Self:
        """Those who manage accounts, and the one who gave it."""
        mine = self.of(viewer.subdistrict)
        if viewer.role in (Role.COMMANDER, Role.DATA_OFFICER, Role.SYSTEM):
            return mine
        return mine.filter(given_by=viewer.id) if viewer.id else self.none()

    def open(self, at: datetime) -> Self:
        """Links that can still be used."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=at)


class Link(Local):
    """一次性链接: lets a resident in without an account, until a time. Only a hash is kept.

    A link by message opens once, for two hours. A printed slip opens on `visits` telephones of the household
    and stays open on each of them until `visit_until`: a stranger who finds the paper later finds it spent.
    """

    token_hash = models.BinaryField()
    person = models.UUIDField()
    given_by = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    visits = models.PositiveSmallIntegerField(default=1)
    visits_begun = models.PositiveSmallIntegerField(default=0)
    visit_until = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "token_hash"], name="one_link_a_token"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("given_at")),
                name="a_link_expires_after_it_is_given",
            ),
        ]
        indexes = [models.Index(fields=["subdistrict", "person"], name="links_of_a_person")]

    def __str__(self) -> str:
        return str(self.pk)
