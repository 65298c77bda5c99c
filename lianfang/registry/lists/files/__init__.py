"""The files offices hand in: opened in a limited child process, written back with their problems."""

from .cells import BLANK, LIMITS, Cell, Kind, Limits, Mark, Sheet, Workbook
from .opening import open_workbook
from .refusals import FileRefused

__all__ = [
    "BLANK",
    "LIMITS",
    "Cell",
    "FileRefused",
    "Kind",
    "Limits",
    "Mark",
    "Sheet",
    "Workbook",
    "open_workbook",
]
