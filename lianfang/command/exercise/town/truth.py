"""What is true behind the lists: which person each line is, and who must be observed until when."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from .lists import RETURNEES
from .sheets import Book
from .town import Town

PEOPLE_HEADINGS = ("person", "home", "committee", "kind", "place", "arrived", "last_day", "on_a_list")


def write_links(books: Iterable[Book], path: Path) -> int:
    """Write file,row,person for every line about somebody; give the number of lines."""
    rows = [(book.file, row, person) for book in books for _, row, person in book.links()]
    _write(path, ("file", "row", "person"), rows)
    return len(rows)


def write_sheet_links(books: Iterable[Book], path: Path) -> None:
    """Write file,sheet,row,person: for books of several sheets, whose rows are counted sheet by sheet."""
    rows = ((book.file, *link) for book in books for link in book.links())
    _write(path, ("file", "sheet", "row", "person"), rows)


def write_people(town: Town, books: Iterable[Book], path: Path) -> None:
    """Write who travelled or was a contact, and the last day of observation where one is due."""
    listed = {person for book in books if book.office in RETURNEES for _, _, person in book.links()}
    rows = [
        (
            p.number,
            p.household,
            town.committee_of(p).name,
            j.kind,
            j.place,
            j.arrived or "",
            j.last_day(town.story.days) or "",
            int(p.number in listed),
        )
        for p, j in town.travellers()
    ]
    _write(path, PEOPLE_HEADINGS, rows)


def _write(path: Path, headings: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([headings, *rows])
