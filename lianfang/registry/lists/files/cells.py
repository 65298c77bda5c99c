"""What a sheet is made of: cells with their kind, rows as a person counts them, the limits of a file."""

from __future__ import annotations

import datetime as dt
import re
from enum import IntFlag, StrEnum

import msgspec


class Kind(StrEnum):
    """What the office's program said the cell holds."""

    EMPTY = "e"
    TEXT = "t"
    NUMBER = "n"
    DATE = "d"
    DATETIME = "dt"
    TIME = "tm"
    BOOL = "b"
    ERROR = "x"


class Mark(IntFlag):
    """What happened to a cell's value before we saw it or while we cleaned it."""

    DAMAGED = 1  # digits are lost: a number of more than 15 digits, or 1.38E+10 in a text file
    MERGED = 2  # filled from the top-left cell of its merged range
    QUOTED = 4  # began with the apostrophe that makes a spreadsheet keep text
    UNCOMPUTED = 8  # a formula without a stored result; formulas are never evaluated


_DAMAGED, _FILLED, _APOSTROPHE = int(Mark.DAMAGED), int(Mark.MERGED), int(Mark.QUOTED)


class Cell(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """One cell: its text as a person reads it, its kind, and marks.

    Numbers that are whole lose their ".0"; dates are ISO ("2020-02-05", "2020-02-05 11:29:00").
    """

    text: str = ""
    kind: Kind = Kind.TEXT
    marks: int = 0

    def __bool__(self) -> bool:
        return self.text != ""

    @property
    def is_damaged(self) -> bool:
        """Whether digits were lost before the file reached us."""
        return self.marks & _DAMAGED != 0

    @property
    def is_filled(self) -> bool:
        """Whether the value was copied here from the top-left cell of a merged range."""
        return self.marks & _FILLED != 0


BLANK = Cell("", Kind.EMPTY)

Range = tuple[int, int, int, int]


class Sheet(msgspec.Struct):
    """One sheet. `rows[i]` is row i + 1 as a person sees it; ranges are top, left, bottom, right, 0-based."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    merged: list[Range] = []
    hidden_rows: list[int] = []
    hidden_columns: list[int] = []

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max(map(len, self.rows), default=0)


class Workbook(msgspec.Struct):
    """A file as read: what it really is (not what its name says), its encoding if text, its sheets."""

    kind: str
    sheets: list[Sheet]
    encoding: str = ""
    delimiter: str = ""


class Limits(msgspec.Struct, frozen=True):
    """How much one file may cost us. Bytes, rows, columns, characters, seconds."""

    file_bytes: int = 50_000_000
    unzipped_bytes: int = 400_000_000
    parts: int = 2_000
    sheets: int = 60
    rows: int = 300_000
    columns: int = 600
    cells: int = 6_000_000
    cell_length: int = 32_767
    answer_bytes: int = 400_000_000
    memory_bytes: int = 1_200_000_000
    cpu_seconds: int = 25
    wall_seconds: float = 40.0


LIMITS = Limits()


def megabytes(size: int) -> str:
    """A size as people say it."""
    return f"{size / 1_000_000:.1f}".removesuffix(".0")


_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_WHOLE = re.compile(r"\d{6,}\.0+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,3}")
_PLAIN = re.compile(r"[!-&(-~\u4e00-\u9fff]+")
EXACT_BELOW = 10**15  # a spreadsheet keeps 15 digits of a number


def clean(text: str) -> str:
    """The text without zero-width and control characters, odd spaces made plain, ends trimmed."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def text_cell(raw: str) -> Cell:
    """A cell from text: cleaned, a leading apostrophe taken off, "13641590535.0" made whole."""
    if not raw:
        return BLANK
    text = raw if _PLAIN.fullmatch(raw) else clean(raw)
    marks = 0
    if text.startswith("'"):
        text, marks = text[1:].strip(), _APOSTROPHE
    if text[:1].isdigit():
        if _WHOLE.fullmatch(text):
            text = text.partition(".")[0]
        elif _SCIENTIFIC.fullmatch(text):
            marks |= _DAMAGED
    return Cell(text, Kind.TEXT, marks) if text else BLANK


def number_cell(number: float) -> Cell:
    """A cell from a number; one of more than 15 digits is marked damaged (an ID stored as a number)."""
    if number != number or number in (float("inf"), float("-inf")):
        return Cell(str(number), Kind.ERROR)
    if number != int(number):
        return Cell(repr(round(number, 10)), Kind.NUMBER)
    marks = _DAMAGED if abs(number) >= EXACT_BELOW else 0
    return Cell(str(int(number)), Kind.NUMBER, marks)


def value_cell(value: object) -> Cell:
    """A cell from what the spreadsheet reader returned."""
    match value:
        case str():
            return text_cell(value)
        case bool():
            return Cell("TRUE" if value else "FALSE", Kind.BOOL)
        case int() | float():
            return number_cell(float(value))
        case dt.datetime():
            return Cell(value.isoformat(" ", "seconds"), Kind.DATETIME)
        case dt.date():
            return Cell(value.isoformat(), Kind.DATE)
        case dt.time():
            return Cell(value.isoformat("seconds"), Kind.TIME)
        case dt.timedelta():
            return Cell(str(value), Kind.TIME)
    return BLANK
