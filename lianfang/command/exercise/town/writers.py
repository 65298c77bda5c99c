"""Turns books into files, the same bytes every time."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from .sheets import Book, Sheet
from .slips import Cell

_STAMP = (2020, 2, 10, 8, 0, 0)
_WRITTEN = b"2020-02-10T08:00:00Z"


def write(book: Book, folder: Path) -> Path:
    """Write one book into a folder; the ending of its name chooses the format (.xlsx, .xls, .csv)."""
    path = folder / book.file
    path.write_bytes(_FORMATS[path.suffix](book))
    return path


def csv_bytes(book: Book) -> bytes:
    """A .csv in the book's encoding; a csv has only one sheet, so the first is written."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in book.sheets[0].rows:
        writer.writerow([as_text(cell) for cell in row.cells])
    return text.getvalue().encode(book.encoding)


def as_text(cell: Cell) -> str:
    """A cell as a spreadsheet program shows it when it saves text."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell.year}/{cell.month}/{cell.day}"
    return f"{cell:.5E}" if isinstance(cell, float) and cell > 1e15 else str(cell)


def xlsx_bytes(book: Book) -> bytes:
    workbook = Workbook(write_only=True)
    for sheet in book.sheets:
        _fill(cast(Worksheet, workbook.create_sheet(sheet.name)), sheet)
    raw = io.BytesIO()
    workbook.save(raw)
    return _stamped(raw)


def _fill(worksheet: Worksheet, sheet: Sheet) -> None:
    for letter in sheet.hidden:
        worksheet.column_dimensions[letter].hidden = True
    for row in sheet.rows:
        worksheet.append(row.cells)
    # openpyxl keeps the ranges in a set, whose order differs between processes; it reads them back as text.
    worksheet.merged_cells = sheet.merged  # type: ignore[assignment]


def _stamped(raw: io.BytesIO) -> bytes:
    """The same archive without the clock: fixed times on its parts and in its properties."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(fixed, "w", compresslevel=6) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _WRITTEN, content)
            part = zipfile.ZipInfo(name, _STAMP)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, content)
    return fixed.getvalue()


def xls_bytes(book: Book) -> bytes:
    """The old binary format; needs the development dependency xlwt."""
    import xlwt  # type: ignore[import-untyped]

    workbook = xlwt.Workbook(encoding="utf-8")
    usual, day = xlwt.easyxf(), xlwt.easyxf(num_format_str="YYYY/M/D")
    for sheet in book.sheets:
        worksheet = workbook.add_sheet(sheet.name)
        for y, row in enumerate(sheet.rows):
            for x, cell in enumerate(row.cells):
                worksheet.write(y, x, cell, day if isinstance(cell, datetime) else usual)
    raw = io.BytesIO()
    workbook.save(raw)
    return raw.getvalue()


_FORMATS: dict[str, Callable[[Book], bytes]] = {".xlsx": xlsx_bytes, ".xls": xls_bytes, ".csv": csv_bytes}
