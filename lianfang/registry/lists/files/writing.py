"""Handing a list back: the office's own rows with a column that says what is wrong with each."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from msgspec.structs import replace
from openpyxl import Workbook as Book
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as PageCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from .cells import Cell, Mark, Sheet

PROBLEM_HEADING = "问题"
ROW_HEADING = "原表行号"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_RED = Font(color="B00020")
_SHADE = PatternFill("solid", fgColor="FFF4E5")
_WRAP = Alignment(wrap_text=True, vertical="top")
_MAX_TEXT = 32_000


def write_problems(
    sheet: Sheet, problems: Mapping[int, Sequence[str]], *, heading_rows: Sequence[int] = (1,)
) -> bytes:
    """An .xlsx with the sheet's heading rows and the rows named in `problems`, in the office's own layout.

    `problems` maps a row number as a person sees it to sentences in the reader's language. Two columns are
    added at the right: the sentences (问题) and the row's number in the original (原表行号). Every cell
    is text: identity numbers keep their digits, and what begins with = + - @ is never a formula.
    """
    book = Book(write_only=True)
    page = book.create_sheet(re.sub(r"[\\/*?:\[\]]", "_", sheet.name)[:31] or "名单")
    _shape(cast(Worksheet, page), sheet)
    width, last = sheet.width, max(heading_rows, default=0)
    for number in sorted(heading_rows):
        page.append(
            _line(page, _row(sheet, number), width, (PROBLEM_HEADING, ROW_HEADING) if number == last else ())
        )
    for number in sorted(problems):
        row = _kept(_row(sheet, number))
        page.append(_line(page, row, width, ("\n".join(problems[number]), str(number))))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _shape(page: Worksheet, sheet: Sheet) -> None:
    for column in range(1, sheet.width + 1):
        page.column_dimensions[get_column_letter(column)].width = 16
    for column in sheet.hidden_columns:
        page.column_dimensions[get_column_letter(column + 1)].hidden = True
    page.column_dimensions[get_column_letter(sheet.width + 1)].width = 48


def _row(sheet: Sheet, number: int) -> Sequence[Cell]:
    return sheet.rows[number - 1] if 1 <= number <= len(sheet.rows) else ()


def _kept(row: Sequence[Cell]) -> list[Cell]:
    """A data row that stands without its neighbours: what a cell merged downwards said of it is written into it."""
    return [
        replace(cell, marks=cell.marks & ~int(Mark.MERGED))
        if cell.is_filled and (index == 0 or row[index - 1].text != cell.text)
        else cell
        for index, cell in enumerate(row)
    ]


def _line(page: WriteOnlyWorksheet, row: Sequence[Cell], width: int, added: Iterable[str]) -> list[PageCell]:
    """One written row: the office's cells, blanks up to the sheet's width, what we add."""
    values = ["" if cell.is_filled else cell.text for cell in row]
    cells = [_cell(page, value) for value in values + [""] * (width - len(values))]
    for value in added:
        cell = _cell(page, value)
        cell.font, cell.fill, cell.alignment = _RED, _SHADE, _WRAP
        cells.append(cell)
    return cells


def _cell(page: WriteOnlyWorksheet, value: str) -> PageCell:
    """A text cell; quotePrefix is the apostrophe a spreadsheet keeps to itself."""
    text = _ILLEGAL.sub("", value)[:_MAX_TEXT]
    cell = WriteOnlyCell(page, text or None)
    if text:
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = text.startswith(_FORMULA)
    return cell
