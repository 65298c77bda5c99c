"""The states of an episode and of an alert, what leads from one to the next, and who may do it. The pages of
docs/states/ are drawn from these tables, and nothing else decides."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused, Role, clock

from .protocol import Terms
from .slots import Strip


class State(StrEnum):
    """Where an episode stands."""

    ACTIVE = "active"
    RELEASED = "released"
    TRANSFERRED = "transferred"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"
    DECEASED = "deceased"
    JOINED = "joined"


class Event(StrEnum):
    """What changes the course of an episode. Readings and reasons do not: they fill slots."""

    RELEASED = "released"
    PROTOCOL_SET = "protocol_set"
    EXTENDED = "extended"
    MOVED = "moved"
    TRANSFERRED = "transferred"
    RETURNED = "returned"
    REFUSED = "refused"
    RESUMED = "resumed"
    MOVED_AWAY = "moved_away"
    DECEASED = "deceased"
    WITHDRAWN = "withdrawn"
    MERGED = "persons_merged"
    PARTED = "persons_parted"
    UNDONE = "undone"


class Site(StrEnum):
    """Where somebody is who is not at home."""

    HOSPITAL = "hospital"
    FEVER_CLINIC = "fever_clinic"
    CENTRAL = "central"


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
    ENDED = "ended"
    REOPENED = "reopened"


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
    State.TRANSFERRED: _("at hospital or a central site"),
    State.HANDED_OVER: _("left the subdistrict, handed over"),
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
STEPS = {
    Step.ACKNOWLEDGED: _("seen"),
    Step.RETESTED: _("retested"),
    Step.DECIDED: _("the doctor decided"),
    Step.CLOSED: _("alert closed"),
    Step.ANOTHER: _("abnormal again"),
    Step.NOTED: _("note"),
    Step.ENDED: _("closed with the observation"),
    Step.REOPENED: _("alert opened again"),
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
EVENTS = {
    Event.RELEASED: _("observation released"),
    Event.PROTOCOL_SET: _("under another protocol"),
    Event.EXTENDED: _("extended: a later last contact"),
    Event.MOVED: _("moved house"),
    Event.TRANSFERRED: _("taken to hospital or a central site"),
    Event.RETURNED: _("back home"),
    Event.REFUSED: _("refuses observation"),
    Event.RESUMED: _("consents again"),
    Event.MOVED_AWAY: _("leaves the subdistrict: handed over"),
    Event.DECEASED: _("passed away"),
    Event.WITHDRAWN: _("begun by mistake"),
    Event.MERGED: _("persons joined into one"),
    Event.PARTED: _("persons parted again"),
    Event.UNDONE: _("entered by mistake, taken back"),
}
SITES = {
    Site.HOSPITAL: _("hospital"),
    Site.FEVER_CLINIC: _("fever clinic"),
    Site.CENTRAL: _("central site"),
}
# What the doctor decides about an alert, and where that leads.
LEADS_TO = {
    Decision.FEVER_CLINIC: Site.FEVER_CLINIC,
    Decision.AMBULANCE: Site.HOSPITAL,
    Decision.CENTRAL: Site.CENTRAL,
}
# Under observation still, at home or elsewhere: one such episode a person.
OPEN = (State.ACTIVE, State.TRANSFERRED)
TRANSITIONS = {
    (State.ACTIVE, Event.RELEASED): State.RELEASED,
    (State.ACTIVE, Event.PROTOCOL_SET): State.ACTIVE,
    (State.ACTIVE, Event.EXTENDED): State.ACTIVE,
    (State.ACTIVE, Event.MOVED): State.ACTIVE,
    (State.ACTIVE, Event.REFUSED): State.ACTIVE,
    (State.ACTIVE, Event.RESUMED): State.ACTIVE,
    (State.ACTIVE, Event.TRANSFERRED): State.TRANSFERRED,
    (State.TRANSFERRED, Event.TRANSFERRED): State.TRANSFERRED,
    (State.TRANSFERRED, Event.RETURNED): State.ACTIVE,
    (State.TRANSFERRED, Event.RELEASED): State.RELEASED,
    (State.TRANSFERRED, Event.PROTOCOL_SET): State.TRANSFERRED,
    (State.TRANSFERRED, Event.EXTENDED): State.TRANSFERRED,
    (State.ACTIVE, Event.MOVED_AWAY): State.HANDED_OVER,
    (State.TRANSFERRED, Event.MOVED_AWAY): State.HANDED_OVER,
    (State.ACTIVE, Event.WITHDRAWN): State.WITHDRAWN,
    (State.TRANSFERRED, Event.WITHDRAWN): State.WITHDRAWN,
    (State.ACTIVE, Event.DECEASED): State.DECEASED,
    (State.TRANSFERRED, Event.DECEASED): State.DECEASED,
    (State.ACTIVE, Event.MERGED): State.JOINED,
    (State.TRANSFERRED, Event.MERGED): State.JOINED,
}
# What a person may take back while it is the last that happened: the episode stands as it did before. A release
# is not among them: its notice is in the person's hand. Joined episodes part only with their persons.
UNDOABLE = frozenset(Event) - {Event.RELEASED, Event.PROTOCOL_SET, Event.MERGED, Event.PARTED, Event.UNDONE}
_CARERS = (Role.COMMITTEE_WORKER, Role.DOCTOR, Role.DUTY_OFFICER)
# Which roles do it by hand; what follows by itself (persons joined, an import, the exercise) the system does.
MAY: dict[Event, tuple[Role, ...]] = {
    Event.RELEASED: (Role.DOCTOR, Role.COMMITTEE_WORKER),
    Event.PROTOCOL_SET: (Role.COMMANDER,),
    Event.EXTENDED: _CARERS,
    Event.MOVED: _CARERS,
    Event.TRANSFERRED: _CARERS,
    Event.RETURNED: _CARERS,
    Event.REFUSED: (*_CARERS, Role.POLICE),
    Event.RESUMED: (*_CARERS, Role.POLICE),
    Event.MOVED_AWAY: _CARERS,
    Event.DECEASED: _CARERS,
    Event.WITHDRAWN: _CARERS,
    Event.UNDONE: _CARERS,
    Event.MERGED: (),
    Event.PARTED: (),
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
    # A note, or another abnormal reading, leaves it where it is; after the doctor's decision another reading asks
    # for a retest again.
    (AlertState.OPEN, Step.NOTED): AlertState.OPEN,
    (AlertState.ACKNOWLEDGED, Step.NOTED): AlertState.ACKNOWLEDGED,
    (AlertState.RETESTED, Step.NOTED): AlertState.RETESTED,
    (AlertState.DECIDED, Step.NOTED): AlertState.DECIDED,
    (AlertState.OPEN, Step.ANOTHER): AlertState.OPEN,
    (AlertState.ACKNOWLEDGED, Step.ANOTHER): AlertState.ACKNOWLEDGED,
    (AlertState.RETESTED, Step.ANOTHER): AlertState.RETESTED,
    (AlertState.DECIDED, Step.ANOTHER): AlertState.ACKNOWLEDGED,
    # The observation ended otherwise than by release; taken back, the alert is there again.
    (AlertState.OPEN, Step.ENDED): AlertState.CLOSED,
    (AlertState.ACKNOWLEDGED, Step.ENDED): AlertState.CLOSED,
    (AlertState.RETESTED, Step.ENDED): AlertState.CLOSED,
    (AlertState.DECIDED, Step.ENDED): AlertState.CLOSED,
    (AlertState.CLOSED, Step.REOPENED): AlertState.OPEN,
}
_DESK = (Role.DUTY_OFFICER, Role.COMMANDER, Role.DOCTOR, Role.COMMITTEE_WORKER)
# Who takes which step; a decision is the doctor's, and whoever else writes it down names the doctor.
ALERT_MAY: dict[Step, tuple[Role, ...]] = {
    step: () if step in (Step.ANOTHER, Step.ENDED, Step.REOPENED) else _DESK for step in Step
}


def state_after(state: State, event: str) -> State:
    """The state an event leads to; Refused where the table has none."""
    after = TRANSITIONS.get((State(state), Event(event)))
    if after is None:
        raise Refused("observation.not_in_this_state", state=str(STATES[State(state)]))
    return after


def alert_after(state: AlertState, step: Step) -> AlertState:
    """The state a step leads an alert to; Refused where the table has none."""
    after = ALERT_TRANSITIONS.get((AlertState(state), Step(step)))
    if after is None:
        raise Refused("observation.not_this_step", state=str(ALERT_STATES[AlertState(state)]))
    return after


def release_from(terms: Terms, last_day: date) -> datetime:
    """The first instant at which release may be confirmed: on the last day when its last slot opens, so that the
    notice can be handed over that day; or the midnight after it, where the protocol says so."""
    if terms.release == "midnight" or not terms.slots:
        return clock.at_local(last_day + timedelta(days=1))
    last = terms.slots[-1]
    return last.at(last_day, last.opens)


def check_can_release(terms: Terms, last_day: date, strip: Strip, *, has_alert: bool, at: datetime) -> None:
    """Refuses a release that is early, leaves slots without a reading or a reason, or an alert
    unsettled."""
    since = release_from(terms, last_day)
    if at < since:
        said = since.astimezone(clock.LOCAL)
        raise Refused("observation.too_early", last_day=last_day.isoformat(), since=f"{said:%Y-%m-%d %H:%M}")
    if has_alert:
        raise Refused("observation.alert_unsettled")
    missing = len(strip.open_cells)
    if missing:
        raise Refused("observation.slots_missing", missing=missing)
