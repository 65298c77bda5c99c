"""When a list was issued: from its title, or from the file's name; never from the clock."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from .columns import Mapping
from .dates import latest_full_date, read_date
from .fields import Field
from .headers import Table
from .text import narrow

_WRITTEN = re.compile(
    r"(?:(?P<year>20\d\d)\s*[年./_-]\s*)?(?<!\d)(?P<month>1[0-2]|0?[1-9])\s*[月./_-]\s*(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)\s*[日号]?"
    r"(?:\s*(?P<half>上午|下午|晚)?\s*(?P<hour>2[0-4]|[01]?\d)\s*(?:[时点]|:(?P<minute>[0-5]\d)))?"
)
_SOLID = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?P<rest>\d{4})?(?!\d)"
)
_SHORT = re.compile(r"(?<!\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")


_TELLING = (Field.ARRIVED_ON, Field.LAST_CONTACT_ON, Field.SEEN_AT)


@dataclass(frozen=True, slots=True)
class Issued:
    """An issue time as written; the year is None where the office left it out."""

    month: int
    day: int
    year: int | None = None
    hour: int | None = None
    minute: int = 0

    def moment(self, year: int | None = None) -> dt.datetime | None:
        """The moment (no zone), with `year` where none was written; None for a day that does not exist."""
        whole = self.year or year
        if whole is None:
            return None
        try:
            day = dt.date(whole, self.month, self.day)
        except ValueError:
            return None
        return dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=self.hour or 0, minutes=self.minute)


def read_issued(titles: Iterable[str], file_name: str = "") -> Issued | None:
    """The issue time in the titles, else in the file's name."""
    for text in titles:
        if found := _search(narrow(text), (_SOLID, _WRITTEN)):
            return found
    return _search(narrow(file_name.rpartition(".")[0] or file_name), (_SOLID, _WRITTEN, _SHORT))


def _search(text: str, patterns: Iterable[re.Pattern[str]]) -> Issued | None:
    for pattern in patterns:
        if match := pattern.search(text):
            return _issued(match.groupdict())
    return None


def _issued(parts: dict[str, str | None]) -> Issued:
    rest, written = parts.get("rest"), parts.get("hour")
    hour = int(rest[:2]) if rest else int(written) if written else None
    if hour is not None and hour < 12 and parts.get("half") in ("下午", "晚"):
        hour += 12
    minute = int(rest[2:]) if rest else int(parts.get("minute") or 0)
    if (hour or 0) > 24 or minute > 59:
        hour, minute = None, 0
    year = parts.get("year")
    return Issued(int(parts["month"] or 0), int(parts["day"] or 0), int(year) if year else None, hour, minute)


def complete(issued: Issued, near: dt.date | None) -> dt.datetime | None:
    """The issue moment; a year left out is the one that brings it next to `near`, None without either."""
    if issued.year or near is None:
        return issued.moment()
    day = read_date(f"{issued.month}-{issued.day}", year_hint=near).value
    return issued.moment(day.year if day else near.year)


def latest_named(table: Table, mapping: Mapping) -> dt.date | None:
    """The latest day written with its year among arrivals, contacts and times: near the day of issue."""
    places = (index for one in _TELLING for index in mapping.by_field.get(one, ()))
    return latest_full_date(value for index in places for value in table.samples(index))
