"""Who is behind a request."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from lianfang.core import Actor, Role

from .models import Post, User

SESSION_ROLE = "role"
SESSION_LINK = "resident"


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
    link = request.session.get(SESSION_LINK)
    if not link:
        return None
    return Actor(None, "", Role.RESIDENT, UUID(link["subdistrict"]), person=UUID(link["person"]))


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
        role=Role(role),
        subdistrict=user.subdistrict,
        committees=frozenset(p.committee_id for p in held if p.committee_id),
        buildings=frozenset(p.building_id for p in held if p.building_id),
    )


def roles_of(user: User) -> list[Role]:
    """The roles a person may switch between, in the order they were given."""
    held = Post.objects.held_by(user).order_by("began_at", "id").values_list("role", flat=True)
    return [Role(role) for role in dict.fromkeys(held)]
