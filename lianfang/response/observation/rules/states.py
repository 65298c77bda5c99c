"""The states of an episode and of an alert, and what leads from one to the next. The page of states is
drawn
from these tables."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused, clock

from .protocol import Terms
from .slots import Strip


class State(StrEnum):
    """Where an episode stands."""

    ACTIVE = "active"
    RELEASED = "released"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    DECEASED = "deceased"
    JOINED = "joined"


class AlertState(StrEnum):
    """Where an alert stands; also its next step."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RETESTED = "retested"
    DECIDED = "decided"
    CLOSED = "closed"


class Step(StrEnum):
    """What is done about an alert."""

    ACKNOWLEDGED = "acknowledged"
    RETESTED = "retested"
    DECIDED = "decided"
    CLOSED = "closed"
    ANOTHER = "another"
    NOTED = "noted"


class Decision(StrEnum):
    """What the doctor says."""

    WATCH = "watch"
    FEVER_CLINIC = "fever_clinic"
    AMBULANCE = "ambulance"
    CENTRAL = "central"
    FALSE_ALARM = "false_alarm"


class ExcuseReason(StrEnum):
    """Why a slot ends without a reading."""

    NOT_REACHED = "not_reached"
    REFUSED = "refused"
    ASLEEP = "asleep"
    NO_THERMOMETER = "no_thermometer"
    AT_HOSPITAL = "at_hospital"
    OTHER = "other"


STATES = {
    State.ACTIVE: _("under observation"),
    State.RELEASED: _("released"),
    State.TRANSFERRED: _("transferred"),
    State.WITHDRAWN: _("begun by mistake"),
    State.DECEASED: _("deceased"),
    State.JOINED: _("joined to another"),
}
ALERT_STATES = {
    AlertState.OPEN: _("not seen yet"),
    AlertState.ACKNOWLEDGED: _("seen; retest next"),
    AlertState.RETESTED: _("retested; doctor next"),
    AlertState.DECIDED: _("decided; close next"),
    AlertState.CLOSED: _("alert closed"),
}
DECISIONS = {
    Decision.WATCH: _("go on watching at home"),
    Decision.FALSE_ALARM: _("false alarm"),
    Decision.FEVER_CLINIC: _("to the fever clinic"),
    Decision.AMBULANCE: _("ambulance 120"),
    Decision.CENTRAL: _("to a central site"),
}
EXCUSES = {
    ExcuseReason.NOT_REACHED: _("called, not reached"),
    ExcuseReason.REFUSED: _("refused"),
    ExcuseReason.ASLEEP: _("asleep"),
    ExcuseReason.NO_THERMOMETER: _("no thermometer"),
    ExcuseReason.AT_HOSPITAL: _("at the hospital"),
    ExcuseReason.OTHER: _("other reason"),
}
TRANSITIONS = {
    (State.ACTIVE, "released"): State.RELEASED,
    (State.ACTIVE, "protocol_set"): State.ACTIVE,
    (State.ACTIVE, "extended"): State.ACTIVE,
    (State.ACTIVE, "moved"): State.ACTIVE,
    (State.ACTIVE, "transferred"): State.TRANSFERRED,
    (State.ACTIVE, "withdrawn"): State.WITHDRAWN,
    (State.ACTIVE, "deceased"): State.DECEASED,
    (State.ACTIVE, "persons_merged"): State.JOINED,
    (State.JOINED, "persons_parted"): State.ACTIVE,
    (State.TRANSFERRED, "returned"): State.ACTIVE,
}
ALERT_TRANSITIONS = {
    (AlertState.OPEN, Step.ACKNOWLEDGED): AlertState.ACKNOWLEDGED,
    (AlertState.ACKNOWLEDGED, Step.RETESTED): AlertState.RETESTED,
    (AlertState.ACKNOWLEDGED, Step.DECIDED): AlertState.DECIDED,
    (AlertState.RETESTED, Step.DECIDED): AlertState.DECIDED,
    (AlertState.RETESTED, Step.RETESTED): AlertState.RETESTED,
    (AlertState.DECIDED, Step.RETESTED): AlertState.RETESTED,
    (AlertState.DECIDED, Step.DECIDED): AlertState.DECIDED,
    (AlertState.DECIDED, Step.CLOSED): AlertState.CLOSED,
}


def state_after(state: State, event: str) -> State:
    """The state an event leads to; Refused where the table has none."""
    after = TRANSITIONS.get((State(state), event))
    if after is None:
        raise Refused("observation.not_in_this_state", state=str(STATES[State(state)]))
    return after


def alert_after(state: AlertState, step: Step) -> AlertState:
    """The state a step leads an alert to. A note, or another abnormal reading, leaves it where it is;
    another
    reading after the doctor's decision asks for a retest again."""
    state, step = AlertState(state), Step(step)
    if step == Step.NOTED and state != AlertState.CLOSED:
        return state
    if step == Step.ANOTHER and state != AlertState.CLOSED:
        return AlertState.ACKNOWLEDGED if state == AlertState.DECIDED else state
    after = ALERT_TRANSITIONS.get((state, step))
    if after is None:
        raise Refused("observation.not_this_step", state=str(ALERT_STATES[state]))
    return after


def release_from(terms: Terms, last_day: date) -> datetime:
    """The first instant at which release may be confirmed: on the last day when its last slot opens, so
    that the
    notice can be handed over that day; or the midnight after it, where the protocol says so."""
    if terms.release == "midnight" or not terms.slots:
        return clock.at_local(last_day + timedelta(days=1))
    last = terms.slots[-1]
    return last.at(last_day, last.opens)


def check_can_release(terms: Terms, last_day: date, strip: Strip, *, has_alert: bool, at: datetime) -> None:
    """Refuses a release that is early, leaves slots without a reading or a reason, or an alert
    unsettled."""
    if at < release_from(terms, last_day):
        raise Refused("observation.too_early", last_day=last_day.isoformat())
    if has_alert:
        raise Refused("observation.alert_unsettled")
    missing = len(strip.open_cells)
    if missing:
        raise Refused("observation.slots_missing", missing=missing)
