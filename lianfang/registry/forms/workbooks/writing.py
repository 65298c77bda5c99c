"""Our questionnaires as workbooks that an official can edit in Excel and hand in again."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ..rules.defaults import CHOICES, EN, ZH, Draft, Row

LISTED = ("select_one ", "select_multiple ")
FIRST = ("type", "name", f"label::{ZH}", f"label::{EN}")
WIDTHS = {"type": 26, "name": 16, "label": 36, "hint": 24, "constraint_message": 30, "relevant": 34}


def write(draft: Draft, version: str) -> bytes:
    """The workbook of a draft."""
    book = Workbook()
    survey = book.worksheets[0]
    survey.title = "survey"
    headings = _headings(draft)
    _fill(survey, headings, [_cells(row, headings) for row in draft.rows])
    _fill(book.create_sheet("choices"), ("list_name", "name", *FIRST[2:]), _choices(draft))
    settings = ("form_title", "form_id", "version", "default_language")
    _fill(book.create_sheet("settings"), settings, [(draft.name, draft.code, version, ZH)])
    book.properties.creator = "联防"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _headings(draft: Draft) -> list[str]:
    more = [heading for row in draft.rows for heading, text in row.more.items() if text]
    return [*FIRST, *dict.fromkeys(more)]


def _cells(row: Row, headings: Sequence[str]) -> list[str]:
    known = dict(zip(FIRST, (row.type, row.name, row.zh, row.en), strict=True)) | row.more
    return [known.get(heading, "") for heading in headings]


def _choices(draft: Draft) -> list[Sequence[str]]:
    used = dict.fromkeys(row.type.split()[1] for row in draft.rows if row.type.startswith(LISTED))
    return [(name, *choice) for name in used for choice in CHOICES[name]]


def _fill(sheet: Worksheet, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    sheet.append(list(headings))
    for row in rows:
        sheet.append([cell or None for cell in row])
    for column, cells in zip(headings, sheet.columns, strict=False):
        cells[0].font = Font(bold=True)
        cells[0].fill = PatternFill("solid", fgColor="E8EEF7")
        width = WIDTHS.get(column.partition("::")[0], 18)
        sheet.column_dimensions[get_column_letter(cells[0].column or 1)].width = width
    sheet.freeze_panes = "C2"
