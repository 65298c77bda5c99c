"""How a message stands: folded from what happened to it, by one table. Nothing else decides."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused


class State(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What happens to a message. `set_out` is written, and committed, before the network is touched."""

    SET_OUT = "set_out"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    SHUT = "shut"
    REROUTED = "rerouted"
    REFUSED = "refused"
    FILTERED = "filtered"
    UNCLEAR = "unclear"
    GIVEN_UP = "given_up"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    HELD = "held"
    RELEASED = "released"
    HANDED = "handed"
    WITHDRAWN = "withdrawn"


class Why(StrEnum):
    """Why a message is held, or was taken back."""

    NO_GATEWAY = "no_gateway"
    NO_ADDRESS = "no_address"
    ACCOUNT_SHUT = "account_shut"
    OPTED_OUT = "opted_out"
    CHILD = "child"
    EXPIRED = "expired"
    ANSWERED = "answered"
    BY_HAND = "by_hand"


STATES = {
    State.WAITING: _("waits to go out"),
    State.SENDING: _("on its way"),
    State.SENT: _("sent"),
    State.DELIVERED: _("delivered"),
    State.FAILED: _("did not go out"),
    State.HELD: _("to be given by hand"),
    State.WITHDRAWN: _("withdrawn"),
}
STEPS = {
    Step.SET_OUT: _("set out"),
    Step.ACCEPTED: _("taken by the gateway"),
    Step.DEFERRED: _("did not get through, again later"),
    Step.SHUT: _("the official account may not write to them before they write again"),
    Step.REROUTED: _("goes by another way"),
    Step.REFUSED: _("refused by the gateway"),
    Step.FILTERED: _("stopped by the operator's filter"),
    Step.UNCLEAR: _("the sender stopped midway: nobody knows whether it went out"),
    Step.GIVEN_UP: _("given up after several tries"),
    Step.DELIVERED: _("delivered to the telephone"),
    Step.UNDELIVERED: _("not delivered to the telephone"),
    Step.HELD: _("kept for the office"),
    Step.RELEASED: _("let go by the office"),
    Step.HANDED: _("given by the office"),
    Step.WITHDRAWN: _("taken back"),
}
WHY = {
    Why.NO_GATEWAY: _("no gateway is set up for this"),
    Why.NO_ADDRESS: _("no usable number is known"),
    Why.ACCOUNT_SHUT: _(
        "they wrote to the official account more than 48 hours ago, and no other way is known"
    ),
    Why.OPTED_OUT: _("the resident wants no messages"),
    Why.CHILD: _("a child under 14 without a guardian on record"),
    Why.EXPIRED: _("its time is over"),
    Why.ANSWERED: _("answered meanwhile"),
    Why.BY_HAND: _("taken back by the office"),
}
_BY_HAND = {Step.HANDED: State.SENT, Step.WITHDRAWN: State.WITHDRAWN}
TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.WAITING, Step.SET_OUT): State.SENDING,
    (State.SENDING, Step.ACCEPTED): State.SENT,
    (State.SENDING, Step.DEFERRED): State.WAITING,
    (State.SENDING, Step.SHUT): State.WAITING,
    (State.WAITING, Step.REROUTED): State.WAITING,
    (State.SENDING, Step.REFUSED): State.FAILED,
    (State.SENDING, Step.FILTERED): State.FAILED,
    (State.SENDING, Step.GIVEN_UP): State.FAILED,
    # Never sent again by itself: it may have gone out. A person decides.
    (State.SENDING, Step.UNCLEAR): State.HELD,
    (State.SENT, Step.DELIVERED): State.DELIVERED,
    (State.SENT, Step.UNDELIVERED): State.FAILED,
    # A report may come before our own note that the gateway took it.
    (State.SENDING, Step.DELIVERED): State.DELIVERED,
    (State.DELIVERED, Step.ACCEPTED): State.DELIVERED,
    (State.WAITING, Step.HELD): State.HELD,
    (State.HELD, Step.RELEASED): State.WAITING,
    **{
        (state, step): after
        for state in (State.WAITING, State.HELD, State.FAILED)
        for step, after in _BY_HAND.items()
    },
}
# Still on somebody's hands: what the outbox shows first.
OPEN = (State.WAITING, State.SENDING, State.HELD)
FOR_THE_OFFICE = (State.HELD, State.FAILED)


def after(state: str, step: str) -> State:
    """The state a step leads to; Refused where the table has none."""
    reached = TRANSITIONS.get((State(state), Step(step)))
    if reached is None:
        raise Refused("messages.not_in_this_state", state=str(STATES[State(state)]))
    return reached


def fold(steps: Iterable[str]) -> State:
    """The state after everything that happened, from the beginning."""
    state = State.WAITING
    for step in steps:
        state = after(state, step)
    return state
