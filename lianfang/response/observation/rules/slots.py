"""The fortnight as a strip: days × slots, each due, late, missed, filled or excused at an instant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from lianfang.core import clock

from .protocol import Slot, Terms

TermsOn = Callable[[date], Terms]
Key = tuple[date, str]
# From when to when somebody was not at home; None: still.
Absence = tuple[datetime, datetime | None]


class Mark(StrEnum):
    """How a slot stands."""

    NOT_OWED = "not_owed"
    FUTURE = "future"
    DUE = "due"
    LATE = "late"
    MISSED = "missed"
    FILLED = "filled"
    ABNORMAL = "abnormal"
    EXCUSED = "excused"
    AWAY = "away"


ENDED = frozenset({Mark.NOT_OWED, Mark.AWAY, Mark.FILLED, Mark.ABNORMAL, Mark.EXCUSED})
WANTED = frozenset({Mark.DUE, Mark.LATE, Mark.MISSED})


@dataclass(frozen=True, slots=True)
class Taken:
    """What a strip needs of a reading."""

    celsius: Decimal | None
    is_abnormal: bool
    symptoms: tuple[str, ...] = ()
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One slot of one day."""

    day: date
    slot: Slot
    mark: Mark
    taken: Taken | None = None
    excuse: str = ""

    @property
    def is_ended(self) -> bool:
        """True where a reading or a reason stands, or none is owed."""
        return self.mark in ENDED


@dataclass(frozen=True, slots=True)
class Strip:
    """The whole fortnight, day by day; `today` may lie outside."""

    days: tuple[tuple[date, tuple[Cell, ...]], ...]
    today: date

    @property
    def cells(self) -> list[Cell]:
        """All cells in order of time."""
        return [cell for _day, cells in self.days for cell in cells]

    @property
    def open_cells(self) -> list[Cell]:
        """Slots that have neither reading nor reason."""
        return [cell for cell in self.cells if not cell.is_ended]

    def on(self, day: date) -> tuple[Cell, ...]:
        """The cells of one day."""
        return next((cells for when, cells in self.days if when == day), ())


@dataclass(frozen=True, slots=True)
class _Times:
    """The instants by which an empty slot is marked."""

    begun_at: datetime
    at: datetime
    away: Sequence[Absence] = ()


def strip(
    span: tuple[date, date],
    terms_on: TermsOn,
    taken: Mapping[Key, Taken],
    excuses: Mapping[Key, str],
    *,
    begun_at: datetime,
    at: datetime,
    away: Sequence[Absence] = (),
) -> Strip:
    """The strip of an episode over `span` (day one, last day).

    Slots that closed before the episode began, or while somebody was away at a hospital or a central site, are not
    owed. `terms_on` gives the terms of each day, so that a protocol changed midway leaves the past as it was.
    """
    first, last = span
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    cells = (
        (day, _cells(day, terms_on(day).slots, taken, excuses, times=_Times(begun_at, at, away)))
        for day in days
    )
    return Strip(tuple(cells), clock.day_of(at))


def _cells(
    day: date,
    slots: Iterable[Slot],
    taken: Mapping[Key, Taken],
    excuses: Mapping[Key, str],
    *,
    times: _Times,
) -> tuple[Cell, ...]:
    return tuple(
        _cell(day, slot, taken.get((day, slot.code)), excuses.get((day, slot.code), ""), times=times)
        for slot in slots
    )


def _cell(day: date, slot: Slot, taken: Taken | None, excuse: str, *, times: _Times) -> Cell:
    if taken:
        return Cell(day, slot, Mark.ABNORMAL if taken.is_abnormal else Mark.FILLED, taken, excuse)
    if excuse:
        return Cell(day, slot, Mark.EXCUSED, None, excuse)
    mark = mark_empty(day, slot, times.begun_at, times.at)
    # A slot still to come stays so: who is away today may be back by then.
    is_excused = mark != Mark.FUTURE and is_away(day, slot, times.away)
    return Cell(day, slot, Mark.AWAY if is_excused else mark)


def is_away(day: date, slot: Slot, away: Iterable[Absence]) -> bool:
    """True where somebody was not at home when the slot closed: it could not be asked of them. Whoever left after
    it had closed, or came back before, owes it."""
    return was_away(slot.at(day, slot.closes), away)


def was_away(closes: datetime, away: Iterable[Absence]) -> bool:
    """True where an instant lies in an absence."""
    return any(since < closes and (until is None or closes <= until) for since, until in away)


def mark_empty(day: date, slot: Slot, begun_at: datetime, at: datetime) -> Mark:
    """How a slot without reading or reason stands: by the windows of its local day."""
    if slot.at(day, slot.closes) <= begun_at:
        return Mark.NOT_OWED
    if at < slot.at(day, slot.opens):
        return Mark.FUTURE
    if at < slot.at(day, slot.due):
        return Mark.DUE
    return Mark.LATE if at < slot.at(day, slot.closes) else Mark.MISSED


def slot_for(terms: Terms, taken_at: datetime) -> Key:
    """The slot a reading fills: the last that had opened on its local day; before the first one, the
    first."""
    local = taken_at.astimezone(clock.LOCAL)
    minute = local.hour * 60 + local.minute
    opened = [slot for slot in terms.slots if slot.opens <= minute]
    slot = opened[-1] if opened else terms.slots[0]
    return local.date(), slot.code


def opens_at(terms: Terms, key: Key) -> datetime:
    """When a slot of a day opens; the slot must be one of the terms."""
    day, code = key
    slot = next(slot for slot in terms.slots if slot.code == code)
    return slot.at(day, slot.opens)


def closes_at(terms: Terms, key: Key) -> datetime:
    """When a slot of a day closes: a value that comes in from then on is late, kept and marked. A slot that the terms
    do not have closes never."""
    day, code = key
    slot = next((slot for slot in terms.slots if slot.code == code), None)
    return slot.at(day, slot.closes) if slot else datetime.max.replace(tzinfo=clock.LOCAL)


def open_slots(terms: Terms, at: datetime) -> list[Slot]:
    """Today's slots that have opened: what a person should have reported by now."""
    today = clock.day_of(at)
    return [slot for slot in terms.slots if slot.at(today, slot.opens) <= at]
