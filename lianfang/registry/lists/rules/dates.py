"""Dates as offices write them. The clock is never read: a missing year comes from the list's issue date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ..files.cells import Cell, Kind
from . import lunar
from .text import is_placeholder, narrow, read_numeral

Hint = dt.date | int | None


class Order(StrEnum):
    """Which part stands first where all three are numbers and the year is last."""

    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


@dataclass(frozen=True, slots=True)
class DateRead:
    """A reading of one cell. `how` names the spelling; `problem` is a code (see wording) or None.

    `value` is None when nothing usable stands there: blank ("how" is "blank", no problem) or unreadable.
    """

    value: dt.date | None
    how: str
    problem: str | None = None
    time: dt.time | None = None
    text: str = ""

    @property
    def moment(self) -> dt.datetime | None:
        """Date and time of day together (midnight where no time was written), without a zone."""
        return dt.datetime.combine(self.value, self.time or dt.time()) if self.value else None


_SERIAL_START = dt.date(1899, 12, 30)  # day 0 of a spreadsheet's serial numbers
_SERIALS = range(10_000, 60_000)  # 1927 to 2064: the days a living person's list can name
_AHEAD = dt.timedelta(days=60)  # a list may name an expected arrival, hardly one further off than this
_YEARS = range(1880, 2100)

_TIME = re.compile(
    r"(?<![\d:])(?P<half>上午|早上|早晨|凌晨|中午|下午|晚上|晚|[AaPp]\.?[Mm]\.?)?\s*"
    r"(?P<hour>[01]?\d|2[0-4])\s*(?::|点|时|h)\s*(?:(?P<minute>[0-5]?\d)(?::(?P<second>[0-5]?\d)(?:\.\d+)?)?\s*分?|半|整)?"
    r"\s*(?P<after>[AaPp]\.?[Mm]\.?)?(?!\d)"
)
_ZONE = re.compile(r"(?<=\d)T(?=\d)|Z$|[+-]\d\d:\d\d$")
_SEPARATED = re.compile(r"(?<!\d)(\d{1,4})\s*([-/.年_])\s*(\d{1,2})\s*([-/.月_])\s*(\d{1,4})(?!\d)\s*[日号]?")
_MONTH_DAY = re.compile(r"(?<![\d.])(\d{1,2})\s*([-/.月])\s*(\d{1,2})(?![\d])\s*[日号]?")
_DIGITS = re.compile(r"(?<!\d)(\d{8})(\d{4}|\d{6})?(?!\d)")
_CHINESE = re.compile(
    r"(?:([〇零○一二三四五六七八九]{4}|\d{4})年)?(闰)?(正|冬|腊|[一二三四五六七八九十]{1,2})月"
    r"(初[一二三四五六七八九十]|[一二三四五六七八九十廿卅]{1,3})([日号])?"
)
_FEAST = re.compile(r"大?年三十|除夕|小?年夜饭|大?年?(?<!月)初([一二三四五六七八九十])|春节|元宵节?")
_LUNAR = re.compile(r"农历|阴历|旧历")
_EVE = (12, 31, False)  # the last day of the lunar year, whatever its number
_RELATIVE = {"今": 0, "当": 0, "本": 0, "昨": -1, "前": -2, "大前": -3, "明": 1, "后": 2}
_RELATIVE_DAY = re.compile(r"(大前|今|当|昨|前|明|后)[天日晚早]|(\d{1,2}|[一二三四五六七八九十])天[之以]?前")
_MONTHS_OFF = {"上上": -2, "上": -1, "本": 0, "这": 0, "当": 0, "下": 1}
_MONTH_BESIDE = re.compile(r"(上上|上|本|这|当|下)个?月(\d{1,2}|[一二三四五六七八九十廿]{1,3})[日号]")
_RANGE = re.compile(r"\d\s*[日号]?\s*(?:[至到~—]|--?)\s*(?:\d{4}\s*[-/.年]|\d{1,2}\s*[月.])\s*\d")
_VAGUE = re.compile(r"[月年]\s*(?:初|中旬?|底|末|上旬|下旬)|(?:左右|前后|待定|未定|近期|节前|节后)$")
_NOT_YET = re.compile(r"(?:未|没有?)(?:返|回|到|抵|来|归)|尚未|还没|暂未")
_MONTH_ONLY = re.compile(
    r"(?:\d{4}\s*[年./-])?\s*(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月(?:份)?"
)
_YEAR_MONTH = re.compile(r"(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])|(?:19|20)\d\d年?")
_ENGLISH = re.compile(
    r"(?:(\d{1,2})[\s-]+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[\s-]*(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?"
    r"(\d{4}|\d{2})?",
    re.I,
)
_ENGLISH_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def read_date(cell: Cell | str, *, year_hint: Hint = None, order_hint: Order | None = None) -> DateRead:
    """Reads one cell as a date.

    `year_hint`: the list's issue date (a December date in a January list is then last year's, and 昨天 can be
    read), or just a year. `order_hint`: see `order_of`. A date that does not exist is never bent into one.
    """
    cell = Cell(cell) if isinstance(cell, str) else cell
    text = " ".join(narrow(cell.text).split())
    if not text or is_placeholder(text):
        return DateRead(None, "blank", text=cell.text)
    if cell.kind in (Kind.DATE, Kind.DATETIME):
        moment = dt.datetime.fromisoformat(text)
        time = moment.time() if cell.kind is Kind.DATETIME else None
        return _checked(moment.date(), "typed", time, cell.text)
    read = _first_reading(text, cell.kind, year_hint, order_hint)
    return DateRead(read.value, read.how, read.problem, read.time, cell.text)


def _first_reading(text: str, kind: Kind, year_hint: Hint, order_hint: Order | None) -> DateRead:
    """The first spelling that fits, with whatever time of day stands beside the date."""
    serial = _read_serial(text)
    if serial:
        return serial
    if _RANGE.search(text):
        return DateRead(None, "range", "two_dates")
    time, rest = _take_time(_ZONE.sub(" ", text) if text.isascii() else text)
    for reader in _READERS:
        read = reader(rest, year_hint, order_hint)
        if read:
            problem = read.problem or _number_doubt(rest, kind)
            return DateRead(read.value, read.how, problem, read.time or time)
    return DateRead(None, "unread", _why_unread(rest))


def _number_doubt(text: str, kind: Kind) -> str | None:
    """2.10 typed into a number cell arrives as 2.1: the first and the tenth cannot be told apart."""
    return "day_zero_lost" if kind is Kind.NUMBER and re.fullmatch(r"\d{1,2}\.[123]", text) else None


def _why_unread(text: str) -> str:
    if _MONTH_ONLY.fullmatch(text) or _YEAR_MONTH.fullmatch(text):
        return "date_incomplete"
    if _NOT_YET.search(text):
        return "not_yet_back"
    return "date_vague" if _VAGUE.search(text) else "date_unreadable"


def _checked(value: dt.date, how: str, time: dt.time | None, text: str = "") -> DateRead:
    problem = None if value.year in _YEARS else "date_unlikely"
    return DateRead(value, how, problem, time, text)


def _read_serial(text: str) -> DateRead | None:
    """A spreadsheet's serial number, whole (43863) or with the time of day (43863.5)."""
    if not re.fullmatch(r"\d{5}(?:\.\d+)?", text) or int(text[:5]) not in _SERIALS:
        return None
    days, fraction = divmod(float(text), 1)
    moment = dt.datetime.combine(_SERIAL_START, dt.time()) + dt.timedelta(days, round(fraction * 86_400))
    return _checked(moment.date(), "serial", moment.time() if fraction else None)


def _take_time(text: str) -> tuple[dt.time | None, str]:
    """The time of day and the text without it."""
    match = _TIME.search(text)
    if not match:
        return None, text
    hour, minute = int(match["hour"]), int(match["minute"] or (30 if "半" in match[0] else 0))
    half = (match["half"] or match["after"] or "").replace(".", "").lower()
    if half in ("下午", "晚上", "晚", "pm") and hour < 12:
        hour += 12
    if half in ("am", "凌晨") and hour == 12:
        hour = 0
    rest = (text[: match.start()] + " " + text[match.end() :]).strip()
    return dt.time(hour % 24, minute, int(match["second"] or 0)), rest


def _read_digits(text: str, _year: Hint, _order: Order | None) -> DateRead | None:
    """20200205, also with hours and minutes (202002051530); 200205 is told apart from 2020-02 by its year."""
    match = _DIGITS.search(text)
    if match:
        whole = match[1]
        time = _clock(match[2]) if match[2] else None
        return _build(int(whole[:4]), int(whole[4:6]), int(whole[6:]), "digits", time=time)
    if re.fullmatch(r"[12]\d{5}", text) and text[:2] not in ("19", "20"):
        return _build(2000 + int(text[:2]), int(text[2:4]), int(text[4:]), "six_digits")
    if re.fullmatch(r"20(?:0[1-9]|1[0-2])\d\d", text):
        return _build(2020, int(text[2:4]), int(text[4:]), "six_digits")
    return None


def _clock(digits: str) -> dt.time | None:
    hour, minute, second = int(digits[:2]), int(digits[2:4]), int(digits[4:] or 0)
    return dt.time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _read_separated(text: str, _year: Hint, order: Order | None) -> DateRead | None:
    """2020-2-5, 2020.2.5, 2020年2月5日, 20/2/5, 02/05/2020, 5.2.2020."""
    match = _SEPARATED.search(text)
    if not match:
        return None
    first, second, third = int(match[1]), int(match[3]), int(match[5])
    if len(match[1]) == 4 or match[2] == "年":
        return _build(first if first > 99 else 2000 + first, second, third, "year_first")
    if len(match[5]) == 4:
        return _year_last(first, second, third, order)
    if 15 <= first <= 40 and len(match[5]) <= 2:
        return _build(2000 + first, second, third, "two_digit_year")
    if 15 <= third <= 40:
        return _year_last(first, second, 2000 + third, order)
    return DateRead(None, "unread", "date_unreadable")


def _year_last(first: int, second: int, year: int, order: Order | None) -> DateRead:
    day_first = order is Order.DAY_FIRST if order and max(first, second) <= 12 else first > 12
    month, day = (second, first) if day_first else (first, second)
    read = _build(year, month, day, "year_last")
    is_open = order is None and first != second and max(first, second) <= 12
    return DateRead(read.value, read.how, read.problem or ("order_open" if is_open else None))


def _read_month_day(text: str, year: Hint, order: Order | None) -> DateRead | None:
    """2月9日, 2.7, 2/7, 02-07."""
    match = _MONTH_DAY.search(text)
    if not match:
        return None
    first, second = int(match[1]), int(match[3])
    if _LUNAR.search(text):
        return _lunar_day((first, second, "闰" in text), None, year)
    swap = match[2] != "月" and order is Order.DAY_FIRST
    month, day = (second, first) if swap else (first, second)
    return _complete(month, day, "month_day", year)


def _read_chinese(text: str, year: Hint, _order: Order | None) -> DateRead | None:
    """二月七日, 二〇二〇年二月七日; with 正, 腊, 闰, 初, 廿 or 农历 it is the lunar calendar."""
    match = _CHINESE.search(text)
    if not match:
        return None
    month = {"正": 1, "冬": 11, "腊": 12}.get(match[3]) or read_numeral(match[3])
    day = read_numeral(match[4])
    if not month or not day:
        return None
    written = _year_in_words(match[1])
    if _LUNAR.search(text) or match[2] or match[3] in "正冬腊" or match[4][0] in "初廿":
        return _lunar_day((month, day, bool(match[2])), written, year)
    return _build(written, month, day, "chinese") if written else _complete(month, day, "chinese", year)


def _year_in_words(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else read_numeral(text)


def _read_feast(text: str, year: Hint, _order: Order | None) -> DateRead | None:
    """除夕, 年三十, 大年初一, 年初二, 春节, 元宵."""
    match = _FEAST.search(text)
    if not match:
        return None
    if "三十" in match[0] or "除夕" in match[0] or "年夜" in match[0]:
        return _lunar_day(_EVE, None, year)
    day = 15 if "元宵" in match[0] else read_numeral(match[1]) if match[1] else 1
    return _lunar_day((1, day or 1, False), None, year)


def _lunar_day(which: tuple[int, int, bool], written: int | None, year: Hint) -> DateRead:
    """The day in the lunar year that fits the list: the latest one not far after the issue date."""
    if written is None and year is None:
        return DateRead(None, "lunar", "year_missing")
    base = written or (year.year if isinstance(year, dt.date) else year) or 0
    if not lunar.FIRST <= base <= lunar.LAST:
        return DateRead(None, "lunar", "lunar_year_unknown")
    near = [base] if written else [base + 1, base, base - 1]
    limit = year + _AHEAD if isinstance(year, dt.date) else dt.date(base, 12, 31)
    first = which if which is _EVE else (which[0], 1, which[2])
    starts = [(one, start) for one in near if (start := _find_lunar(first, one))]
    fitting = [one for one, start in starts if written or start <= limit] or [one for one, _ in starts[-1:]]
    found = _find_lunar(which, fitting[0]) if fitting else None
    return DateRead(found, "lunar", None if found else "no_such_day")


def _find_lunar(which: tuple[int, int, bool], year: int) -> dt.date | None:
    return lunar.eve(year) if which is _EVE else lunar.from_lunar(year, which[0], which[1], leap=which[2])


def _read_relative(text: str, year: Hint, _order: Order | None) -> DateRead | None:
    """今天, 昨天, 前天, 3天前: counted from the list's issue date."""
    match = _RELATIVE_DAY.search(text)
    if not match:
        return None
    if not isinstance(year, dt.date):
        return DateRead(None, "relative", "issue_date_missing")
    if match[1]:
        days = _RELATIVE[match[1]]
    else:
        days = -(int(match[2]) if match[2].isdigit() else read_numeral(match[2]) or 0)
    return DateRead(year + dt.timedelta(days), "relative")


def _read_month_beside(text: str, year: Hint, _order: Order | None) -> DateRead | None:
    """上月28日, 本月5号, 下个月三日: counted from the list's issue date. 下月初一 may be of either calendar: unread."""
    match = _MONTH_BESIDE.search(text)
    if not match:
        return None
    if not isinstance(year, dt.date):
        return DateRead(None, "relative", "issue_date_missing")
    months = year.year * 12 + year.month - 1 + _MONTHS_OFF[match[1]]
    day = int(match[2]) if match[2].isdigit() else read_numeral(match[2]) or 0
    return _build(months // 12, months % 12 + 1, day, "relative")


def _read_english(text: str, year: Hint, _order: Order | None) -> DateRead | None:
    """5 Feb 2020, Feb 5, 2020."""
    match = _ENGLISH.search(text)
    day = match and (match[1] or match[3])
    if not match or not day:
        return None
    month = _ENGLISH_MONTHS.index(match[2].lower()) + 1
    if match[4]:
        written = int(match[4])
        return _build(written if written > 99 else 2000 + written, month, int(day), "english")
    return _complete(month, int(day), "english", year)


_READERS = (
    _read_digits,
    _read_separated,
    _read_chinese,
    _read_month_day,
    _read_feast,
    _read_relative,
    _read_month_beside,
    _read_english,
)


def _build(year: int, month: int, day: int, how: str, *, time: dt.time | None = None) -> DateRead:
    try:
        return _checked(dt.date(year, month, day), how, time)
    except ValueError:
        return DateRead(None, how, "no_such_day")


def _complete(month: int, day: int, how: str, year: Hint) -> DateRead:
    """A day without a year: in the given year, or the latest one not far after the issue date."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return DateRead(None, how, "no_such_day")
    if year is None:
        return DateRead(None, how, "year_missing")
    if isinstance(year, int):
        return _build(year, month, day, how)
    reads = [_build(candidate, month, day, how) for candidate in (year.year + 1, year.year, year.year - 1)]
    fitting = [read for read in reads if read.value and read.value <= year + _AHEAD]
    return fitting[0] if fitting and day_exists(month, day, year) else DateRead(None, how, "no_such_day")


def day_exists(month: int, day: int, near: dt.date) -> bool:
    """Whether the day exists in the year of `near` or, at the turn of a year, in the one beside it.

    29 February is not carried back over years to the last leap year.
    """
    beside = near.year - 1 if near.month <= 6 else near.year + 1
    return any(
        _build(year, month, day, "").value for year in ({near.year, beside} if month != 2 else {near.year})
    )


def order_of(texts: Iterable[str]) -> Order | None:
    """Which order a column of year-last dates keeps, told by any day above 12; None when none tells."""
    for text in texts:
        match = _SEPARATED.search(narrow(text))
        if match and len(match[1]) <= 2 and (len(match[5]) == 4 or int(match[1]) < 15):
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second:
                return Order.DAY_FIRST
            if second > 12 >= first:
                return Order.MONTH_FIRST
    return None


def latest_full_date(texts: Iterable[str]) -> dt.date | None:
    """The latest date written with its year, a stand-in for an issue date that the list does not carry."""
    reads = (read_date(text) for text in texts)
    values = [read.value for read in reads if read.value and read.problem is None and read.value.year > 2000]
    return max(values, default=None)
