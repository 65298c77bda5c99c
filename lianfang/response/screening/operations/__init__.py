"""What screening writes: one function per intention of a user."""

from .calling import ask_calls, note_unreached
from .grounds import open_reports, regroup
from .regions import add_region, end_region, load_default_rules, set_policy
from .registering import acknowledge_registration, correct, follow_registrations, register
from .reporting import report
from .rereading import read_again
from .verifying import reopen, verify, verify_many

__all__ = [
    "acknowledge_registration",
    "add_region",
    "ask_calls",
    "correct",
    "end_region",
    "follow_registrations",
    "load_default_rules",
    "note_unreached",
    "open_reports",
    "read_again",
    "register",
    "regroup",
    "reopen",
    "report",
    "set_policy",
    "verify",
    "verify_many",
]
