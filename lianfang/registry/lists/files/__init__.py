"""Opening and writing the files offices hand in. Untrusted bytes are only ever read in a limited child process."""

from .cells import BLANK, LIMITS, Cell, Kind, Limits, Mark, Sheet, Workbook
from .opening import open_workbook
from .refusals import FileRefused
from .writing import write_problems

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
    "write_problems",
]
