"""What visits show: lists of shifts, what waits, what contradicts, what the police are asked."""

from .board import Board, board, checks, conflicts, requests, unplanned
from .carrying import Carried, carried, teams_of
from .sweeping import broadcasts, sweeps
from .waiting import alerts, waiting

__all__ = [
    "Board",
    "Carried",
    "alerts",
    "board",
    "broadcasts",
    "carried",
    "checks",
    "conflicts",
    "requests",
    "sweeps",
    "teams_of",
    "unplanned",
    "waiting",
]
