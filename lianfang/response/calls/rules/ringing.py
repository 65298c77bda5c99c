"""When a number may ring, when it rings next after nobody answered, and when somebody goes to the door instead.

Defaults are those of the call centres of February 2020 as far as they are known (domain notes §4): a morning wave
09:00–11:00, then +45–60 minutes, then +2–3 hours, then the evening 18:30–20:30; only 08:30–20:30; after twelve hours
without contact or two missed readings a visit on the same day. Repeating the same hour has diminishing returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from lianfang.core import clock

from .queue import Outcome, Rank

HOUR = timedelta(hours=1)
# Every abnormal reading is dealt with within as long.
AT_ONCE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Terms:
    """A policy's numbers. `gaps`: minutes to wait after the first, second, … miss; later ones wait for the evening,
    then for the next morning. Times of day are local."""

    opens: time = time(8, 30)
    closes: time = time(20, 30)
    morning: time = time(9, 0)
    evening: time = time(18, 30)
    gaps: tuple[int, ...] = (50, 150)
    busy_minutes: int = 10
    most_tries: int = 4
    most_tries_of_round: int = 3
    door_hours: int = 12
    door_missed: int = 2
    door_after: int = 4
    idle_minutes: int = 3


class Dialled(NamedTuple):
    """One try that reached nobody."""

    at: datetime
    outcome: Outcome = Outcome.NO_ANSWER


class Number(NamedTuple):
    """One way to reach a household: how often it was tried in vain, whether it was somebody else's."""

    key: object
    tries: int = 0
    is_wrong: bool = False


def fault_of(terms: Terms) -> str:
    """What does not fit together in a policy, in words; empty where it is sound."""
    order = (terms.opens, terms.morning, terms.evening, terms.closes)
    if sorted(order) != list(order) or terms.opens == terms.closes:
        return str(_("opening, morning, evening and closing must follow one another"))
    if not terms.gaps or min(terms.gaps) < 1 or terms.busy_minutes < 1 or terms.idle_minutes < 1:
        return str(_("a wait is at least one minute"))
    if (
        min(
            terms.most_tries, terms.most_tries_of_round, terms.door_hours, terms.door_missed, terms.door_after
        )
        < 1
    ):
        return str(_("at least one try before somebody goes to the door"))
    return ""


def may_ring(terms: Terms, rank: int, at: datetime) -> bool:
    """True within the hours; for a symptom at any hour."""
    return rank == Rank.SYMPTOM or terms.opens <= _clock(at) < terms.closes


def next_number(numbers: Sequence[Number]) -> Number | None:
    """Of the numbers that are not somebody else's the one tried least often, in the order given; None where there is
    no other way to reach them."""
    usable = [number for number in numbers if not number.is_wrong]
    return min(usable, key=lambda number: number.tries, default=None)


def next_try(terms: Terms, tried: Sequence[Dialled], at: datetime) -> datetime:
    """When to ring again after tries that reached nobody (the last of them just now, `at`).

    A busy line is tried again soon: somebody is at home. Else the wait of the policy; and never in an hour of the day
    that was tried already, as long as the hours of ringing hold another.
    """
    if tried and tried[-1].outcome == Outcome.BUSY:
        return _into_hours(terms, at + timedelta(minutes=terms.busy_minutes))
    misses = sum(one.outcome != Outcome.BUSY for one in tried)
    hours = {one.at.astimezone(clock.LOCAL).hour for one in tried}
    return _another_hour(terms, _waited(terms, misses, at), hours)


def _waited(terms: Terms, misses: int, at: datetime) -> datetime:
    """After the policy's wait; past its gaps the evening, and in the evening the next morning."""
    if 0 < misses <= len(terms.gaps):
        return _into_hours(terms, at + timedelta(minutes=terms.gaps[misses - 1]))
    evening = _on(at, terms.evening)
    return evening if at < evening else _on(at + timedelta(days=1), terms.morning)


def _another_hour(terms: Terms, moment: datetime, hours: set[int]) -> datetime:
    """The moment itself, or the beginning of the first hour after it that was not tried."""
    candidate = moment
    for _step in range(24):
        if candidate.astimezone(clock.LOCAL).hour not in hours:
            return candidate
        candidate = _into_hours(terms, _next_hour(candidate))
    return moment


def _next_hour(moment: datetime) -> datetime:
    local = moment.astimezone(clock.LOCAL)
    return local.replace(minute=0, second=0, microsecond=0) + HOUR


def _into_hours(terms: Terms, moment: datetime) -> datetime:
    """The moment, or where it lies outside the hours of ringing the next beginning of a wave."""
    if _clock(moment) < terms.opens:
        return _on(moment, terms.opens)
    return moment if _clock(moment) < terms.closes else _on(moment + timedelta(days=1), terms.morning)


def is_exhausted(
    terms: Terms,
    rank: int,
    *,
    tries: int,
    silent_since: datetime | None = None,
    missed: int = 0,
    due_at: datetime | None = None,
    again_at: datetime | None = None,
    at: datetime,
) -> bool:
    """True where the phone has had its chance and somebody goes to the door: the tries are used up; or, of somebody
    silent, a try failed after twelve hours without contact or after two missed readings; or, outside rounds, the next
    try (`again_at`) would come more than `door_after` hours after the call was due: the door is for the same day.
    A symptom waits a quarter of an hour, which is a busy line, and no longer.
    """
    if tries <= 0:
        return False
    most = terms.most_tries_of_round if rank >= Rank.CALL_BACK else terms.most_tries
    is_long = silent_since is not None and at - silent_since >= timedelta(hours=terms.door_hours)
    return (
        tries >= most
        or is_long
        or missed >= terms.door_missed
        or _is_late(terms, rank, due_at, again_at, at=at)
    )


def _is_late(
    terms: Terms, rank: int, due_at: datetime | None, again_at: datetime | None, *, at: datetime
) -> bool:
    if due_at is None or again_at is None or rank >= Rank.ROUND:
        return False
    if rank == Rank.SYMPTOM:
        return again_at - at > AT_ONCE
    return again_at - due_at > terms.door_after * HOUR


def _clock(at: datetime) -> time:
    return at.astimezone(clock.LOCAL).time()


def _on(at: datetime, when: time) -> datetime:
    return clock.at_local(clock.day_of(at), when.hour, when.minute)
