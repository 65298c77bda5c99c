"""The order of the queue, what a call can come to, and what becomes of the needs that were open in it.

Order of ranks: the issue of the command post (症状异常 → 失联 → 头三天 → 老人独居 → 约定回拨 → 轮次).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from django.utils.translation import gettext_lazy as _


class Rank(IntEnum):
    """How soon; the smallest first."""

    SYMPTOM = 1
    SILENT = 2
    FIRST_DAYS = 3
    FRAIL = 4
    CALL_BACK = 5
    ROUND = 6


RANKS = {
    Rank.SYMPTOM: _("Symptom or abnormal"),
    Rank.SILENT: _("Silent for 12 hours"),
    Rank.FIRST_DAYS: _("First three days"),
    Rank.FRAIL: _("Elderly or alone"),
    Rank.CALL_BACK: _("Call-back due, or late today"),
    Rank.ROUND: _("Rounds and the rest"),
}


class Purpose(StrEnum):
    """What a call is about."""

    OBSERVATION = "observation"
    ABNORMAL = "abnormal"
    SCREENING = "screening"
    ROUND = "round"
    SERVICE = "service"
    MESSAGE = "message"
    TIP = "tip"
    INBOUND = "inbound"


PURPOSES = {
    Purpose.OBSERVATION: _("Daily health call"),
    Purpose.ABNORMAL: _("Following up an abnormal reading"),
    Purpose.SCREENING: _("Three-question screening"),
    Purpose.ROUND: _("Phone round"),
    Purpose.SERVICE: _("Service at home"),
    Purpose.MESSAGE: _("Answering a message"),
    Purpose.TIP: _("Following up a tip"),
    Purpose.INBOUND: _("They called us"),
}


# Whose no answer is followed up at the door by the observation's clock, and the questionnaire that goes with each.
ASKED_OF = {
    Purpose.OBSERVATION: "observation_call",
    Purpose.ABNORMAL: "observation_call",
    Purpose.SCREENING: "screening_call",
    Purpose.ROUND: "screening_call",
}


class Outcome(StrEnum):
    """What a call came to. One key each, in this order."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"
    LANGUAGE = "language"
    CALL_BACK = "call_back"


OUTCOMES = {
    Outcome.ANSWERED: _("Answered"),
    Outcome.NO_ANSWER: _("No answer"),
    Outcome.BUSY: _("Busy"),
    Outcome.WRONG_NUMBER: _("Wrong number"),
    Outcome.REFUSED: _("Refused"),
    Outcome.LANGUAGE: _("Another language"),
    Outcome.CALL_BACK: _("Call back at"),
}
# Attempts that reached nobody: they count towards the door.
MISSES = frozenset({Outcome.NO_ANSWER, Outcome.BUSY})


class State(StrEnum):
    """Where a need stands."""

    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"


STATES = {
    State.OPEN: _("to call"),
    State.ANSWERED: _("answered"),
    State.REFUSED: _("refused"),
    State.UNREACHABLE: _("not reached by phone"),
    State.WITHDRAWN: _("no longer needed"),
}
CLOSED = frozenset(State) - {State.OPEN}


class Event(StrEnum):
    """What happens to a need: the outcome of a call that had it open, as it counts for this one."""

    SPOKEN = "spoken"
    LEFT_OUT = "left_out"
    TRIED = "tried"
    EXHAUSTED = "exhausted"
    REFUSED = "refused"
    PUT_OFF = "put_off"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"


EVENTS = {
    Event.SPOKEN: _("spoken about in an answered call"),
    Event.LEFT_OUT: _("answered, and not spoken about"),
    Event.TRIED: _("tried in vain, another try follows"),
    Event.EXHAUSTED: _("tried in vain for the last time, or no number left"),
    Event.REFUSED: _("they would not answer"),
    Event.PUT_OFF: _("another language, or to be called back"),
    Event.WITHDRAWN: _("settled itself, or taken back by who asked"),
    Event.TAKEN_BACK: _("the outcome taken back within seconds"),
}
TRANSITIONS = {
    (State.OPEN, Event.SPOKEN): State.ANSWERED,
    (State.OPEN, Event.LEFT_OUT): State.OPEN,
    (State.OPEN, Event.TRIED): State.OPEN,
    (State.OPEN, Event.EXHAUSTED): State.UNREACHABLE,
    (State.OPEN, Event.REFUSED): State.REFUSED,
    (State.OPEN, Event.PUT_OFF): State.OPEN,
    (State.OPEN, Event.WITHDRAWN): State.WITHDRAWN,
    # Withdrawn while they were on the line: what they said counts.
    (State.WITHDRAWN, Event.SPOKEN): State.ANSWERED,
    (State.ANSWERED, Event.TAKEN_BACK): State.OPEN,
    (State.REFUSED, Event.TAKEN_BACK): State.OPEN,
    (State.UNREACHABLE, Event.TAKEN_BACK): State.OPEN,
}


def event_of(outcome: Outcome, *, was_discussed: bool, is_exhausted: bool) -> Event:
    """What a call's outcome is for one need that was open in it."""
    if outcome == Outcome.ANSWERED:
        return Event.SPOKEN if was_discussed else Event.LEFT_OUT
    if outcome == Outcome.REFUSED:
        return Event.REFUSED
    if is_exhausted:
        return Event.EXHAUSTED
    return Event.PUT_OFF if outcome in (Outcome.LANGUAGE, Outcome.CALL_BACK) else Event.TRIED


def state_after(
    outcome: Outcome, *, was_discussed: bool = False, is_exhausted: bool = False, before: State = State.OPEN
) -> State:
    """Where a need stands after a call that had it open: answered where it was spoken about, refused, gone to the
    door where there is no further try, else still to call. One that was withdrawn while they were on the line stays
    so unless it was spoken about."""
    event = event_of(outcome, was_discussed=was_discussed, is_exhausted=is_exhausted)
    return TRANSITIONS.get((before, event), before)


@dataclass(frozen=True, slots=True)
class Want:
    """What observation or a round knows of somebody who may have to be called. `day`: which day of observation;
    `silent_since`: when the first of the slots in a row that brought nothing had opened."""

    has_symptom: bool = False
    silent_since: datetime | None = None
    day: int | None = None
    is_frail: bool = False
    has_promise: bool = False


def rank_of(want: Want, at: datetime, *, silent_hours: int = 12, first_days: int = 3) -> Rank:
    """The first rank that holds, in the order of the queue."""
    silence = at - want.silent_since if want.silent_since else timedelta(0)
    holds = {
        Rank.SYMPTOM: want.has_symptom,
        Rank.SILENT: silence >= timedelta(hours=silent_hours),
        Rank.FIRST_DAYS: want.day is not None and want.day <= first_days,
        Rank.FRAIL: want.is_frail,
        Rank.CALL_BACK: want.has_promise,
    }
    return next((rank for rank in Rank if holds.get(rank)), Rank.ROUND)


def order_key(needs: Iterable[tuple[int, datetime]]) -> tuple[int, datetime]:
    """Where a household stands in the queue by the ranks and due times of all that is open with it: the most
    urgent rank, and the earliest that something of this rank is due."""
    pairs = list(needs)
    first = min(rank for rank, _due in pairs)
    return first, min(due for rank, due in pairs if rank == first)
