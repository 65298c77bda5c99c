"""上门: teams with their shifts, requests for visits with their order, and what was found at the doors."""

from .findings import Check, Settlement, Taken, Visit
from .requests import Plan, Request, Stop
from .teams import Member, Policy, Shift, Team

__all__ = [
    "Check",
    "Member",
    "Plan",
    "Policy",
    "Request",
    "Settlement",
    "Shift",
    "Stop",
    "Taken",
    "Team",
    "Visit",
]
