"""The survey sheet walked through: which row is which question, under whatever headings people use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Cells = dict[str, str]
FIRST_ROW = 2
NAMES = ("name", "tag", "value")
TYPES = ("type", "command")
_EDGE = re.compile(r"(begin|end)[ _](group|repeat|loop)\b", re.I)


@dataclass(frozen=True, slots=True)
class Asked:
    """One row of the survey: its number in Excel, its type and name, the names of the groups around it."""

    row: int
    type: str
    name: str
    around: tuple[str, ...]
    cells: Cells

    @property
    def edge(self) -> tuple[str, str] | None:
        """(begin or end, group or repeat or loop) for rows that open or close something."""
        match = _EDGE.match(self.type)
        return (match[1].lower(), match[2].lower()) if match else None


def plain(cells: dict[str, Any]) -> Cells:
    """Cells by heading in lower case."""
    return {str(key).strip().lower(): str(value).strip() for key, value in cells.items() if value is not None}


def cell(cells: Cells, headings: tuple[str, ...]) -> str:
    """The first cell that stands under one of several headings."""
    return next((cells[heading] for heading in headings if cells.get(heading)), "")


def rows(survey: list[dict[str, Any]]) -> Iterator[Asked]:
    """The rows that ask or group something, comments and disabled rows left out."""
    around: tuple[str, ...] = ()
    for number, raw in enumerate(survey, FIRST_ROW):
        cells = plain(raw)
        if not cells or cells.get("disabled", "").lower() in {"yes", "true", "true()"}:
            continue
        asked = Asked(number, cell(cells, TYPES), cell(cells, NAMES), around, cells)
        if asked.edge and asked.edge[0] == "end":
            around = around[:-1]
        yield asked
        if asked.edge and asked.edge[0] == "begin":
            around = (*around, asked.name)


def row_of(survey: list[dict[str, Any]], path: str) -> int:
    """The row of the question at a path of the instance (/data/group/name); 0 where none fits."""
    wanted = tuple(path.strip("/").split("/")[1:])
    found = 0
    for asked in rows(survey):
        if asked.edge and asked.edge[0] == "end":
            continue
        if (*asked.around, asked.name) == wanted:
            return asked.row
        if wanted and asked.name == wanted[-1]:
            found = found or asked.row
    return found


def row_with(survey: list[dict[str, Any]], words: str) -> tuple[int, str]:
    """The first row and heading whose cell holds these words; (0, "") where none does."""
    for asked in rows(survey):
        for heading, text in asked.cells.items():
            if words and words in text:
                return asked.row, heading
    return 0, ""
