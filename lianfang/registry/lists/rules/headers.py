"""Where a sheet's table is: its headings, its data, and what every other row is; none is passed over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ..files.cells import Cell, Mark, Sheet, Workbook
from .evidence import looks_like_value
from .fields import exact_field, is_heading_word
from .text import tight

SEARCHED = (
    12  # headings stand in rows 1 to 5 of the rows that say anything; titles and remarks may stand before
)
SAMPLED = 60
_FILLED = int(Mark.MERGED)


class RowKind(StrEnum):
    """What a row is."""

    HEADER = "header"
    TITLE = "title"
    BLANK = "blank"
    TOTAL = "total"
    SIGNATURE = "signature"
    NOTE = "note"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its place (0-based) and its heading; two-row headings are joined by "|"."""

    index: int
    heading: str
    hidden: bool = False


@dataclass(slots=True)
class Table:
    """A sheet's table. Row numbers are as a person sees them, 1-based; `kinds[i]` is row i + 1's."""

    sheet: Sheet
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    kinds: list[RowKind]
    titles: tuple[str, ...] = ()
    _samples: dict[int, list[str]] = field(default_factory=dict)

    def numbers(self, kind: RowKind = RowKind.DATA) -> list[int]:
        """The numbers of all rows of a kind."""
        return [number for number, found in enumerate(self.kinds, start=1) if found is kind]

    @property
    def first_row(self) -> int | None:
        """The first data row's number."""
        return next(iter(self.numbers()), None)

    def row(self, number: int) -> list[Cell]:
        """The cells of a row by its number."""
        return self.sheet.rows[number - 1]

    def samples(self, index: int) -> list[str]:
        """Up to 60 filled values of a column, taken evenly over the whole table."""
        if not self._samples:
            self._samples = {column.index: _spread(self, column.index) for column in self.columns}
        return self._samples[index]


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A sheet and its table, or the reason it has none: empty, no_table, no_rows."""

    sheet: Sheet
    table: Table | None
    reason: str = ""


def _spread(table: Table, index: int) -> list[str]:
    numbers = table.numbers()
    step = max(1, len(numbers) // (SAMPLED * 2))
    values = (table.row(number) for number in numbers[::step])
    filled = [row[index].text for row in values if index < len(row) and row[index]]
    return filled[:SAMPLED]


def find_tables(book: Workbook) -> list[SheetReading]:
    """Every sheet of a file with its table or the reason why it has none."""
    return [_read_sheet(sheet) for sheet in book.sheets]


def _read_sheet(sheet: Sheet) -> SheetReading:
    if not any(map(any, sheet.rows)):
        return SheetReading(sheet, None, "empty")
    table = find_table(sheet)
    if table is None:
        return SheetReading(sheet, None, "no_table")
    return SheetReading(sheet, table, "" if table.first_row else "no_rows")


def find_table(sheet: Sheet) -> Table | None:
    """The sheet's table; None when nothing in it is one (a cover page, a remark)."""
    filled = [place for place, row in enumerate(sheet.rows) if any(row)]
    scores = {place: _score(sheet, place) for place in filled[:SEARCHED]}
    best = max(scores, key=lambda place: (scores[place], -place), default=None)
    if best is None:
        return None
    if scores[best] <= 0:
        return _headless(sheet, filled)
    heads = _header_places(sheet, best)
    columns = _columns(sheet, heads)
    kinds = _kinds(sheet, heads, columns)
    return Table(sheet, tuple(place + 1 for place in heads), columns, kinds, _titles(sheet, kinds, heads[0]))


def _own(row: Sequence[Cell]) -> list[Cell]:
    """The filled cells that were not copied from a merged neighbour."""
    return [cell for cell in row if cell and not cell.is_filled]


def _score(sheet: Sheet, place: int) -> float:
    """How much a row is like headings: known words count most, values against it, repeats for little."""
    row = sheet.rows[place]
    texts = [tight(cell.text).lower() for cell in row if cell]
    own = len(_own(row))
    if (
        not texts
        or texts[0].startswith("#")
        or (own < 2 and max(map(len, map(_nonblank, sheet.rows[:60]))) > 1)
    ):
        return 0.0
    distinct = set(texts)
    known = sum(map(is_heading_word, distinct))
    values = sum(map(looks_like_value, texts))
    if own < 2 and known and exact_field(texts[0]) is None:
        return 0.0  # a sentence that has a heading's word in it
    if len(distinct) * 2 < own and len(distinct) < 5:
        return 0.0  # one group name over and over: the headings proper stand below
    if known >= 1 and values * 2 <= known:
        return known * 3 + len(distinct) - values * 4 + 0.5 * (own == len(distinct))
    return _plain_score(sheet, place, texts, values)


def _nonblank(row: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in row if cell]


def _plain_score(sheet: Sheet, place: int, texts: Sequence[str], values: int) -> float:
    """Headings in words we do not know: all different, short, as wide as the table, no value among them."""
    width = max(len(_nonblank(row)) for row in sheet.rows[:60])
    is_wide = len(texts) >= max(1, 0.6 * width)
    is_labels = len(set(texts)) == len(texts) and max(map(len, texts)) <= 60
    if values * 5 > len(texts) or not is_wide or not is_labels:
        return 0.0
    below = [row for row in sheet.rows[place + 1 : place + 6] if any(row)]
    has_latin_names = sum(text.isascii() for text in texts) * 2 > len(texts)
    shows_values = any(looks_like_value(tight(cell.text)) for row in below for cell in _nonblank(row))
    return 1.0 if below and (has_latin_names or shows_values) else 0.6 if has_latin_names else 0.0


def _headless(sheet: Sheet, filled: Sequence[int]) -> Table | None:
    """A list without headings: even rows that hold values. Its columns have empty headings."""
    rows = [sheet.rows[place] for place in filled[:SEARCHED]]
    valued = [row for row in rows if any(looks_like_value(tight(cell.text)) for cell in _own(row))]
    if len(valued) * 2 < len(rows) or max(map(len, rows)) < 2:
        return None
    columns = tuple(Column(index, "", index in sheet.hidden_columns) for index in range(sheet.width))
    return Table(sheet, (), columns, _kinds(sheet, (), columns))


def _header_places(sheet: Sheet, best: int) -> tuple[int, ...]:
    """The heading rows around the best one: a group row above it, finer headings below it."""
    places = [best]
    while places[0] > 0 and len(places) < 3 and _is_group_row(sheet, places[0] - 1):
        places.insert(0, places[0] - 1)
    while len(places) < 3 and _is_finer_row(sheet, places[-1]):
        places.append(places[-1] + 1)
    return tuple(places)


def _is_group_row(sheet: Sheet, place: int) -> bool:
    """Whether a row above the headings names groups of columns rather than titling the sheet."""
    row = sheet.rows[place]
    own = _own(row)
    texts = [tight(cell.text) for cell in own]
    if (
        len(own) < 2
        or any(re.search(r"[:：]|\d{1,2}月|\d{4}", text) for text in texts)
        or texts[0].startswith("#")
    ):
        return False
    repeats = len(texts) > len(set(texts))
    return repeats or len(_nonblank(row)) > len(own) or any(is_heading_word(text.lower()) for text in texts)


def _is_finer_row(sheet: Sheet, place: int) -> bool:
    """Whether the row below carries the second half of the headings."""
    if place + 1 >= len(sheet.rows):
        return False
    below = sheet.rows[place + 1]
    texts = [tight(cell.text).lower() for cell in below if cell]
    if not texts or any(map(looks_like_value, texts)):
        return False
    known = sum(map(is_heading_word, texts))
    if len(_own(below)) < 1 or texts == [tight(cell.text).lower() for cell in sheet.rows[place] if cell]:
        return False
    return known * 2 >= len(texts) and known >= 1


def _columns(sheet: Sheet, heads: Sequence[int]) -> tuple[Column, ...]:
    width = max((len(row) for row in sheet.rows), default=0)
    groups = [_spread_groups(sheet, place, heads) for place in heads]
    found = []
    for index in range(width):
        parts: list[str] = []
        for row in groups:
            text = row[index] if index < len(row) else ""
            if text and text not in parts:
                parts.append(text)
        found.append(Column(index, "|".join(parts), index in sheet.hidden_columns))
    while found and not found[-1].heading and not _has_values(sheet, found[-1].index, heads[-1]):
        found.pop()
    return tuple(found)


def _spread_groups(sheet: Sheet, place: int, heads: Sequence[int]) -> list[str]:
    """A heading row's texts; a text file's group name reaches over the blanks after it."""
    texts = ["".join(cell.text.split("\n")).strip() for cell in sheet.rows[place]]
    if place == heads[-1] or sheet.merged:
        return texts
    lower = sheet.rows[place + 1]
    texts += [""] * (len(lower) - len(texts))
    for index in range(1, len(texts)):
        if not texts[index] and index < len(lower) and lower[index] and lower[index - 1]:
            texts[index] = texts[index - 1]
    return texts


def _has_values(sheet: Sheet, index: int, last_head: int) -> bool:
    return any(index < len(row) and row[index] for row in sheet.rows[last_head + 1 :])


_TOTAL = re.compile(
    r"(?:合计|共计|总计|小计|总数|累计|本页合计|本页小计|total)(?:[:：(（\d].*|人数|户数|数|为.*)?|共\d+[人户条名].*"
    r"|[^:：]{1,8}(?:小计|合计|共计|总计)(?:[:：]?\d+[人户条名]?)?",
    re.I,
)
_SIGNED = re.compile(
    r"(?:填表人|填报人|审核人?|制表人?|制表单位|填表单位|填报单位|经办人?|复核人?|登记人|负责人|单位负责人|主管领导|"
    r"领导签字|签字|签名|盖章|填表日期|填报日期|制表日期|填报时间|联系人|报送单位|上报单位)"
    r"(?:签字|签名|\(.{1,6}\))?[:：_].*|.*\((?:盖章|公章)\)"
)
_SIGNED_FIRST = re.compile(r"(?:填表人|填报人|审核人|制表人?|盖章|签字|签名|审核|经办人)")
_NOTE = re.compile(
    r"(?:备注|说明|注|注意|填表说明|附注|附|要求|note)\d?[:：.、].*|#.*|注意事项.*|示例.*|\*.*", re.I
)


def _kinds(sheet: Sheet, heads: Sequence[int], columns: Sequence[Column]) -> list[RowKind]:
    """Every row's kind. What stands before the headings is a title, a note or blank."""
    first_head = heads[0] if heads else 0
    before = [_kind_before(row) for row in sheet.rows[:first_head]]
    head_cells = [[tight(cell.text) for cell in sheet.rows[place]] for place in heads]
    after = [_kind(row, head_cells, len(columns)) for row in sheet.rows[first_head:]]
    kinds = before + after
    for place in heads:
        kinds[place] = RowKind.HEADER
    return kinds


def _kind_before(row: Sequence[Cell]) -> RowKind:
    first = next((cell.text for cell in row if cell.text), None)
    if first is None:
        return RowKind.BLANK
    return RowKind.NOTE if _NOTE.fullmatch(tight(first)) else RowKind.TITLE


def _kind(row: Sequence[Cell], head_cells: Sequence[Sequence[str]], width: int) -> RowKind:
    own = [cell for cell in row if cell.text and not cell.marks & _FILLED]
    if not own:
        return RowKind.DATA if any(row) else RowKind.BLANK
    if _repeats_heading(row, head_cells):
        return RowKind.HEADER
    if len(own) <= max(4, width // 2):
        return _sparse_kind(own, row, width)
    first = own[0].text
    return RowKind.TOTAL if first[0] in "合共总小累本" and _TOTAL.fullmatch(tight(first)) else RowKind.DATA


def _sparse_kind(own: Sequence[Cell], row: Sequence[Cell], width: int) -> RowKind:
    """A row with few filled cells: a total, a signature line, a remark, or a person little is known of."""
    texts = [tight(cell.text) for cell in own]
    if any(_TOTAL.fullmatch(text) for text in texts[:2]):
        return RowKind.TOTAL
    if texts and _NOTE.fullmatch(texts[0]):
        return RowKind.NOTE
    if _is_signature(texts):
        return RowKind.SIGNATURE
    if len(own) == 1 and width > 2 and _is_remark(own[0].text, row, width):
        return RowKind.NOTE
    return RowKind.DATA


def _is_signature(texts: Sequence[str]) -> bool:
    """Whether somebody signs here: 填表人:, (盖章), or such a word alone at the row's beginning."""
    if any(re.search(r"\d{11}", text) for text in texts):
        return False
    return any(map(_SIGNED.fullmatch, texts)) or bool(texts and _SIGNED_FIRST.fullmatch(texts[0]))


def _is_remark(text: str, row: Sequence[Cell], width: int) -> bool:
    """One text over the whole width or longer than any cell: a caption or remark, not a person."""
    copies = sum(cell.is_filled for cell in row)
    return copies * 2 >= width or (len(text) > 40 and bool(re.search(r"[。；;,，].*[。；;,，]", text)))


def _repeats_heading(row: Sequence[Cell], head_cells: Sequence[Sequence[str]]) -> bool:
    """Whether the row says the headings again, as on each page of a printed list."""
    for head in head_cells:
        if not any(cell.text == text for cell, text in zip(row, head, strict=False) if text):
            continue
        pairs = [(tight(cell.text), text) for cell, text in zip(row, head, strict=False) if cell.text]
        same = sum(mine == theirs for mine, theirs in pairs)
        if same >= max(1, 0.75 * sum(map(bool, head))) and same >= 0.75 * len(pairs):
            return True
    return False


def _titles(sheet: Sheet, kinds: Sequence[RowKind], first_head: int) -> tuple[str, ...]:
    """The texts that stand above the headings."""
    rows = [sheet.rows[place] for place in range(first_head) if kinds[place] is RowKind.TITLE]
    return tuple(cell.text for row in rows for cell in _own(row))
