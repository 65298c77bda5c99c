"""Where a request for a visit stands, and what moves it on."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused


class State(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    UNDER_WAY = "under_way"
    DONE = "done"
    WITHDRAWN = "withdrawn"


STATES = {
    State.WAITING: _("waiting"),
    State.UNDER_WAY: _("team on the way"),
    State.DONE: _("visited"),
    State.WITHDRAWN: _("withdrawn"),
}
CLOSED = frozenset({State.DONE, State.WITHDRAWN})
# (state, event) → state. What is not here is refused. The generated page of states is drawn from this table.
TRANSITIONS = {
    (State.WAITING, "started"): State.UNDER_WAY,
    (State.WAITING, "visited"): State.DONE,
    (State.UNDER_WAY, "visited"): State.DONE,
    (State.WAITING, "nobody_home"): State.WAITING,
    (State.UNDER_WAY, "nobody_home"): State.WAITING,
    (State.UNDER_WAY, "turned_back"): State.WAITING,
    (State.WAITING, "withdrawn"): State.WITHDRAWN,
    (State.UNDER_WAY, "withdrawn"): State.WITHDRAWN,
    (State.DONE, "reopened"): State.WAITING,
    (State.WITHDRAWN, "reopened"): State.WAITING,
}


def state_after(state: str, event: str) -> State:
    """The state an event leads to; Refused `visits.not_in_this_state` where the table has none."""
    after = TRANSITIONS.get((State(state), event))
    if after is None:
        raise Refused("visits.not_in_this_state", state=str(STATES[State(state)]))
    return after
