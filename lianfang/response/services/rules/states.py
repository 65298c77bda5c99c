"""An errand's states, and what each step does to it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused


class State(StrEnum):
    """Where an errand stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    DONE = "done"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What somebody did with it."""

    ASSIGNED = "assigned"
    GIVEN_BACK = "given_back"
    DONE = "done"
    TAKEN_BACK = "taken_back"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


STATES = {
    State.OPEN: _("nobody has it yet"),
    State.ASSIGNED: _("somebody sees to it"),
    State.DONE: _("done, not confirmed"),
    State.CONFIRMED: _("received by the household"),
    State.WITHDRAWN: _("withdrawn"),
}
MOVES = {
    Move.ASSIGNED: _("given to somebody"),
    Move.GIVEN_BACK: _("given back"),
    Move.DONE: _("done"),
    Move.TAKEN_BACK: _("not done after all"),
    Move.CONFIRMED: _("received, confirmed"),
    Move.DISPUTED: _("not received"),
    Move.WITHDRAWN: _("withdrawn"),
    Move.REOPENED: _("asked for again"),
}
RUNNING = frozenset({State.OPEN, State.ASSIGNED})
OVER = frozenset({State.CONFIRMED, State.WITHDRAWN})
# Steps that have to say why.
REASONED = frozenset({Move.GIVEN_BACK, Move.DISPUTED, Move.WITHDRAWN})
# (state, step) → state. What is not here is refused. The generated page of states is drawn from this table.
TRANSITIONS = {
    (State.OPEN, Move.ASSIGNED): State.ASSIGNED,
    (State.ASSIGNED, Move.ASSIGNED): State.ASSIGNED,
    (State.ASSIGNED, Move.GIVEN_BACK): State.OPEN,
    (State.ASSIGNED, Move.DONE): State.DONE,
    (State.DONE, Move.TAKEN_BACK): State.ASSIGNED,
    (State.DONE, Move.DISPUTED): State.ASSIGNED,
    (State.DONE, Move.CONFIRMED): State.CONFIRMED,
    (State.OPEN, Move.WITHDRAWN): State.WITHDRAWN,
    (State.ASSIGNED, Move.WITHDRAWN): State.WITHDRAWN,
    (State.WITHDRAWN, Move.REOPENED): State.OPEN,
    (State.CONFIRMED, Move.REOPENED): State.OPEN,
}


def state_after(state: State, move: str) -> State:
    """The state a step leads to; Refused `services.not_in_this_state` where the table has none."""
    known = Move(move) if move in set(Move) else None
    after = TRANSITIONS.get((State(state), known)) if known else None
    if after is None:
        raise Refused("services.not_in_this_state", state=str(STATES[State(state)]))
    return after


def can(state: State, move: Move) -> bool:
    """True where the table knows this step from here."""
    return (State(state), move) in TRANSITIONS


def replay(moves: Iterable[str]) -> State:
    """The state a series of steps leaves behind: what the cached column must equal."""
    state = State.OPEN
    for move in moves:
        state = state_after(state, move)
    return state


def check_said(move: Move, note: str) -> None:
    """Refuses a step that lacks its reason."""
    if move in REASONED and not note.strip():
        raise Refused("services.reason_missing")
