"""A sheet of readings as offices keep it: which column is which, and what each row says. Pure: texts in, lines out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

Grid = Sequence[Sequence[str]]
HEADING_ROWS = 5
# What stands in headings, ours and the offices' own; the first that fits wins.
HEADINGS: tuple[tuple[str, str], ...] = (
    ("key", r"编号|^(row)?key$"),
    ("name", r"姓名|^name$"),
    ("phone", r"手机|电话|联系方式|phone|mobile"),
    ("address", r"地址|住址|address"),
    ("am", r"上午|早上|早晨|早间|^早|[(]早|早$|晨检|morning|^am$"),
    ("pm", r"下午|晚上|晚间|^晚|[(]晚|晚$|afternoon|evening|^pm$"),
    ("noon", r"中午|午间|noon"),
    ("night", r"夜间|睡前|^夜|night"),
    ("symptoms", r"症状|不适|symptom"),
    ("reason", r"未测|原因|reason|why"),
)
# In the order of the day.
SLOTS = ("am", "noon", "pm", "night")
NOTHING = re.compile(r"^(无|没有|正常|均无|无症状|无不适|良好|健康|none|no|well|[-—–/\\.。0]*)$", re.I)
# What stands in a cell for a temperature that was not taken. 「正常」 is none of it: somebody measured, and the number
# is missing.
UNTAKEN = re.compile(r"^(无|没有|未测|none|no|[-—–/\\.。0]*)$", re.I)
SYMPTOM_WORDS: tuple[tuple[str, str], ...] = (
    ("fever", r"发热|发烧|fever"),
    ("cough", r"咳|cough"),
    ("breath", r"气促|气急|气短|胸闷|呼吸|breath"),
    ("fatigue", r"乏力|疲|没力|tired|fatigue"),
    ("throat", r"咽|喉|嗓|throat"),
    ("diarrhoea", r"腹泻|拉肚|diarrh"),
    ("eyes", r"眼|结膜|eye"),
    ("smell", r"嗅|味觉|smell|taste"),
    ("nose", r"鼻|涕|nose"),
    ("muscles", r"肌|酸痛|ach|muscle"),
)
# What a cell says whose formula was never reckoned: formulas are not evaluated here.
UNCOMPUTED = "=?"
KEY = re.compile(r"(\d{4})(\d{2})(\d{2})-([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: who it is about and what it says, as written. `number` counts as a person does."""

    number: int
    name: str = ""
    phone: str = ""
    address: str = ""
    episode: UUID | None = None
    day: date | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    symptoms: str = ""
    reason: str = ""

    @property
    def is_blank(self) -> bool:
        """True where nothing was filled in beside the name."""
        return not (any(self.values.values()) or self.symptoms or self.reason)

    @property
    def is_uncomputed(self) -> bool:
        """True where anything that is read from it is a formula without a value."""
        said = (self.name, self.phone, self.address, self.symptoms, self.reason, *self.values.values())
        return UNCOMPUTED in said


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what, and in which row (from 1) the headings stand."""

    heading: int
    at: Mapping[str, int]


def find_columns(grid: Grid) -> Columns | None:
    """The first of the top rows that names a person and a temperature; None where there is none.

    Headings may stand in two rows, 体温 over 上午 and 下午: then the names stand in the row above.
    """
    above: dict[str, int] = {}
    for number, row in enumerate(grid[:HEADING_ROWS], 1):
        own = _headings(row)
        found = above | own if set(SLOTS) & own.keys() else own
        if ({"name", "key"} & found.keys()) and (set(SLOTS) & found.keys()):
            return Columns(number, found)
        above = own
    return None


def _headings(row: Sequence[str]) -> dict[str, int]:
    """What stands in which column, the first that fits."""
    found: dict[str, int] = {}
    for index, text in enumerate(row):
        what = _what(text)
        if what and what not in found:
            found[what] = index
    return found


def _what(text: str) -> str:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    return next((what for what, words in HEADINGS if re.search(words, plain)), "")


def read_lines(grid: Grid, columns: Columns) -> list[Line]:
    """Every row beneath the headings that holds anything."""
    lines = (_line(number, row, columns.at) for number, row in enumerate(grid, 1) if number > columns.heading)
    return [line for line in lines if line.name or line.episode or not line.is_blank]


def _line(number: int, row: Sequence[str], at: Mapping[str, int]) -> Line:
    said = {what: row[index].strip() if index < len(row) else "" for what, index in at.items()}
    day, episode = read_key(said.get("key", ""))
    return Line(
        number,
        said.get("name", ""),
        said.get("phone", ""),
        said.get("address", ""),
        episode,
        day,
        {slot: said[slot] for slot in SLOTS if slot in said},
        said.get("symptoms", ""),
        said.get("reason", ""),
    )


def write_key(day: date, episode: UUID) -> str:
    """The row's key: the day it is for, and whose it is. It tells nobody anything without the system."""
    return f"{day:%Y%m%d}-{episode.hex}"


def read_key(text: str) -> tuple[date | None, UUID | None]:
    """A key back; (None, None) where it is none."""
    found = KEY.fullmatch(text.strip().lstrip("'"))
    if found is None:
        return None, None
    try:
        return date(*(int(part) for part in found.groups()[:3])), UUID(hex=found[4])
    except ValueError:
        return None, None


def read_symptoms(text: str) -> tuple[tuple[str, ...], bool]:
    """The symptoms named, and whether all of what was written was understood."""
    if NOTHING.match(text.strip()):
        return (), True
    parts = [part for part in re.split(r"[、,，;；/\s和及]+", text.strip()) if part]
    found = [
        next((code for code, words in SYMPTOM_WORDS if re.search(words, part.lower())), "") for part in parts
    ]
    return tuple(dict.fromkeys(code for code in found if code)), all(found)
