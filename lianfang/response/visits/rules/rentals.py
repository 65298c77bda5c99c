"""When a rented flat is a group rental (上海市居住房屋租赁管理办法): at most two persons a room, legal dependants
apart, at least five square metres a person; from ten rooms or fifteen occupants on the landlord registers who
lives there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

MOST_A_ROOM = 2
LEAST_A_PERSON = Decimal(5)
MANY_ROOMS, MANY_PEOPLE = 10, 15


class Finding(StrEnum):
    """What the rule says against it."""

    CROWDED = "crowded"
    NARROW = "narrow"
    REGISTER = "register"


FINDINGS = {
    Finding.CROWDED: _("more than two persons a room"),
    Finding.NARROW: _("less than 5 m² a person"),
    Finding.REGISTER: _("the landlord has to register who lives there"),
}


@dataclass(frozen=True, slots=True)
class Flat:
    """What was seen: how many live there, legal dependants among them, rooms lived in, square metres."""

    occupants: int
    rooms: int | None = None
    area: Decimal | None = None
    dependants: int = 0


def findings(flat: Flat) -> tuple[Finding, ...]:
    """What the rule says against a rented flat; empty where nothing does or too little was seen to tell."""
    counted = max(flat.occupants - flat.dependants, 0)
    found = []
    if flat.rooms and counted > MOST_A_ROOM * flat.rooms:
        found.append(Finding.CROWDED)
    if flat.area is not None and flat.occupants and flat.area < LEAST_A_PERSON * flat.occupants:
        found.append(Finding.NARROW)
    if (flat.rooms or 0) >= MANY_ROOMS or flat.occupants >= MANY_PEOPLE:
        found.append(Finding.REGISTER)
    return tuple(found)


def is_group_rental(found: tuple[str, ...] | list[str]) -> bool:
    """True where it may not go on like this; having to register alone is no offence."""
    return Finding.CROWDED in found or Finding.NARROW in found
