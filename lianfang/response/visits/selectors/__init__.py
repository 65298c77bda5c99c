"""What visits show: lists of shifts, what waits, what contradicts, what the police are asked."""

from .board import Board, board, checks, conflicts, requests, unplanned
from .carrying import Carried, carried, teams_of
from .waiting import alerts, waiting

__all__ = [
    "Board",
    "Carried",
    "alerts",
    "board",
    "carried",
    "checks",
    "conflicts",
    "requests",
    "teams_of",
    "unplanned",
    "waiting",
]
