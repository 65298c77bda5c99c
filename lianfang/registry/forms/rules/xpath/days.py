"""Dates in expressions: text that counts as days since 1970-01-01, local wall-clock time (Asia/Shanghai)."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta, timezone

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MOMENT = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}:?\d{2})?"
)
HERE = timezone(timedelta(hours=8))
_EPOCH = date(1970, 1, 1)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def days_of(text: str) -> float:
    """Days since 1970 of a date or date with time; NaN for anything else, and for days that do not exist."""
    moment = moment_of(text)
    if moment is None:
        return math.nan
    whole = (moment.date() - _EPOCH).days
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return whole + seconds / 86400


def moment_of(text: str) -> datetime | None:
    """The local wall-clock time a text names, without a zone; None where it names none."""
    try:
        if match := _DATE.fullmatch(text):
            return datetime(*map(int, match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
        if match := _MOMENT.fullmatch(text):
            return _moment(match)
    except (ValueError, OverflowError):
        return None
    return None


def _moment(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, part, zone = match.groups()
    found = datetime(  # noqa: DTZ001
        int(year),
        int(month),
        int(day),
        int(hour),
        int(minute),
        int(second or 0),
        int((part or "0").ljust(6, "0")),
    )
    if zone is None:
        return found
    sign = -1 if zone.startswith("-") else 1
    ahead = 0 if zone == "Z" else sign * (int(zone[1:3]) * 60 + int(zone[-2:]))
    return found + timedelta(minutes=480 - ahead)


def date_text(days: float) -> str:
    """The date of a number of days, the part of the day left off; empty where there is none."""
    moment = _from(math.floor(days)) if math.isfinite(days) else None
    return moment.date().isoformat() if moment else ""


def moment_text(days: float) -> str:
    """The date with time of a number of days: 2020-02-10T10:00:00.000+08:00."""
    moment = _from(days) if math.isfinite(days) else None
    return moment.isoformat(timespec="milliseconds") + "+08:00" if moment else ""


def _from(days: float) -> datetime | None:
    try:
        milliseconds = math.floor(days * 86_400_000 + 0.5)
        return datetime(1970, 1, 1) + timedelta(milliseconds=milliseconds)  # noqa: DTZ001
    except (OverflowError, ValueError):
        return None


def formatted(text: str, pattern: str) -> str:
    """`format-date`: %Y %y %m %n %b %d %e %a %H %h %M %S %3; empty for no date."""
    moment = moment_of(text)
    if moment is None:
        return ""
    words = {
        "Y": f"{moment.year:04}", "y": f"{moment.year % 100:02}", "m": f"{moment.month:02}", "n": str(moment.month),
        "b": _MONTHS[moment.month - 1], "d": f"{moment.day:02}", "e": str(moment.day),
        "a": _DAYS[moment.weekday()], "H": f"{moment.hour:02}", "h": str(moment.hour),
        "M": f"{moment.minute:02}", "S": f"{moment.second:02}", "3": f"{moment.microsecond // 1000:03}",
    }  # fmt: skip
    return re.sub(r"%(.)", lambda match: words.get(match[1], match[0]), pattern)
