"""What rooms above tell services, which may not import them: whose homes are isolated, where and until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Homebound:
    """One person who has to stay at home until a day. `committee` answers for them now; `home` is the address where
    they stay if it is not the door they are registered behind."""

    person: UUID
    household: UUID | None
    committee: UUID | None
    until: date
    home: str = ""


Homebounds = Callable[[UUID, datetime, "list[UUID] | None"], Iterable[Homebound]]
HOMEBOUND: list[Homebounds] = []


def add_homebound(provider: Homebounds) -> None:
    """`provider(subdistrict, at, persons)` gives who stays at home at an instant: everybody, or those asked about."""
    HOMEBOUND.append(provider)


def homebound(subdistrict: UUID, at: datetime, persons: list[UUID] | None = None) -> dict[UUID, Homebound]:
    """By person, whoever has to stay at home; the latest end counts."""
    found: dict[UUID, Homebound] = {}
    for ask in HOMEBOUND:
        for one in ask(subdistrict, at, persons):
            known = found.get(one.person)
            if known is None or known.until < one.until:
                found[one.person] = one
    return found
