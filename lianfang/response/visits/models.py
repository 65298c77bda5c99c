"""上门: teams with their shifts, requests for visits with their order, and what was found at the doors."""

from .findings import Check, Loose, Settlement, Taken, Visit
from .requests import Plan, Request, Stop
from .sweeps import Broadcast, Knock, Sweep, Turn
from .teams import Member, Policy, Shift, Team

__all__ = [
    "Broadcast",
    "Check",
    "Knock",
    "Loose",
    "Member",
    "Plan",
    "Policy",
    "Request",
    "Settlement",
    "Shift",
    "Stop",
    "Sweep",
    "Taken",
    "Team",
    "Turn",
    "Visit",
]
