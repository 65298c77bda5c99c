"""One row of a list: its values made comparable, its oddities named, and whether it names anybody at all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lianfang.registry.people.rules.phones import read_phones

from ..files.cells import BLANK, Cell, Kind
from .addresses import join_parts
from .columns import ColumnRead, Mapping
from .dates import Order, order_of, read_date
from .fields import PARTS, SEVERAL, Field
from .headers import Table
from .issue import complete, latest_named, read_issued
from .text import is_placeholder, narrow, tight


class Severity(StrEnum):
    """Whether the row cannot be taken, or is taken and flagged."""

    REFUSE = "refuse"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a value. `code` has its sentence in `wording`; `text` is the value as written."""

    field: Field | None
    code: str
    text: str = ""
    severity: Severity = Severity.WARN


@dataclass(frozen=True, slots=True)
class Temperature:
    """A temperature as written: degrees, or only that it was called normal (`is_normal` without degrees)."""

    degrees: float | None = None
    is_normal: bool | None = None


Value = str | int | bool | dt.date | dt.datetime | Temperature


@dataclass(slots=True)
class Row:
    """A row by its number as a person sees it.

    `values`: one value per field read (dates as date, `seen_at` as datetime without zone); `several`: all
    values of fields that more columns carry; `extras`: heading to text; `raw`: every field's verbatim text.
    """

    number: int
    values: dict[Field, Value] = field(default_factory=dict)
    several: dict[Field, tuple[str, ...]] = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)
    raw: dict[Field, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether the row cannot be taken."""
        return any(problem.severity is Severity.REFUSE for problem in self.problems)

    def text(self, wanted: Field) -> str:
        """A text field's value, "" where there is none."""
        return str(self.values.get(wanted, ""))


@dataclass(frozen=True, slots=True)
class Context:
    """What a list as a whole says about its values.

    `issued`: its written issue moment; `near`: a day near it, to complete dates without a year where no issue
    time is written; `orders`: by column, whether day or month stands first.
    """

    issued: dt.datetime | None = None
    near: dt.date | None = None
    orders: dict[int, Order] = field(default_factory=dict)

    @property
    def hint(self) -> dt.date | None:
        """How a date without a year is completed."""
        return self.issued.date() if self.issued else self.near


NAMING = (
    Field.NAME,
    Field.PHONE,
    Field.LANDLINE,
    Field.ID_NUMBER,
    Field.ADDRESS,
    Field.DESTINATION,
    Field.CODE,
)
"""What leads to somebody (or, in a list of division codes, to a place); a row with none names nobody."""

_DATES = frozenset({Field.BORN_ON, Field.ARRIVED_ON, Field.LAST_CONTACT_ON})
_HUMAN = range(30, 46)
_DEGREES = re.compile(r"(?<![\d.])(\d{2}(?:\.\d{1,2})?)(?![\d.])")
_ODD_DEGREES = re.compile(r"(?<!\d)(3[4-9]|4[0-3])[,，。·、\s](\d)(?!\d)")
_GLUED = re.compile(r"(?<!\d)(3[4-9]\d|4[0-3]\d)(?![\d.])")
_DIALLED = re.compile(r"0\d{2,3}[2-9]\d{6,7}\d{2,5}|[48]00\d{7}")
"""Landlines with an extension and service numbers: not a person's mobile, but they can be dialled."""
_AGE = re.compile(r"(\d{1,3})(?:周?岁)?(?:左右)?")
_INFANT = re.compile(r"\d{1,2}(?:个月|月|天)")
_MALE, _FEMALE = {"男", "男性", "m", "male", "1", "先生"}, {"女", "女性", "f", "female", "2", "女士"}
_YES, _NO = (
    {"是", "有", "y", "yes", "true", "1", "出租", "已出租"},
    {"否", "无", "没有", "n", "no", "false", "0", "自住"},
)


def context_of(
    table: Table, mapping: Mapping, *, file_name: str = "", fallback: dt.date | None = None
) -> Context:
    """What table, title and file name say; `fallback` is a day near the issue where they say nothing."""
    near = latest_named(table, mapping) or fallback
    issued = read_issued(table.titles, file_name)
    dated = [index for one in (*_DATES, Field.SEEN_AT) for index in mapping.by_field.get(one, ())]
    orders = {index: order for index in dated if (order := order_of(table.samples(index)))}
    return Context(complete(issued, near) if issued else None, near, orders)


def read_rows(table: Table, mapping: Mapping, context: Context) -> Iterator[Row]:
    """Every data row of the table, in order."""
    for number in table.numbers():
        yield read_row(number, table.row(number), mapping, context)


def read_row(number: int, cells: Sequence[Cell], mapping: Mapping, context: Context) -> Row:
    """Normalises one row; bad values stay in `raw` and are flagged, only a row naming nobody is refused."""
    row = Row(number)
    for column in mapping.columns:
        cell = cells[column.index] if column.index < len(cells) else BLANK
        if column.field is None:
            _take_extra(row, column.heading, cell)
        elif column.field is not Field.IGNORED:
            _take(row, column, cell, context)
    _join_address(row)
    _check_whole(row, context)
    return row


def _join_address(row: Row) -> None:
    """An address over several columns becomes one; its columns stay word for word."""
    parts = {part: row.text(part) for part in PARTS if part in row.values}
    if parts and (whole := join_parts(parts, row.text(Field.ADDRESS))):
        row.values[Field.ADDRESS] = whole


def _take_extra(row: Row, heading: str, cell: Cell) -> None:
    """Keeps the value under the office's own heading; without one, under a question mark."""
    if cell:
        row.extras[_free_heading(row.extras, heading or "?")] = cell.text


def _free_heading(taken: dict[str, str], heading: str) -> str:
    """The heading, numbered when the list has it twice."""
    if heading not in taken:
        return heading
    count = sum(name.partition(" #")[0] == heading for name in taken)
    return f"{heading} #{count + 1}"


def _take(row: Row, column: ColumnRead, cell: Cell, context: Context) -> None:
    wanted = column.field or Field.NOTE
    if not cell.text:
        if cell.kind is Kind.ERROR:
            row.problems.append(Problem(wanted, "formula_without_value"))
        return
    row.raw[wanted] = f"{row.raw[wanted]} {cell.text}" if wanted in row.raw else cell.text
    if cell.kind is Kind.ERROR:
        row.problems.append(Problem(wanted, "spreadsheet_error", cell.text))
        return
    if cell.is_damaged:
        row.problems.append(Problem(wanted, "digits_lost", cell.text))
    if is_placeholder(cell.text) and wanted not in (Field.IS_RENTED, Field.SYMPTOM):
        return
    value, code = _read(wanted, cell, column.index, context)
    if code:
        row.problems.append(Problem(wanted, code, cell.text))
    if value is not None:
        _keep(row, wanted, value)


def _keep(row: Row, wanted: Field, value: Value) -> None:
    """The first value stands; further ones of a repeatable field are kept beside it."""
    row.values.setdefault(wanted, value)
    if wanted in SEVERAL:
        row.several[wanted] = (*row.several.get(wanted, ()), str(value))


Reading = tuple[Value | None, str | None]


def _read(wanted: Field, cell: Cell, index: int, context: Context) -> Reading:
    """A value and, when it is odd, the problem's code."""
    if wanted in _DATES:
        read = read_date(cell, year_hint=context.hint, order_hint=context.orders.get(index))
        return read.value, read.problem
    if wanted is Field.SEEN_AT:
        read = read_date(cell, year_hint=context.hint, order_hint=context.orders.get(index))
        return read.moment, read.problem
    reader = _READERS.get(wanted)
    return reader(cell.text) if reader else (_plain(cell.text), None)


def _plain(text: str) -> str:
    return " ".join(text.split())


def read_temperature(text: str) -> Reading:
    """36.4℃, 36．5, 37.3度, 36,5, 365, 正常; impossible degrees are flagged and not taken as a number."""
    plain = narrow(text).replace("。", ".")
    if found := _ODD_DEGREES.search(plain):
        plain = f"{found[1]}.{found[2]}"
    elif (found := _GLUED.search(plain)) and not _DEGREES.search(plain):
        plain = f"{found[1][:2]}.{found[1][2]}"
    found = _DEGREES.search(plain)
    if not found:
        says_normal = bool(re.search(r"正常|未发热|不发热|无发热|不烧", plain)) and "不正常" not in plain
        says_fever = bool(re.search(r"不正常|异常|发热|发烧|偏高|低烧|高烧", plain)) and not says_normal
        if says_normal or says_fever:
            return Temperature(None, says_normal), None if says_normal else "temperature_called_abnormal"
        return None, "temperature_unlikely" if re.search(r"\d", plain) else "temperature_unreadable"
    degrees = float(found[1])
    if int(degrees) not in _HUMAN:
        return None, "temperature_unlikely"
    return Temperature(degrees), None if 34 <= degrees <= 42.5 else "temperature_unlikely"


def read_age(text: str) -> Reading:
    """34, 34岁, 34周岁; 8个月 is 0."""
    plain = tight(text)
    if _INFANT.fullmatch(plain):
        return 0, None
    found = _AGE.fullmatch(plain.removesuffix(".0"))
    if not found:
        return None, "age_unreadable"
    age = int(found[1])
    return (age, None) if age <= 120 else (None, "age_unlikely")


def read_sex(text: str) -> Reading:
    """ "male" or "female" from 男, 女, M, F, 1, 2 (the national code)."""
    plain = tight(text).lower()
    if plain in _MALE:
        return "male", None
    return ("female", None) if plain in _FEMALE else (None, "sex_unreadable")


def _read_phone(text: str) -> Reading:
    """The text as written, which keeps a mistyped number comparable; said to be odd where it cannot be dialled."""
    found = read_phones(text)
    is_odd = not found or any(not one.is_valid and not _DIALLED.fullmatch(one.digits) for one in found)
    return _plain(text), "phone_unlikely" if is_odd and "+" not in narrow(text) else None


def _read_count(text: str) -> Reading:
    found = re.fullmatch(r"(\d{1,3})[人口名个]?", tight(text))
    return (int(found[1]), None) if found and int(found[1]) <= 60 else (None, "count_unreadable")


def _read_yes(text: str) -> Reading:
    plain = tight(text).lower()
    if plain in _YES:
        return True, None
    return (False, None) if plain in _NO or is_placeholder(plain) else (None, "yes_no_unreadable")


_READERS: dict[Field, Callable[[str], Reading]] = {
    Field.TEMPERATURE: read_temperature,
    Field.AGE: read_age,
    Field.SEX: read_sex,
    Field.HOUSEHOLD_SIZE: _read_count,
    Field.IS_RENTED: _read_yes,
    Field.PHONE: _read_phone,
    Field.LANDLINE: _read_phone,
}


def _check_whole(row: Row, context: Context) -> None:
    """What only the whole row shows: nobody named, dates after the list itself, a birth in the future."""
    if not any(wanted in row.values for wanted in NAMING):
        text = " ".join(row.raw.values())[:200]
        row.problems.append(Problem(None, "names_nobody", text, Severity.REFUSE))
    if context.issued:
        _check_dates(row, context.issued.date())


def _check_dates(row: Row, issued: dt.date) -> None:
    arrived, born = row.values.get(Field.ARRIVED_ON), row.values.get(Field.BORN_ON)
    if isinstance(arrived, dt.date) and arrived > issued + dt.timedelta(days=1):
        row.problems.append(Problem(Field.ARRIVED_ON, "after_issue", row.raw[Field.ARRIVED_ON]))
    if isinstance(born, dt.date) and born > issued:
        row.problems.append(Problem(Field.BORN_ON, "born_after_issue", row.raw[Field.BORN_ON]))
