"""Lists as Excel: whitelisted columns, a watermark in sheet and properties, an entry in the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill

from lianfang.core import Actor, clock

from .operations import record

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes out: a title, column headings, and rows of plain values in the same order."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()


def export(sheet: Sheet, *, by: Actor, at: datetime, reason: str = "") -> HttpResponse:
    """The sheet as a download, written to the record as `ledger.exported` with title and row count."""
    body, count = workbook(sheet, watermark(by, at))
    record(
        "ledger.exported",
        by=by,
        at=at,
        reason=reason,
        title=sheet.title,
        rows=count,
        columns=list(sheet.headings),
    )
    return _answer(body, sheet.title, at)


def file_answer(body: bytes, title: str, *, by: Actor, at: datetime, about: models.Model) -> HttpResponse:
    """A workbook made elsewhere (an office's own rows handed back) as a download, written to the record."""
    record("ledger.exported", by=by, at=at, about=about, title=title, size=len(body))
    return _answer(body, title, at)


def _answer(body: bytes, title: str, at: datetime) -> HttpResponse:
    response = HttpResponse(body, content_type=KIND)
    stamp = at.astimezone(clock.LOCAL).strftime("%Y%m%d-%H%M")
    response.headers["Content-Disposition"] = _attachment(f"{title}-{stamp}.xlsx")
    return response


def watermark(by: Actor, at: datetime) -> str:
    """Who took this out and when; stands in the sheet and in the file's properties."""
    when = at.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M")
    return _("Exported by %(name)s (%(role)s) at %(when)s. For epidemic control only; destroy after use.") % {
        "name": by.name,
        "role": by.label,
        "when": when,
    }


def workbook(sheet: Sheet, mark: str) -> tuple[bytes, int]:
    """The workbook's bytes and its number of rows; identifiers stay text, formulas are defused."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.title[:31] or "Sheet")
    page.freeze_panes = "A3"
    for index, width in enumerate(sheet.widths):
        page.column_dimensions[chr(ord("A") + index)].width = width
    page.append([_cell(page, mark, Font(color="888888", italic=True))])
    page.append([_cell(page, heading, Font(bold=True), shade=True) for heading in sheet.headings])
    count = 0
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])
        count += 1
    book.properties.creator = mark[:200]
    book.properties.description = mark
    out = BytesIO()
    book.save(out)
    return out.getvalue(), count


def defused(value: Any) -> Any:
    """A value no spreadsheet will run or break on: text that begins like a formula gets a leading apostrophe, and
    control characters, which no workbook can hold, are left out."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return "'" + text if text.startswith(DANGEROUS) else text


def _cell(page: Any, value: Any, font: Font | None = None, shade: bool = False) -> Any:
    if isinstance(value, datetime):
        value = value.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M")
    elif isinstance(value, date):
        value = value.isoformat()
    elif value is not None and not isinstance(value, (str, int, float, bool)):
        value = str(value)
    cell = WriteOnlyCell(page, value=defused(value))
    if isinstance(value, str):
        cell.number_format = "@"
    if font:
        cell.font = font
        cell.alignment = Alignment(vertical="center")
    if shade:
        cell.fill = PatternFill("solid", fgColor="EEF2F6")
    return cell


def _attachment(name: str) -> str:
    from urllib.parse import quote

    return f"attachment; filename*=UTF-8''{quote(name)}"
