"""Who may do what with an errand, and who may be given one."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from lianfang.core import Actor, Refused, Role
from lianfang.registry.accounts.models import Post, User
from lianfang.registry.places.models import Committee

from . import rules
from .models import CARERS, HELPERS, OVERSEERS, Errand
from .rules import Move

STAFF = OVERSEERS | CARERS
BY_HOUSEHOLD = frozenset({Move.CONFIRMED, Move.DISPUTED, Move.WITHDRAWN})
BY_HELPER = frozenset({Move.GIVEN_BACK, Move.DONE, Move.TAKEN_BACK})
RULERS = frozenset({Role.COMMANDER, Role.DUTY_OFFICER, Role.SYSTEM})


def check(by: Actor, roles: frozenset[Role]) -> None:
    """Refuses an act to every other role."""
    if by.role not in roles:
        raise Refused("services.not_for_this_role")


def may(by: Actor, errand: Errand, move: Move) -> bool:
    """Whether this actor takes this step: staff any, a household and a helper theirs."""
    if by.role == Role.RESIDENT:
        is_early = move != Move.WITHDRAWN or errand.state == rules.State.OPEN
        return move in BY_HOUSEHOLD and is_early
    return by.role in STAFF or (move in BY_HELPER and errand.helper == by.id)


def check_step(by: Actor, errand: Errand, move: Move) -> None:
    """Refuses a step that is not this actor's."""
    if not may(by, errand, move):
        raise Refused("services.not_for_this_role")


def candidates(viewer: Actor, committee: Committee | UUID | None) -> QuerySet[User]:
    """Colleagues who may be given errands of a committee: its own staff and leaders, and callers (volunteers)."""
    posts = Post.objects.of(viewer.subdistrict).filter(ended_at=None, role__in=HELPERS)
    here = Q(committee=committee) | Q(building__compound__committee=committee) | Q(role=Role.CALLER)
    held = posts.filter(here if committee else Q())
    active = User.objects.visible_to(viewer).filter(is_active=True, frozen_at=None, left_at=None)
    return active.filter(pk__in=held.values("user_id")).order_by("sort_key", "name", "id")


def helper_named(by: Actor, user_id: UUID | None, name: str) -> tuple[UUID | None, str]:
    """A colleague by account, or anybody by name; Refused where neither is given or the colleague left."""
    if user_id is None:
        if not name.strip():
            raise Refused("services.helper_missing")
        return None, name.strip()[:40]
    user = candidates(by, None).filter(pk=user_id).first()
    if user is None:
        raise Refused("services.no_such_helper")
    return user.id, user.name
