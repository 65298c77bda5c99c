"""Tables in a web page that calls itself .xls, as many export buttons write them."""

from __future__ import annotations

from html.parser import HTMLParser

from .books import check_cells, check_size, fill_range
from .cells import BLANK, Cell, Limits, Sheet, Workbook, text_cell
from .refusals import FileRefused
from .texts import decode

_CELLS = {"td", "th"}
_BREAKS = {"br", "p", "div"}
_SILENT = {"script", "style"}


def read_page(content: bytes, limits: Limits) -> Workbook:
    """Every table of the page is a sheet; colspan and rowspan are merged ranges."""
    text, encoding = decode(content)
    reader = _Reader(limits)
    reader.feed(text)
    reader.close()
    for sheet in reader.sheets:
        _fill_spans(sheet, limits)
        check_size(sheet.name, limits, rows=len(sheet.rows), columns=sheet.width)
        check_cells(sheet, limits)
    return Workbook("html", [sheet for sheet in reader.sheets if sheet.rows], encoding)


class _Reader(HTMLParser):
    """Collects cells as tags come by; an inner table's cells flow into the outer cell."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.sheets: list[Sheet] = []
        self.depth = 0
        self.silent = 0
        self.text: list[str] | None = None
        self.span = (1, 1)
        self.column = 0
        self.taken: dict[int, int] = {}  # column to the last row a cell spanning down has taken of it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens tables, rows and cells."""
        self.silent += tag in _SILENT
        if tag == "table":
            self._open_table()
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self._open_row()
        elif self.depth == 1 and tag in _CELLS:
            self._end_cell()
            named = dict(attrs)
            self.span = (_span(named.get("rowspan")), _span(named.get("colspan")))
            self.text = []
        elif tag in _BREAKS and self.text is not None:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Closes cells and tables."""
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "table":
            self._end_cell() if self.depth == 1 else None
            self.depth = max(0, self.depth - 1)
        elif self.depth == 1 and (tag in _CELLS or tag == "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Keeps the text of the cell at hand."""
        if self.text is not None and not self.silent:
            self.text.append(data)

    def _open_table(self) -> None:
        self.depth += 1
        if self.depth == 1:
            self.sheets.append(Sheet(f"{len(self.sheets) + 1}", []))
            self.taken = {}
        if len(self.sheets) > self.limits.sheets:
            raise FileRefused("lists.file_too_many_parts", limit=self.limits.sheets)

    def _open_row(self) -> None:
        rows = self.sheets[-1].rows
        rows.append([])
        self.column = 0
        if len(rows) > self.limits.rows:
            raise FileRefused("lists.file_too_many_rows", sheet="", found=len(rows), limit=self.limits.rows)

    def _end_cell(self) -> None:
        if self.text is None:
            return
        if not self.sheets[-1].rows:
            self._open_row()
        cell, self.text = text_cell("".join(self.text)), None
        self._place(self.sheets[-1], cell)

    def _place(self, sheet: Sheet, cell: Cell) -> None:
        row, column = len(sheet.rows) - 1, self._free_column(len(sheet.rows) - 1)
        down, across = self.span
        right = column + across
        if right > self.limits.columns:
            limit = self.limits.columns
            raise FileRefused("lists.file_too_many_columns", sheet="", found=right, limit=limit)
        cells = sheet.rows[row]
        cells += [BLANK] * (right - len(cells))
        cells[column] = cell
        if (down, across) != (1, 1):
            sheet.merged.append((row, column, row + down - 1, right - 1))
            self.taken.update(dict.fromkeys(range(column, right), row + down - 1))
        self.column = right

    def _free_column(self, row: int) -> int:
        """The next column that no cell spanning down from above has taken."""
        column = self.column
        while self.taken.get(column, -1) >= row:
            column += 1
        return column


def _fill_spans(sheet: Sheet, limits: Limits) -> None:
    """Copies spanning cells over their spans, once all rows are there."""
    last = len(sheet.rows) - 1
    sheet.merged = [(top, left, min(bottom, last), right) for top, left, bottom, right in sheet.merged]
    area = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in sheet.merged)
    if area > limits.cells:
        raise FileRefused("lists.file_too_many_rows", sheet="", found=len(sheet.rows), limit=limits.rows)
    for span in sheet.merged:
        fill_range(sheet, span)


def _span(text: str | None) -> int:
    return (
        max(1, min(int(text), 1_000)) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1
    )
