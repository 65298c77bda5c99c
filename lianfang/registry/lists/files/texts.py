"""Text files to a sheet: encoding by our own order of tries, delimiter by what makes even columns."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from .books import check_cells, check_size
from .cells import Cell, Limits, Sheet, Workbook, text_cell
from .refusals import FileRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 65_536
_STRAY_QUOTE_LINES = 40  # a quoted cell running over more lines than this is a stray quote mark
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def read_text(content: bytes, limits: Limits) -> Workbook:
    """A .csv, .tsv or .txt: one sheet; row i is the file's record i, quoted line breaks inside a record."""
    text, encoding = decode(content)
    delimiter = find_delimiter(text)
    rows = _rows(text, delimiter, limits)
    sheet = Sheet("", rows)
    check_size("", limits, rows=len(rows), columns=sheet.width)
    check_cells(sheet, limits)
    return Workbook("csv", [sheet], encoding, delimiter)


def decode(content: bytes) -> tuple[str, str]:
    """The text and its encoding: byte-order mark, UTF-16 by its zero bytes, strict UTF-8, strict GB18030."""
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_noise(text):
            return text.lstrip("\ufeff"), encoding
    raise FileRefused("lists.file_unreadable_text", line=_first_bad_line(content))


def _candidates(content: bytes) -> Iterator[str]:
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if marked:
        yield marked
        return
    wide = _wide_encoding(content[:_SAMPLE])
    if wide:
        yield wide
        return
    yield "utf-8"
    if not _is_nearly_utf8(content):
        yield "gb18030"


def _wide_encoding(sample: bytes) -> str | None:
    """UTF-16 without a mark: digits, commas and line ends leave zeros on one side of each pair."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if even + odd < max(1, len(sample) // 50):
        return None
    if min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_nearly_utf8(content: bytes) -> bool:
    """Whether this is UTF-8 with a few spoilt bytes, which GB18030 would quietly turn into nonsense."""
    whole = len(re.findall(rb"[\xe3-\xe9][\x80-\xbf]{2}", content[: _SAMPLE * 4]))
    lost = len(content) - len(content.decode("utf-8", "ignore").encode())
    return whole > 20 and lost * 100 < whole


def _is_noise(text: str) -> bool:
    """Whether the decoded text is no writing: zero bytes or many control characters."""
    sample = text[:_SAMPLE]
    return "\0" in sample or len(_CONTROL.findall(sample)) * 50 > len(sample)


def _first_bad_line(content: bytes) -> int:
    encoding = "utf-8" if _is_nearly_utf8(content) else "gb18030"
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 1


def find_delimiter(text: str) -> str:
    """The delimiter whose columns are most and most even over the first records; a comma where none fits."""
    head = text[:_SAMPLE]
    return max(_DELIMITERS, key=lambda mark: _evenness(head, mark))


def _evenness(head: str, delimiter: str) -> float:
    try:
        widths = [
            len(row) for row in itertools.islice(_records(head, delimiter, csv.QUOTE_MINIMAL), 60) if row
        ]
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, rows = Counter(widths).most_common(1)[0]
    return (width - 1) * rows / len(widths)


def _records(text: str, delimiter: str, quoting: int) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]


def _rows(text: str, delimiter: str, limits: Limits) -> list[list[Cell]]:
    """All records; read again without quoting where a stray quote mark swallowed the lines after it."""
    csv.field_size_limit(limits.cell_length * 4)
    try:
        return _read_rows(text, delimiter, csv.QUOTE_MINIMAL, limits)
    except csv.Error:
        pass
    try:
        return _read_rows(text, delimiter, csv.QUOTE_NONE, limits)
    except csv.Error as error:
        where = {"sheet": "", "row": 1}
        raise FileRefused("lists.file_cell_too_long", limit=limits.cell_length, **where) from error


def _read_rows(text: str, delimiter: str, quoting: int, limits: Limits) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    may_run_on = quoting == csv.QUOTE_MINIMAL and '"' in text
    record: list[str] = []
    for record in _records(text, delimiter, quoting):
        if may_run_on:
            _check_quotes(record)
        cells = [text_cell(value) for value in record]
        while cells and not cells[-1]:
            cells.pop()
        rows.append(cells)
        if len(rows) > limits.rows:
            raise FileRefused("lists.file_too_many_rows", sheet="", found=len(rows), limit=limits.rows)
    if may_run_on and text.count('"') % 2 and any("\n" in value for value in record):
        raise csv.Error("a quote that nothing closes")
    return rows


def _check_quotes(record: list[str]) -> None:
    if any(value.count("\n") > _STRAY_QUOTE_LINES for value in record if "\n" in value):
        raise csv.Error("stray quote")
