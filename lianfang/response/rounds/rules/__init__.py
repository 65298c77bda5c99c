"""What becomes of homes in a round, what answers come to, how many dials it takes: no database, no clock."""

from .course import COURSE, MOVES, STANDS, Move, Stand, stand_after
from .hearing import Heard, call_again_at, read_answers
from .reckoning import (
    ENOUGH,
    USUAL,
    Reckoning,
    check_next,
    check_plan,
    day_of_turn,
    due_of_turn,
    reckon,
)
from .states import (
    ANSWERED,
    EVENTS,
    FOR_THE_DOOR,
    HEARD,
    STATES,
    TRANSITIONS,
    Event,
    State,
    after,
    replay,
    state_after,
)

__all__ = [
    "ANSWERED",
    "COURSE",
    "ENOUGH",
    "EVENTS",
    "FOR_THE_DOOR",
    "HEARD",
    "MOVES",
    "STANDS",
    "STATES",
    "TRANSITIONS",
    "USUAL",
    "Event",
    "Heard",
    "Move",
    "Reckoning",
    "Stand",
    "State",
    "after",
    "call_again_at",
    "check_next",
    "check_plan",
    "day_of_turn",
    "due_of_turn",
    "read_answers",
    "reckon",
    "replay",
    "stand_after",
    "state_after",
]
