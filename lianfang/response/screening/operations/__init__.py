"""What screening writes: one function per intention of a user."""

from .grounds import open_reports, regroup
from .regions import add_region, end_region, load_default_rules, set_policy
from .reporting import report
from .verifying import reopen, verify, verify_many

__all__ = [
    "add_region",
    "end_region",
    "load_default_rules",
    "open_reports",
    "regroup",
    "reopen",
    "report",
    "set_policy",
    "verify",
    "verify_many",
]
