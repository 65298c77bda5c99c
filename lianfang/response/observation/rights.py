"""Which roles do what in observation."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from lianfang.core import Actor, Refused, Role

from . import rules
from .models import Episode

CARERS = (Role.COMMITTEE_WORKER, Role.DOCTOR, Role.DUTY_OFFICER, Role.SYSTEM)
RULERS = (Role.COMMANDER, Role.SYSTEM)
DECIDERS = (Role.DOCTOR, Role.SYSTEM)


def may(event: rules.Event) -> tuple[Role, ...]:
    """The roles that enter this turn: by hand those of the table, by itself the system."""
    return (*rules.MAY[event], Role.SYSTEM)


def check(by: Actor, roles: Iterable[Role]) -> None:
    """Refuses an act to every other role."""
    if by.role not in roles:
        raise Refused("observation.not_for_this_role")


def locked(by: Actor, episode_id: UUID) -> Episode:
    """The episode, visible and locked, with its protocol."""
    rows = Episode.objects.visible_to(by).select_for_update(of=("self",)).select_related("protocol")
    return rows.get(pk=episode_id)
