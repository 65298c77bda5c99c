"""The chain of reminders for one slot: before it opens, when it opens, before it is late, then somebody else at home.
Whoever is late after that is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .protocol import Slot


class Step(StrEnum):
    """The steps, in their order."""

    BEFORE = "before"
    AT = "at"
    AFTER = "after"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class Chain:
    """Minutes: `before` the slot opens, `at` its opening or so long after, `after`: so long before it is late, and
    `household` likewise. None: that step is left out."""

    before: int | None = 30
    at: int | None = 0
    after: int | None = 60
    household: int | None = 20


def steps_of(chain: Chain, slot: Slot, day: date) -> list[tuple[datetime, Step]]:
    """When each step of a slot is due on a day, in order of time. None lies at or beyond the slot's closing."""
    opens, due, closes = (slot.at(day, minute) for minute in (slot.opens, slot.due, slot.closes))
    found = [(moment, step) for moment, step in _moments(chain, opens, due) if moment < closes]
    return sorted(found, key=lambda one: (one[0], list(Step).index(one[1])))


def _moments(chain: Chain, opens: datetime, due: datetime) -> Iterator[tuple[datetime, Step]]:
    for minutes, moment, sign, step in (
        (chain.before, opens, -1, Step.BEFORE),
        (chain.at, opens, 1, Step.AT),
        (chain.after, due, -1, Step.AFTER),
        (chain.household, due, -1, Step.HOUSEHOLD),
    ):
        if minutes is not None:
            yield moment + sign * timedelta(minutes=minutes), step


def step_due(chain: Chain, slot: Slot, day: date, at: datetime) -> Step | None:
    """The step that counts at an instant: the latest that is due, while the slot is open. A job that comes late
    makes up for none of the earlier ones: nobody gets three reminders at once."""
    if at >= slot.at(day, slot.closes):
        return None
    passed = [step for moment, step in steps_of(chain, slot, day) if moment <= at]
    return passed[-1] if passed else None
