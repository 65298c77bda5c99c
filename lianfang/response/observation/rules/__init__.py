"""What observation decides, without database or clock: days, slots, judging a reading, states."""

from .days import count, day_number, is_over
from .judging import Judgement, Symptom, judge
from .protocol import METHODS, SYMPTOMS, Slot, Terms, read_terms
from .slots import Cell, Mark, Strip, slot_for, strip
from .states import (
    ALERT_STATES,
    ALERT_TRANSITIONS,
    DECISIONS,
    EXCUSES,
    STATES,
    TRANSITIONS,
    AlertState,
    Decision,
    ExcuseReason,
    State,
    Step,
    alert_after,
    check_can_release,
    release_from,
    state_after,
)

__all__ = [
    "ALERT_STATES",
    "ALERT_TRANSITIONS",
    "DECISIONS",
    "EXCUSES",
    "METHODS",
    "STATES",
    "SYMPTOMS",
    "TRANSITIONS",
    "AlertState",
    "Cell",
    "Decision",
    "ExcuseReason",
    "Judgement",
    "Mark",
    "Slot",
    "State",
    "Step",
    "Strip",
    "Symptom",
    "Terms",
    "alert_after",
    "check_can_release",
    "count",
    "day_number",
    "is_over",
    "judge",
    "read_terms",
    "release_from",
    "slot_for",
    "state_after",
    "strip",
]
