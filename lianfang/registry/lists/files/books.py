"""Spreadsheets to sheets: calamine reads the values, we add merged ranges, hidden parts and marks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import product

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from .cells import BLANK, Cell, Kind, Limits, Mark, Sheet, Workbook, value_cell
from .ole import Container, hidden_parts
from .refusals import FileRefused
from .zips import Features, Package

_EMPTY = ("", None)


def read_package(content: bytes, kind: str, limits: Limits, package: Package) -> Workbook:
    """An .xlsx, .xlsb or .ods whose parts were already weighed."""
    package.check_harmless()
    features = package.sheet_features() if kind == "xlsx" else {}
    return _read(content, kind, limits, features)


def read_old(content: bytes, container: Container, limits: Limits) -> Workbook:
    """An .xls of Excel 97 to 2003."""
    try:
        parts = hidden_parts(container)
    except Exception:
        parts = []  # the hidden parts are a courtesy; whether the values can be read, calamine decides
    book = _read(content, "xls", limits, {})
    for sheet, (rows, columns) in zip(book.sheets, parts, strict=False):
        sheet.hidden_rows, sheet.hidden_columns = _within(sheet, rows, columns)
    return book


def _read(content: bytes, kind: str, limits: Limits, features: dict[str, Features]) -> Workbook:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len(book.sheets_metadata) > limits.sheets:
            raise FileRefused("lists.file_too_many_parts", limit=limits.sheets)
        sheets = [
            _sheet(book.get_sheet_by_index(place), meta.visible, limits, features.get(meta.name))
            for place, meta in enumerate(book.sheets_metadata)
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    except PasswordError as error:
        raise FileRefused("lists.file_encrypted") from error
    except CalamineError as error:
        raise FileRefused("lists.file_damaged", kind=kind) from error
    return Workbook(kind, sheets)


def _sheet(source: CalamineSheet, visible: object, limits: Limits, features: Features | None) -> Sheet:
    check_size(source.name, limits, rows=_last(source, 0), columns=_last(source, 1))
    rows = [_row(values) for values in source.to_python(skip_empty_area=False)]
    sheet = Sheet(source.name, rows, hidden=visible != SheetVisibleEnum.Visible)
    _mark(sheet, features or Features())
    _fill_merged(sheet, source.merged_cell_ranges or [])
    check_cells(sheet, limits)
    return sheet


def _last(source: CalamineSheet, axis: int) -> int:
    return source.end[axis] + 1 if source.end else 0


def _row(values: Sequence[object]) -> list[Cell]:
    cells = [BLANK if value in _EMPTY else value_cell(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def check_size(name: str, limits: Limits, *, rows: int, columns: int) -> None:
    """Refuses a sheet wider or longer than anything a person would hand in."""
    if rows > limits.rows or rows * columns > limits.cells:
        raise FileRefused("lists.file_too_many_rows", sheet=name[:40], found=rows, limit=limits.rows)
    if columns > limits.columns:
        raise FileRefused("lists.file_too_many_columns", sheet=name[:40], found=columns, limit=limits.columns)


def check_cells(sheet: Sheet, limits: Limits) -> None:
    """Refuses a sheet with a cell longer than a spreadsheet itself allows."""
    for number, row in enumerate(sheet.rows, start=1):
        for cell in row:
            if len(cell.text) > limits.cell_length:
                where = {"sheet": sheet.name[:40], "row": number}
                raise FileRefused("lists.file_cell_too_long", limit=limits.cell_length, **where)


def _mark(sheet: Sheet, features: Features) -> None:
    sheet.hidden_rows, sheet.hidden_columns = _within(sheet, features.hidden_rows, features.hidden_columns)
    for (row, column), text in features.errors.items():
        _put(sheet, row, column, Cell(text, Kind.ERROR))
    for row, column in features.uncomputed:
        if row < len(sheet.rows) and not _at(sheet, row, column):
            _put(sheet, row, column, Cell("", Kind.ERROR, int(Mark.UNCOMPUTED)))


def _within(sheet: Sheet, rows: list[int], columns: list[int]) -> tuple[list[int], list[int]]:
    height, width = len(sheet.rows), sheet.width
    return sorted({n for n in rows if 0 <= n < height}), sorted({n for n in columns if 0 <= n < width})


def _at(sheet: Sheet, row: int, column: int) -> Cell:
    cells = sheet.rows[row]
    return cells[column] if column < len(cells) else BLANK


def _put(sheet: Sheet, row: int, column: int, cell: Cell) -> None:
    if row >= len(sheet.rows) or column >= 16_384:
        return
    cells = sheet.rows[row]
    cells += [BLANK] * (column + 1 - len(cells))
    cells[column] = cell


def _fill_merged(sheet: Sheet, ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Copies each merged range's top-left value into its other cells, never beyond the sheet's own edge."""
    height, width = len(sheet.rows), sheet.width
    for (top, left), (bottom, right) in ranges:
        if top >= height or left >= width:
            continue
        bottom, right = min(bottom, height - 1), min(right, width - 1)
        sheet.merged.append((top, left, bottom, right))
        fill_range(sheet, (top, left, bottom, right))


def fill_range(sheet: Sheet, area: tuple[int, int, int, int]) -> None:
    """Copies the top-left value of one range into its other, empty cells."""
    top, left, bottom, right = area
    first = _at(sheet, top, left)
    if not first:
        return
    copy = Cell(first.text, first.kind, first.marks | int(Mark.MERGED))
    for row, column in product(range(top, bottom + 1), range(left, right + 1)):
        if (row, column) != (top, left) and not _at(sheet, row, column):
            _put(sheet, row, column, copy)
