"""What an office hands in, before it becomes a file: rows in the order in which a person sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .slips import Cell


@dataclass(frozen=True, slots=True)
class Row:
    """One line. person: whom it is about; 0 for titles, headings, totals, signatures and blanks."""

    cells: tuple[Cell, ...]
    person: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines from the first; merged: ranges such as "A1:G1"; hidden: letters of hidden columns."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """One file; the ending of its name says how it is written, encoding how a .csv is."""

    file: str
    sheets: tuple[Sheet, ...]
    encoding: str = "utf-8-sig"
    office: str = field(default="", compare=False)

    def links(self) -> Iterator[tuple[str, int, int]]:
        """Give (sheet, row as seen in the spreadsheet, person) for every line about somebody."""
        for sheet in self.sheets:
            for number, row in enumerate(sheet.rows, start=1):
                if row.person:
                    yield sheet.name, number, row.person


def line(*cells: Cell) -> Row:
    """A line about nobody: a title, a heading, a total."""
    return Row(cells)


def titled(
    title: str,
    headings: tuple[str, ...],
    rows: Iterable[Row],
    *,
    name: str = "Sheet1",
    footer: tuple[Row, ...] = (),
) -> Sheet:
    """A sheet with a merged title over its headings."""
    last = chr(ord("A") + len(headings) - 1)
    return Sheet(name, (line(title), line(*headings), *rows, *footer), merged=(f"A1:{last}1",))


def plain(headings: tuple[str, ...], rows: Iterable[Row], name: str = "Sheet1") -> Sheet:
    """A sheet that begins with its headings."""
    return Sheet(name, (line(*headings), *rows))
