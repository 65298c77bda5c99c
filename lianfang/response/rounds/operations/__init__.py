"""What rounds write: one function per intention of a user."""

from .closing import close
from .hearing import hear, take_back_calls, unreach
from .knocking import ask_doors, show_slips, visit_doors
from .opening import Plan, open_round, open_selection
from .pausing import pause, resume
from .repeating import begin_next

__all__ = [
    "Plan",
    "ask_doors",
    "begin_next",
    "close",
    "hear",
    "open_round",
    "open_selection",
    "pause",
    "resume",
    "show_slips",
    "take_back_calls",
    "unreach",
    "visit_doors",
]
