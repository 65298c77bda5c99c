"""Which roles do what in observation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from lianfang.core import Actor, Refused, Role
from lianfang.core.actor import BY_COMMITTEE

from . import rules
from .models import Episode

CARERS = (Role.COMMITTEE_WORKER, Role.DOCTOR, Role.DUTY_OFFICER, Role.SYSTEM)
RULERS = (Role.COMMANDER, Role.SYSTEM)
DECIDERS = (Role.DOCTOR, Role.SYSTEM)


def may(event: rules.Event) -> tuple[Role, ...]:
    """The roles that enter this turn: by hand those of the table, by itself the system."""
    return (*rules.MAY[event], Role.SYSTEM)


class Placed(Protocol):
    """An episode at hand: where it lies."""

    @property
    def committee_id(self) -> UUID | None:
        """Its committee, where one is known."""

    @property
    def building_id(self) -> UUID | None:
        """Its stair, where one is known."""


def sees(viewer: Actor, episode: Placed) -> bool | None:
    """What `Episode.visible_to` says, of an episode of the viewer's own subdistrict that is at hand already. None
    where only the database can tell: a resident's household."""
    if viewer.role == Role.RESIDENT:
        return None
    if viewer.sees_whole:
        return True
    if viewer.role in BY_COMMITTEE:
        return episode.committee_id in viewer.committees
    return viewer.role == Role.LEADER and episode.building_id in viewer.buildings


def check(by: Actor, roles: Iterable[Role]) -> None:
    """Refuses an act to every other role."""
    if by.role not in roles:
        raise Refused("observation.not_for_this_role")


def locked(by: Actor, episode_id: UUID) -> Episode:
    """The episode, visible and locked, with its protocol."""
    rows = Episode.objects.visible_to(by).select_for_update(of=("self",)).select_related("protocol")
    return rows.get(pk=episode_id)
