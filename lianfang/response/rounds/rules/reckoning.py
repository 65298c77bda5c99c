"""How many dials a round takes: with the share that picks up and the tries each home gets, shown before it starts.

Formula of the domain (§4): reached 1 − (1 − p)^k; dials each (1 − (1 − p)^k) / p. With half picking up and three
tries 87.5 % are reached with 1.75 dials each: 35,000 for 20,000 homes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lianfang.core import Refused

MOST_A_DAY = 100_000
MOST_ROUNDS = 5
USUAL = 0.5
# Fewer calls than this say little about how many pick up.
ENOUGH = 200
SECONDS_A_DIAL = 75  # the telephone's ring and, for those who answer, three questions and the note


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What is to be expected: `reached` and `doors` homes, dials, days at so many homes a day, hours of work."""

    homes: int
    pick_up: float
    tries: int
    reached: int
    doors: int
    dials: int
    days: int
    hours: int


def reckon(homes: int, numberless: int, *, pick_up: float, tries: int, per_day: int) -> Reckoning:
    """The arithmetic; homes without any number go to the door at once and cost no dial."""
    callable_ = homes - numberless
    share = 1 - (1 - pick_up) ** tries
    dials = round(callable_ * share / pick_up) if pick_up else callable_ * tries
    reached = round(callable_ * share)
    return Reckoning(
        homes=homes,
        pick_up=pick_up,
        tries=tries,
        reached=reached,
        doors=homes - reached,
        dials=dials,
        days=-(-homes // per_day) if per_day else 0,
        hours=round(dials * SECONDS_A_DIAL / 3600),
    )


def check_plan(name: str, per_day: int) -> None:
    """Refuses a round without a name, and one that calls nobody, or more a day than the city has telephones."""
    if not name.strip():
        raise Refused("rounds.name_missing")
    if not 1 <= per_day <= MOST_A_DAY:
        raise Refused("rounds.per_day_out_of_range", most=MOST_A_DAY)


def day_of_turn(position: int, per_day: int, begins_on: date) -> date:
    """On which day the home at this place of the order (from 0) is called first."""
    return begins_on + timedelta(days=position // per_day)


def due_of_turn(position: int, closes: datetime) -> datetime:
    """By when: the end of its day, a moment later for each later place, so that the queue keeps the order."""
    return closes + timedelta(milliseconds=position)


def check_next(number: int, remaining: int) -> None:
    """Refuses a further round where nobody remains, or where the telephone has been tried often enough."""
    if not remaining:
        raise Refused("rounds.nobody_remains")
    if number >= MOST_ROUNDS:
        raise Refused("rounds.rounds_enough", most=MOST_ROUNDS)
