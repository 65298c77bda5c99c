"""How a round itself goes: it runs, rests as often as it must, and is closed once."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused


class Stand(StrEnum):
    """Where a round stands."""

    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"


class Move(StrEnum):
    """What is done with a round."""

    NEXT = "next_begun"
    PAUSED = "paused"
    RESUMED = "resumed"
    CLOSED = "closed"


STANDS = {
    Stand.RUNNING: _("round running"),
    Stand.PAUSED: _("round paused"),
    Stand.CLOSED: _("round closed"),
}
MOVES = {
    Move.NEXT: _("next round begun"),
    Move.PAUSED: _("paused: what is to call leaves the queue"),
    Move.RESUMED: _("resumed: what is to call is in the queue again"),
    Move.CLOSED: _("the round was closed"),
}
COURSE = {
    (Stand.RUNNING, Move.NEXT): Stand.RUNNING,
    (Stand.RUNNING, Move.PAUSED): Stand.PAUSED,
    (Stand.PAUSED, Move.RESUMED): Stand.RUNNING,
    (Stand.RUNNING, Move.CLOSED): Stand.CLOSED,
    (Stand.PAUSED, Move.CLOSED): Stand.CLOSED,
}
# Why a move is refused: by where the round stands.
STANDS_SO = {
    Stand.RUNNING: "rounds.not_paused",
    Stand.PAUSED: "rounds.paused",
    Stand.CLOSED: "rounds.closed",
}


def stand_after(stand: Stand, move: Move) -> Stand:
    """Where a move leads; Refused `rounds.not_paused`, `rounds.paused`, `rounds.closed` where the table has none."""
    found = COURSE.get((stand, move))
    if found is None:
        raise Refused(STANDS_SO[stand])
    return found
