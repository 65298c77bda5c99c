"""Who is behind a request, and who works here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest

from lianfang.core import Actor, Role
from lianfang.registry.places.models import Building, Committee

from . import rules
from .models import Link, Post, User

SESSION_ROLE = "role"
SESSION_LINK = "resident"
COOKIE_OFFICE = "office"
COOKIE_LARGE = "large_type"


def subdistrict_of(request: HttpRequest) -> UUID | None:
    """The subdistrict a request works in, known before its rows can be read; None for strangers."""
    if request.user.is_authenticated:
        return request.user.subdistrict
    link = request.session.get(SESSION_LINK)
    return UUID(link["subdistrict"]) if link else None


def actor_of(request: HttpRequest) -> Actor | None:
    """The viewer behind a request: a staff member in the role chosen, or a resident by link."""
    if request.user.is_authenticated:
        return actor_for(request.user, request.session.get(SESSION_ROLE))
    visit = request.session.get(SESSION_LINK)
    return _resident(visit) if visit else None


def _resident(visit: dict[str, str]) -> Actor | None:
    subdistrict = UUID(visit["subdistrict"])
    # Asked at every step: a withdrawn link ends the visit that began with it.
    link = Link.objects.of(subdistrict).filter(pk=visit["link"], revoked_at=None).first()
    return Actor(None, "", Role.RESIDENT, subdistrict, person=link.person) if link else None


def is_visiting_by(request: HttpRequest, subdistrict: UUID, token: str) -> bool:
    """True where this telephone is inside by this very link: the same QR code then simply opens again."""
    visit = request.session.get(SESSION_LINK)
    if not visit or visit["subdistrict"] != str(subdistrict):
        return False
    links = Link.objects.of(subdistrict).filter(pk=visit["link"], revoked_at=None)
    return links.filter(token_hash=rules.hash_of(token)).exists()


def actor_for(user: User, chosen: str | None = None) -> Actor | None:
    """A staff member as viewer, in the chosen role or the first one held; None without a post."""
    posts = list(Post.objects.held_by(user).order_by("began_at", "id"))
    roles = [post.role for post in posts]
    if not roles or not user.is_active:
        return None
    role = chosen if chosen in roles else roles[0]
    held = [post for post in posts if post.role == role]
    return Actor(
        id=user.id,
        name=user.name,
        role=Role(str(role)),
        subdistrict=user.subdistrict,
        committees=frozenset(p.committee_id for p in held if p.committee_id),
        buildings=frozenset(p.building_id for p in held if p.building_id),
    )


def roles_of(user: User) -> list[Role]:
    """The roles a person may switch between, in the order they were given."""
    held = Post.objects.held_by(user).order_by("began_at", "id").values_list("role", flat=True)
    return [Role(role) for role in dict.fromkeys(held)]


def area_of(viewer: Actor) -> str:
    """The viewer's area in words: committee names, or stairs; empty for the whole subdistrict."""
    if viewer.committees:
        names = (
            Committee.objects.of(viewer.subdistrict).filter(pk__in=viewer.committees).order_by("code", "name")
        )
        return "、".join(names.values_list("name", flat=True))
    if viewer.buildings:
        stairs = Building.objects.of(viewer.subdistrict).filter(pk__in=viewer.buildings)
        return "、".join(one.whole for one in stairs.select_related("compound").order_by("number"))
    return ""


@dataclass(frozen=True, slots=True)
class Sought:
    """What the staff list is narrowed to. `state`: working (default), closed, frozen, all."""

    words: str = ""
    role: str = ""
    committee: str = ""
    state: str = ""


def staff(viewer: Actor, sought: Sought | None = None) -> QuerySet[User]:
    """Accounts of the subdistrict with their present posts, by the sound of their names; three queries a page."""
    sought = sought or Sought()
    rows = _in_state(User.objects.visible_to(viewer), sought.state)
    if sought.words:
        rows = rows.filter(Q(name__icontains=sought.words) | Q(username__icontains=sought.words))
    posts = _posts_like(viewer, sought)
    if posts is not None:
        rows = rows.filter(pk__in=posts.values("user_id"))
    return rows.order_by("sort_key", "name", "id").prefetch_related(
        Prefetch("posts", queryset=_present(viewer))
    )


def member(viewer: Actor, user_id: UUID) -> User:
    """One account with its present posts; DoesNotExist beyond the subdistrict."""
    return (
        User.objects.visible_to(viewer)
        .prefetch_related(Prefetch("posts", queryset=_present(viewer)))
        .get(pk=user_id)
    )


def posts_held(viewer: Actor, user_id: UUID) -> QuerySet[Post]:
    """All posts of a person, those that ended too, newest first."""
    rows = Post.objects.visible_to(viewer).filter(user_id=user_id)
    return rows.select_related("committee", "building__compound").order_by("-began_at", "-id")


def stairs_of(viewer: Actor, committee: UUID) -> list[Building]:
    """The stairs of a committee, to choose a leader's from."""
    rows = Building.objects.visible_to(viewer).filter(compound__committee_id=committee)
    return list(rows.select_related("compound").order_by("compound__sort_key", "compound__name", "number"))


def committees_of(viewer: Actor) -> list[Committee]:
    """The committees of the subdistrict, to choose from."""
    return list(Committee.objects.visible_to(viewer).order_by("code", "name"))


def _in_state(rows: QuerySet[User], state: str) -> QuerySet[User]:
    if state == "closed":
        return rows.exclude(left_at=None)
    if state == "frozen":
        return rows.exclude(frozen_at=None)
    return rows if state == "all" else rows.filter(left_at=None)


def _posts_like(viewer: Actor, sought: Sought) -> QuerySet[Post] | None:
    rows = Post.objects.visible_to(viewer).filter(ended_at=None)
    if sought.role:
        rows = rows.filter(role=sought.role)
    if sought.committee:
        near = Q(committee_id=sought.committee) | Q(building__compound__committee_id=sought.committee)
        rows = rows.filter(near)
    return rows if sought.role or sought.committee else None


def _present(viewer: Actor) -> QuerySet[Post]:
    rows = Post.objects.visible_to(viewer).filter(ended_at=None)
    return rows.select_related("committee", "building__compound").order_by("began_at", "id")
