"""The pure part: states, timing, texts, routes, and what a resident meant."""

from .routing import Address, Route, decide
from .standard import STANDARD, add, apart
from .states import FOR_THE_OFFICE, OPEN, STATES, STEPS, WHY, State, Step, Why, after, fold
from .texts import KINDS, PERSONAL, PLACES, Kind, Text, check_group, check_text, fill, places_of
from .timing import ACCOUNT_OPEN, LEASE, Hours, earliest, pause_after

__all__ = [
    "ACCOUNT_OPEN",
    "FOR_THE_OFFICE",
    "KINDS",
    "LEASE",
    "OPEN",
    "PERSONAL",
    "PLACES",
    "STANDARD",
    "STATES",
    "STEPS",
    "WHY",
    "Address",
    "Hours",
    "Kind",
    "Route",
    "State",
    "Step",
    "Text",
    "Why",
    "add",
    "after",
    "apart",
    "check_group",
    "check_text",
    "decide",
    "earliest",
    "fill",
    "fold",
    "pause_after",
    "places_of",
]
