"""Finding what makes the converter stumble when it cannot say it: leave one column out, then one row, and see."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from .faults import Fault
from .sheets import FIRST_ROW, NAMES, TYPES

SECONDS = 8.0
Attempt = Callable[[Any], Exception | None]


def find(book: Any, error: Exception, attempt: Attempt) -> Fault | None:
    """The column or row without which all is well, else without which the stumble is another one.

    `attempt` converts a workbook and gives what it stumbled over.
    """
    until, said = time.monotonic() + SECONDS, _said(error)
    suspects = [*_columns(book, said), *_rows(book, said)]
    second: Fault | None = None
    for fault, without in suspects:
        if time.monotonic() > until:
            break
        now = _said(attempt(without()))
        if not now:
            return fault
        if now != said and second is None:
            second = fault
    return second


def _columns(book: Any, said: str) -> list[tuple[Fault, Callable[[], Any]]]:
    headings = [
        heading for heading in (book.survey_header or [{}])[0] if heading.lower() not in (*NAMES, *TYPES)
    ]
    return [
        (
            Fault("column", row=1, column=heading, found=heading, more=said),
            partial(_without_column, book, heading),
        )
        for heading in headings
    ]


def _rows(book: Any, said: str) -> list[tuple[Fault, Callable[[], Any]]]:
    return [
        (Fault("row", row=number + FIRST_ROW, more=said), partial(_without_row, book, number))
        for number, row in enumerate(book.survey or [])
        if row
    ]


def _said(error: Exception | None) -> str:
    return f"{type(error).__name__}: {error}"[:200] if error else ""


def _without_column(book: Any, heading: str) -> Any:
    made = copy.deepcopy(book)
    made.survey_header = [{key: value for key, value in made.survey_header[0].items() if key != heading}]
    made.survey = [{key: value for key, value in row.items() if key != heading} for row in made.survey]
    return made


def _without_row(book: Any, number: int) -> Any:
    made = copy.deepcopy(book)
    made.survey[number] = {}
    return made
