"""What became of one home in a round, and what each thing that happens does to it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused


class State(StrEnum):
    """Where a home stands in a round."""

    WAITING = "waiting"
    NOTHING = "nothing"
    CAME_BACK = "came_back"
    NOT_YET = "not_yet"
    REFUSED = "refused"
    UNREACHED = "unreached"
    DOOR = "door"
    VISITED = "visited"
    DROPPED = "dropped"


class Event(StrEnum):
    """What happened to it."""

    NOTHING = "nothing"
    CAME_BACK = "came_back"
    NOT_YET = "not_yet"
    REFUSED = "refused"
    UNREACHED = "unreached"
    TAKEN_BACK = "taken_back"
    AGAIN = "again"
    DOOR = "door"
    VISITED = "visited"
    DROPPED = "dropped"


STATES = {
    State.WAITING: _("to call"),
    State.NOTHING: _("reached: nobody came back"),
    State.CAME_BACK: _("reached: to verify"),
    State.NOT_YET: _("reached: not yet back"),
    State.REFUSED: _("would not answer"),
    State.UNREACHED: _("not reached"),
    State.DOOR: _("somebody knocks"),
    State.VISITED: _("visited"),
    State.DROPPED: _("round closed before"),
}
EVENTS = {
    Event.NOTHING: _("nobody came back"),
    Event.CAME_BACK: _("somebody came back or is unwell"),
    Event.NOT_YET: _("not yet back, asked to stay where they are"),
    Event.REFUSED: _("would not answer"),
    Event.UNREACHED: _("not reached by phone"),
    Event.TAKEN_BACK: _("call taken back"),
    Event.AGAIN: _("called again in the next round"),
    Event.DOOR: _("a visit asked for"),
    Event.VISITED: _("visited"),
    Event.DROPPED: _("the round was closed"),
}
HEARD = (Event.NOTHING, Event.CAME_BACK, Event.NOT_YET, Event.REFUSED)
ANSWERED = frozenset({State.NOTHING, State.CAME_BACK, State.NOT_YET})
FOR_THE_DOOR = frozenset({State.UNREACHED, State.REFUSED})
_HEARD = {Event.NOTHING: State.NOTHING, Event.CAME_BACK: State.CAME_BACK, Event.NOT_YET: State.NOT_YET,
          Event.REFUSED: State.REFUSED}  # fmt: skip
# Where an answer is still news: they may ring back after we gave up, or after somebody knocked in vain.
_LISTENING = (State.WAITING, State.NOT_YET, State.UNREACHED, State.DOOR, State.VISITED)
# (state, event) → state. What is not here changes nothing, or is refused where somebody asked for it.
TRANSITIONS = {
    **{(state, event): after for state in _LISTENING for event, after in _HEARD.items()},
    (State.WAITING, Event.UNREACHED): State.UNREACHED,
    (State.NOT_YET, Event.UNREACHED): State.UNREACHED,
    **{(state, Event.TAKEN_BACK): State.WAITING for state in (*_HEARD.values(), State.UNREACHED)},
    (State.UNREACHED, Event.AGAIN): State.WAITING,
    (State.REFUSED, Event.AGAIN): State.WAITING,
    (State.UNREACHED, Event.DOOR): State.DOOR,
    (State.REFUSED, Event.DOOR): State.DOOR,
    (State.DOOR, Event.VISITED): State.VISITED,
    (State.WAITING, Event.DROPPED): State.DROPPED,
}


def after(state: State, event: Event) -> State | None:
    """The state an event leads to; None where it changes nothing."""
    return TRANSITIONS.get((State(state), Event(event)))


def state_after(state: State, event: Event) -> State:
    """The same, Refused `rounds.not_in_this_state` where the table has none."""
    found = after(state, event)
    if found is None:
        raise Refused("rounds.not_in_this_state", state=str(STATES[State(state)]))
    return found


def replay(events: Iterable[str]) -> State:
    """The state a series of events leaves behind: what the cached column must equal."""
    state = State.WAITING
    for event in events:
        state = state_after(state, Event(event))
    return state
