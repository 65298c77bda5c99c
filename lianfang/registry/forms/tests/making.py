"""Small workbooks and forms for tests, from rows as a person writes them."""

from __future__ import annotations

import io
from datetime import datetime

from openpyxl import Workbook

from lianfang.registry.forms.rules.planting import plant
from lianfang.registry.forms.rules.settling import Sheet, settle
from lianfang.registry.forms.rules.validating import problems_of, read_answers
from lianfang.registry.forms.rules.xform import read_xform
from tests.cast import AT


def book(survey, choices=(), settings=(), **sheets) -> bytes:
    """A workbook: the first row of each sheet is its headings."""
    made = Workbook()
    made.remove(made.worksheets[0])
    named = {"survey": survey, "choices": choices, "settings": settings} | sheets
    for name, rows in named.items():
        if rows:
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append([cell if cell != "" else None for cell in row])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def form(survey, choices=(), files=None):
    """The definition of a small workbook, converted in this process: it is our own."""
    from pyxform.xls2xform import convert

    return read_xform(convert(io.BytesIO(book(survey, choices))).xform, files)


def filled(definition, values, at: datetime = AT):
    """The sheet with values, and its problems as {place: why}."""
    root, strays = plant(definition, values)
    made = Sheet(definition, root, at, definition.language)
    unread = read_answers(made)
    settle(made)
    return made, {one.place: one.why for one in [*problems_of(made, strays), *unread]}


YES_NO = [("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No")]
