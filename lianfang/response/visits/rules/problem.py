"""What the planner is asked and what it answers: doors, crews, routes. Metres and seconds; no database, no clock."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import hypot

from django.utils.translation import gettext_lazy as _

from .kinds import Needs, Urgency

Key = Hashable
# People walk around blocks, not through them: as the crow flies × 1.3 (a usual detour index of city streets).
DETOUR = 1.3
WITHIN_STAIR = 15  # metres between two flats of one stair
THRESHOLD = 60  # seconds from the pavement to the flat and back, whichever stair


class Left(StrEnum):
    """Why a door stands on nobody's list."""

    NO_TEAM = "no_team"
    NO_TIME = "no_time"
    NO_SETS = "no_sets"


LEFT = {
    Left.NO_TEAM: _("no team on shift has who is needed there"),
    Left.NO_TIME: _("no team can be there in time before its shift ends"),
    Left.NO_SETS: _("no set of protection is left for a first visit"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A point in metres within the subdistrict; `stair` tells flats of one stair from neighbours at its wall."""

    x: float
    y: float
    stair: Key = None


@dataclass(frozen=True, slots=True)
class Door:
    """One door to knock at. Seconds count from the plan's origin: knocked at between `opens` and `closes`, left
    `serve` later. `sets` of protection are used up; `prefers` knows the people; `pinned` must go."""

    key: Key
    spot: Spot
    serve: int
    opens: int = 0
    closes: int = 24 * 3600
    urgency: str = Urgency.TODAY
    sets: int = 0
    needs: Needs = field(default_factory=Needs)
    area: Key = None
    prefers: Key = None
    pinned: Key = None


@dataclass(frozen=True, slots=True)
class Crew:
    """One team on one shift: from where and when it can go, until when, what it can do. `areas` empty: everywhere."""

    key: Key
    spot: Spot
    begins: int
    ends: int
    sets: int = 0
    doctor: bool = True
    police: bool = True
    female: bool = False
    languages: frozenset[str] = frozenset()
    areas: frozenset[Key] = frozenset()

    def can(self, needs: Needs) -> bool:
        """True where everybody needed is among them."""
        speaks = not needs.language or needs.language in self.languages
        return (
            speaks
            and (self.doctor or not needs.doctor)
            and (self.police or not needs.police)
            and (self.female or not needs.female)
        )

    def may(self, door: Door) -> bool:
        """True where this crew may be sent to this door at all."""
        return (door.pinned is None or door.pinned == self.key) and self.can(door.needs)


@dataclass(frozen=True, slots=True)
class Problem:
    """Doors and crews, and how fast people walk."""

    doors: tuple[Door, ...]
    crews: tuple[Crew, ...]
    metres_a_minute: int = 70

    def seconds(self, metres: int) -> int:
        """How long a walk of so many metres takes, the stairs included."""
        return THRESHOLD + metres * 60 // self.metres_a_minute


@dataclass(frozen=True, slots=True)
class Leg:
    """One stop of a route: at which door, when, after how many metres."""

    door: Key
    arrives: int
    walk: int


@dataclass(frozen=True, slots=True)
class Routes:
    """The answer: each crew's doors in order, what is left over and why, and how far everybody walks in all."""

    legs: Mapping[Key, tuple[Leg, ...]]
    left: Mapping[Key, Left]
    walked: int

    @property
    def planned(self) -> int:
        """How many doors are on a list."""
        return sum(map(len, self.legs.values()))


def metres(a: Spot, b: Spot) -> int:
    """How far one walks from one point to the other."""
    if a.stair is not None and a.stair == b.stair:
        return WITHIN_STAIR
    return max(WITHIN_STAIR, round(DETOUR * hypot(a.x - b.x, a.y - b.y)))
