"""A tip's states, what each step does to it, and what a step has to say."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused


class Kind(StrEnum):
    """What was seen; the codes of the questionnaire `tip`."""

    RETURNED = "returned"
    ILL = "ill"
    GATHERING = "gathering"
    GROUP_RENTAL = "group_rental"
    OTHER = "other"


class State(StrEnum):
    """Where a tip stands."""

    RECEIVED = "received"
    JOINED = "joined"
    REPORTED = "reported"
    VISIT = "visit"
    UNFOUNDED = "unfounded"
    REFERRED = "referred"
    SETTLED = "settled"


class Move(StrEnum):
    """What was done with it."""

    REPORTED = "reported"
    KNOWN = "known"
    VISIT_ASKED = "visit_asked"
    UNFOUNDED = "unfounded"
    REFERRED = "referred"
    JOINED = "joined"
    PARTED = "parted"
    SETTLED = "settled"
    REOPENED = "reopened"


class How(StrEnum):
    """How it was checked before anybody was approached."""

    REGISTER = "register"
    LEADER = "leader"
    PROPERTY = "property"
    POLICE = "police"
    SPOT = "spot"


KINDS = {
    Kind.RETURNED: _("somebody came back"),
    Kind.ILL: _("somebody is unwell"),
    Kind.GATHERING: _("a crowd, or premises that are open"),
    Kind.GROUP_RENTAL: _("group rental"),
    Kind.OTHER: _("something else"),
}
STATES = {
    State.RECEIVED: _("to check"),
    State.JOINED: _("joined to another tip"),
    State.REPORTED: _("being verified"),
    State.VISIT: _("visit asked for"),
    State.UNFOUNDED: _("nothing in it"),
    State.REFERRED: _("passed to another office"),
    State.SETTLED: _("dealt with"),
}
MOVES = {
    Move.REPORTED: _("there is something in it: verify"),
    Move.KNOWN: _("known already: joined to a report"),
    Move.VISIT_ASKED: _("somebody goes and looks"),
    Move.UNFOUNDED: _("nothing in it"),
    Move.REFERRED: _("another office's"),
    Move.JOINED: _("joined to another tip"),
    Move.PARTED: _("parted again"),
    Move.SETTLED: _("dealt with"),
    Move.REOPENED: _("taken up again"),
}
HOWS = {
    How.REGISTER: _("looked up in register and lists"),
    How.LEADER: _("asked the building-group leader"),
    How.PROPERTY: _("asked the property firm or the gate"),
    How.POLICE: _("asked the community police"),
    How.SPOT: _("looked on the spot, spoke to nobody"),
}
# What a desk check may come to; each says how it was checked.
VERDICTS = (Move.REPORTED, Move.KNOWN, Move.VISIT_ASKED, Move.UNFOUNDED, Move.REFERRED)
REASONED = frozenset({Move.UNFOUNDED, Move.REFERRED, Move.REOPENED})
OVER = frozenset({State.UNFOUNDED, State.REFERRED, State.SETTLED})
# (state, step) → state. What is not here is refused. The generated page of states is drawn from this table.
TRANSITIONS = {
    (State.RECEIVED, Move.REPORTED): State.REPORTED,
    (State.RECEIVED, Move.KNOWN): State.REPORTED,
    (State.RECEIVED, Move.VISIT_ASKED): State.VISIT,
    (State.RECEIVED, Move.UNFOUNDED): State.UNFOUNDED,
    (State.RECEIVED, Move.REFERRED): State.REFERRED,
    (State.RECEIVED, Move.JOINED): State.JOINED,
    (State.JOINED, Move.PARTED): State.RECEIVED,
    (State.REPORTED, Move.PARTED): State.RECEIVED,
    (State.REPORTED, Move.SETTLED): State.SETTLED,
    (State.VISIT, Move.SETTLED): State.SETTLED,
    (State.UNFOUNDED, Move.REOPENED): State.RECEIVED,
    (State.REFERRED, Move.REOPENED): State.RECEIVED,
    (State.SETTLED, Move.REOPENED): State.RECEIVED,
}


def state_after(state: State, move: str) -> State:
    """The state a step leads to; Refused `tips.not_in_this_state` where the table has none."""
    known = Move(move) if move in set(Move) else None
    after = TRANSITIONS.get((State(state), known)) if known else None
    if after is None:
        raise Refused("tips.not_in_this_state", state=str(STATES[State(state)]))
    return after


def can(state: State, move: Move) -> bool:
    """True where the table knows this step from here."""
    return (State(state), move) in TRANSITIONS


def replay(moves: Iterable[str]) -> State:
    """The state a series of steps leaves behind: what the cached column must equal."""
    state = State.RECEIVED
    for move in moves:
        state = state_after(state, move)
    return state


def check_verdict(move: str, how: str, note: str) -> None:
    """Refuses a verdict nobody knows, one that does not say how it was checked, and one without its reason."""
    if move not in VERDICTS:
        raise Refused("tips.verdict_missing")
    if how not in set(How):
        raise Refused("tips.how_missing")
    check_reason(Move(move), note)


def check_reason(move: Move, note: str) -> None:
    """Refuses a step that lacks its reason."""
    if move in REASONED and not note.strip():
        raise Refused("tips.reason_missing")


# What whoever told of it may read: that it was seen to, and nothing of the person named.
TOLD = {
    State.RECEIVED: _("received, being checked"),
    State.JOINED: _("received, being checked"),
    State.REPORTED: _("being dealt with"),
    State.VISIT: _("being dealt with"),
    State.UNFOUNDED: _("dealt with, thank you"),
    State.REFERRED: _("dealt with, thank you"),
    State.SETTLED: _("dealt with, thank you"),
}
