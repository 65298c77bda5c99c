"""The course of an episode: where it stands is folded from its turns, in order, and never typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from .days import count
from .states import OPEN, Event, State, state_after

CLOSING = frozenset({Event.RELEASED, Event.MOVED_AWAY, Event.DECEASED, Event.WITHDRAWN, Event.MERGED})


@dataclass(frozen=True, slots=True)
class Change:
    """One turn as the rules take it. `day_zero`: the later last contact of an extension; `days`: the count of
    another protocol; committee, building and home: where somebody moved to."""

    kind: Event
    effective_at: datetime
    day_zero: date | None = None
    days: int | None = None
    committee: UUID | None = None
    building: UUID | None = None
    home: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """Where an episode stands. `first_on` is its first day zero, `starts_on` the present one; `away_since` is
    set while somebody is not at home, `home_since` is the last return; `home` is the address after a move."""

    state: State
    starts_on: date
    first_on: date
    days: int
    committee: UUID | None = None
    building: UUID | None = None
    home: str = ""
    home_since: datetime | None = None
    away_since: datetime | None = None
    refused_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def last_day(self) -> date:
        """The last day of observation: never another than the rule's count from day zero."""
        return count(self.starts_on, self.days)

    def after(self, change: Change) -> Course:
        """The course after a turn; Refused where the table of states has none."""
        state = state_after(self.state, change.kind)
        turned = replace(self, state=state, **_effect(self, change))
        if change.kind in CLOSING:
            turned = replace(turned, closed_at=change.effective_at)
        return turned

    def plain(self) -> dict[str, Any]:
        """The course as JSON keeps it beside a turn."""
        names = self.__slots__
        return {name: _plain(getattr(self, name)) for name in names if getattr(self, name) not in (None, "")}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        """A course out of what `plain` kept."""
        return cls(**{name: READERS[name](value) for name, value in kept.items()})


def fold(first: Course, changes: Iterable[Change]) -> Course:
    """The course after all turns that stand."""
    course = first
    for change in changes:
        course = course.after(change)
    return course


def _effect(course: Course, change: Change) -> dict[str, Any]:
    """What a turn sets besides the state."""
    at = change.effective_at
    if change.kind == Event.EXTENDED:
        return {"starts_on": change.day_zero}
    if change.kind == Event.PROTOCOL_SET:
        return {"days": change.days}
    if change.kind == Event.MOVED:
        return {"committee": change.committee, "building": change.building, "home": change.home}
    if change.kind == Event.TRANSFERRED:
        return {"away_since": course.away_since or at}
    if change.kind == Event.RETURNED:
        return {"away_since": None, "home_since": at}
    if change.kind == Event.REFUSED:
        return {"refused_at": at}
    return {"refused_at": None} if change.kind == Event.RESUMED else {}


def absences(changes: Iterable[Change]) -> tuple[tuple[datetime, datetime | None], ...]:
    """When somebody was not at home: from each transfer to the return from it; None while still away."""
    found: list[tuple[datetime, datetime | None]] = []
    since: datetime | None = None
    for change in changes:
        if change.kind == Event.TRANSFERRED:
            since = since or change.effective_at
        elif since and (change.kind == Event.RETURNED or change.kind in CLOSING):
            found.append((since, change.effective_at if change.kind == Event.RETURNED else None))
            since = None
    return (*found, (since, None)) if since else tuple(found)


def is_open(state: str) -> bool:
    """True while under observation, at home or elsewhere."""
    return state in OPEN


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value


READERS: dict[str, Any] = {
    "state": State,
    "starts_on": date.fromisoformat,
    "first_on": date.fromisoformat,
    "days": int,
    "committee": UUID,
    "building": UUID,
    "home": str,
    "home_since": datetime.fromisoformat,
    "away_since": datetime.fromisoformat,
    "refused_at": datetime.fromisoformat,
    "closed_at": datetime.fromisoformat,
}
