"""Within how many minutes each step about an alert is expected, and when the command post counts next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianfang.core import clock

from .states import ALERT_TRANSITIONS, AlertState, Step

CUTOFFS = ("10:00", "16:00")


@dataclass(frozen=True, slots=True)
class Pace:
    """Minutes a step may take: to be seen, to be taken again once the retest is due, to be decided by a
    doctor, to be closed. How long to wait before the retest is the protocol's to say."""

    acknowledge: int = 15
    retest_grace: int = 10
    decide: int = 30
    close: int = 120


@dataclass(frozen=True, slots=True)
class Expected:
    """The next step of an alert: since when it stands as it does, from when the step is wanted, and from when
    it is late."""

    since: datetime
    wanted_at: datetime
    late_at: datetime

    def look(self, at: datetime) -> str:
        """How it is shown: "bad" when late, "due" when wanted, plain before."""
        return "bad" if at >= self.late_at else "due" if at >= self.wanted_at else ""


def expected(state: AlertState, since: datetime, pace: Pace, retest_minutes: int) -> Expected | None:
    """What is expected of an alert that came into its state at `since`; None of a closed one."""
    if state == AlertState.CLOSED:
        return None
    waits = retest_minutes if state == AlertState.ACKNOWLEDGED else 0
    wanted = since + timedelta(minutes=waits)
    allowed = {
        AlertState.OPEN: pace.acknowledge,
        AlertState.ACKNOWLEDGED: pace.retest_grace,
        AlertState.RETESTED: pace.decide,
        AlertState.DECIDED: pace.close,
    }
    return Expected(since, wanted, wanted + timedelta(minutes=allowed[AlertState(state)]))


def since(opened_at: datetime, steps: Iterable[tuple[str, datetime]]) -> datetime:
    """Since when an alert stands as it does, from its steps in order of time. A retest or a decision taken
    again begins anew; a note changes nothing.

    Never refuses: what is done is done, also where two steps carry one instant and stand in another order than they
    were taken.
    """
    state, moment = AlertState.OPEN, opened_at
    for kind, at in steps:
        after = ALERT_TRANSITIONS.get((state, Step(kind))) or _named_by(Step(kind), state)
        if after != state or kind in (Step.RETESTED, Step.DECIDED):
            moment = at
        state = after
    return moment


def _named_by(step: Step, state: AlertState) -> AlertState:
    """The state a step is called after (seen, retested, decided, closed); of another step, the state as it is."""
    return AlertState(step.value) if step.value in set(AlertState) else state


def minutes_between(before: datetime, after: datetime) -> int:
    """Whole minutes from one instant to the next; never negative."""
    return max(int((after - before).total_seconds()) // 60, 0)


def next_cutoff(cutoffs: Sequence[str], at: datetime) -> datetime | None:
    """The next of the day's cut-offs (local `HH:MM`), tomorrow's first where today's are over."""
    for day in (clock.day_of(at), clock.day_of(at) + timedelta(days=1)):
        for text in sorted(cutoffs):
            hour, minute = text.split(":")
            moment = clock.at_local(day, int(hour), int(minute))
            if moment > at:
                return moment
    return None
