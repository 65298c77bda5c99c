"""A report's states, what each verification does to them, and which answers fit together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused


class State(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    EXPIRED = "expired"
    JOINED = "joined"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What one attempt at verification came to."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    UNREACHABLE = "unreachable"
    TRANSFERRED = "transferred"
    REOPENED = "reopened"


class Reason(StrEnum):
    """Why a report is refuted."""

    NEVER_LEFT = "never_left"
    ARRIVED_BEFORE = "arrived_before"
    NOT_THIS_PERSON = "not_this_person"
    NOT_BACK_YET = "not_back_yet"
    LEFT_AGAIN = "left_again"
    MOVED_AWAY = "moved_away"
    NO_KEY_REGION = "no_key_region"


class Method(StrEnum):
    """How it was verified."""

    PHONE = "phone"
    DOOR = "door"


STATES = {
    State.OPEN: _("to verify"),
    State.CONFIRMED: _("confirmed"),
    State.REFUTED: _("refuted"),
    State.EXPIRED: _("days over"),
    State.JOINED: _("joined to another"),
    State.WITHDRAWN: _("withdrawn"),
}
OUTCOMES = {
    Outcome.CONFIRMED: _("confirmed: came back"),
    Outcome.REFUTED: _("refuted"),
    Outcome.UNREACHABLE: _("not reached"),
    Outcome.TRANSFERRED: _("belongs to another committee"),
    Outcome.REOPENED: _("opened again"),
}
REASONS = {
    Reason.NEVER_LEFT: _("never left Shanghai"),
    Reason.ARRIVED_BEFORE: _("came back before the rule began"),
    Reason.NOT_THIS_PERSON: _("not this person"),
    Reason.NOT_BACK_YET: _("not back yet"),
    Reason.LEFT_AGAIN: _("left Shanghai again"),
    Reason.MOVED_AWAY: _("moved out of the subdistrict"),
    Reason.NO_KEY_REGION: _("was in no key region"),
}
METHODS = {Method.PHONE: _("by phone"), Method.DOOR: _("at the door")}

CLOSED = frozenset(State) - {State.OPEN}
# (state, event) → state. What is not here is refused. The generated page of states is drawn from this table.
TRANSITIONS = {
    (State.OPEN, "confirmed"): State.CONFIRMED,
    (State.OPEN, "refuted"): State.REFUTED,
    (State.OPEN, "unreachable"): State.OPEN,
    (State.OPEN, "transferred"): State.OPEN,
    (State.OPEN, "days_over"): State.EXPIRED,
    (State.OPEN, "persons_merged"): State.JOINED,
    (State.OPEN, "lists_withdrawn"): State.WITHDRAWN,
    (State.REFUTED, "reopened"): State.OPEN,
    (State.EXPIRED, "reopened"): State.OPEN,
    (State.WITHDRAWN, "named_again"): State.OPEN,
    (State.JOINED, "persons_parted"): State.OPEN,
}


def state_after(state: State, event: str) -> State:
    """The state an event leads to; Refused `screening.not_in_this_state` where the table has none."""
    after = TRANSITIONS.get((State(state), str(event)))
    if after is None:
        raise Refused("screening.not_in_this_state", state=str(STATES[State(state)]))
    return after


def replay(outcomes: Iterable[Outcome]) -> State:
    """The state a series of verifications leaves behind: what the cached column must equal."""
    state = State.OPEN
    for outcome in outcomes:
        state = state_after(state, outcome)
    return state


def check_answer(outcome: Outcome, *, reason: str, has_day: bool, has_committee: bool) -> None:
    """Refuses an answer that lacks what its outcome needs: a reason, day zero, or another committee."""
    if outcome == Outcome.REFUTED and reason not in set(Reason):
        raise Refused("screening.reason_missing")
    if outcome == Outcome.CONFIRMED and not has_day:
        raise Refused("screening.arrival_missing")
    if outcome == Outcome.TRANSFERRED and not has_committee:
        raise Refused("screening.committee_missing")


def check_day(day: date | None, today: date) -> None:
    """Refuses a day that has not come yet, or lies more than a year back."""
    if day and day > today:
        raise Refused("screening.day_in_the_future", day=day.isoformat())
    if day and (today - day).days > 365:
        raise Refused("screening.day_too_long_ago", day=day.isoformat())
