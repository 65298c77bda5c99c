"""How two records compare, field by field, in levels; the higher the level the more alike.

A level is a small fact that a person can check (手机相差一位). What each is worth is not said here: the
model knows. -1 means that one side is silent, which speaks neither for nor against.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from ..rules import identifiers, names, phones
from ..rules.names import Likeness
from .records import Features

SILENT = -1


class Field(StrEnum):
    """What is compared."""

    NAME = "name"
    ID = "id"
    PHONE = "phone"
    PLACE = "place"
    SEX = "sex"
    BIRTH = "birth"
    JOURNEY = "journey"
    EMPLOYER = "employer"


class IdLevel(IntEnum):
    """Identity numbers 证件号码."""

    DIFFERS = 0
    MASK_AGREES = 1
    ONE_SLIP = 2
    WRITTEN_OUT = 3
    EQUAL = 4


class PhoneLevel(IntEnum):
    """Telephone numbers 电话; SHARED means that another person's record has the number too."""

    DIFFERS = 0
    ONE_SLIP = 1
    SHARED = 2
    EQUAL = 3


class PlaceLevel(IntEnum):
    """Addresses 地址; OPEN means that one side says no more than this, DIFFERS that both do and disagree."""

    ELSEWHERE = 0
    COMPOUND_DIFFERS = 1
    STAIR_DIFFERS = 2
    FLAT_DIFFERS = 3
    COMMITTEE_OPEN = 4
    COMPOUND_OPEN = 5
    STAIR_OPEN = 6
    FLAT = 7


class SexLevel(IntEnum):
    """Sex 性别."""

    DIFFERS = 0
    EQUAL = 1


class BirthLevel(IntEnum):
    """Birth date or age 出生日期·年龄."""

    DIFFERS = 0
    NEAR = 1
    AGE = 2
    DATE = 3


class JourneyLevel(IntEnum):
    """Where from and when 来源地·到达日期."""

    DIFFERS = 0
    DAY_ONLY = 1
    ORIGIN_ONLY = 2
    DAY_OPEN = 3
    NEAR_DAY = 4
    SAME = 5


class EmployerLevel(IntEnum):
    """Employer 单位."""

    DIFFERS = 0
    EQUAL = 1


def compare_name(a: Features, b: Features) -> int:
    """Likeness of the two names."""
    return names.likeness(a.name, b.name)


def compare_id(a: Features, b: Features) -> int:
    """Agreement of two identity numbers, masked and damaged ones included."""
    if a.id is None or b.id is None:
        return SILENT
    if a.id.is_masked or b.id.is_masked:
        masked, other = (a.id.value, b.id.value) if a.id.is_masked else (b.id.value, a.id.value)
        return IdLevel.MASK_AGREES if identifiers.agrees_with_mask(masked, other) else IdLevel.DIFFERS
    if a.id.value == b.id.value:
        return IdLevel.EQUAL
    if a.id_values & b.id_values:
        return IdLevel.WRITTEN_OUT
    if a.full_id and b.full_id and a.id.kind == b.id.kind == identifiers.Kind.RESIDENT:
        return IdLevel.DIFFERS
    slip = identifiers.one_edit_apart(a.id.value, b.id.value)
    return IdLevel.ONE_SLIP if slip else IdLevel.DIFFERS


def compare_phone(a: Features, b: Features) -> int:
    """The best agreement among all numbers of both."""
    if not a.phones or not b.phones:
        return SILENT
    common = set(a.phones) & set(b.phones)
    if common:
        return PhoneLevel.EQUAL if any(number in a.private for number in common) else PhoneLevel.SHARED
    slip = any(phones.one_digit_apart(x, y) for x in a.phones for y in b.phones)
    return PhoneLevel.ONE_SLIP if slip else PhoneLevel.DIFFERS


def compare_place(a: Features, b: Features) -> int:
    """The finest place that both share, and whether either says more."""
    left, right = a.record, b.record
    steps = (
        (left.flat, right.flat, PlaceLevel.FLAT_DIFFERS, PlaceLevel.STAIR_OPEN),
        (left.stair, right.stair, PlaceLevel.STAIR_DIFFERS, PlaceLevel.COMPOUND_OPEN),
        (left.compound, right.compound, PlaceLevel.COMPOUND_DIFFERS, PlaceLevel.COMMITTEE_OPEN),
        (left.committee, right.committee, PlaceLevel.ELSEWHERE, SILENT),
    )
    finer: int = PlaceLevel.FLAT
    for x, y, differs, unsaid in steps:
        if x and x == y:
            return finer
        finer = differs if x and y else unsaid
    return finer


def compare_sex(a: Features, b: Features) -> int:
    """Sex, where it is not already part of two identity numbers."""
    if not a.sex or not b.sex or (a.id and b.id):
        return SILENT
    return SexLevel.EQUAL if a.sex == b.sex else SexLevel.DIFFERS


def compare_birth(a: Features, b: Features) -> int:
    """Birth date or age, where it is not already part of two identity numbers."""
    if a.born_year is None or b.born_year is None or (a.full_id and b.full_id):
        return SILENT
    if a.born_on and b.born_on:
        return _compare_dates(a, b)
    years = abs(a.born_year - b.born_year)
    return BirthLevel.AGE if years <= 1 else BirthLevel.NEAR if years <= 2 else BirthLevel.DIFFERS


def compare_journey(a: Features, b: Features) -> int:
    """Where the person came from and on which day."""
    day_a, day_b = a.record.arrived_on, b.record.arrived_on
    days = abs((day_a - day_b).days) if day_a and day_b else None
    if not a.origin or not b.origin:
        return SILENT if days is None else JourneyLevel.DAY_OPEN if days <= 1 else JourneyLevel.DIFFERS
    if a.origin == b.origin:
        if days is None or days > 2:
            return JourneyLevel.ORIGIN_ONLY
        return JourneyLevel.NEAR_DAY if days else JourneyLevel.SAME
    return JourneyLevel.DAY_ONLY if days is not None and days <= 1 else JourneyLevel.DIFFERS


def compare_employer(a: Features, b: Features) -> int:
    """Employer, where both name one."""
    if not a.employer or not b.employer:
        return SILENT
    return EmployerLevel.EQUAL if a.employer == b.employer else EmployerLevel.DIFFERS


def _compare_dates(a: Features, b: Features) -> int:
    if a.born_on == b.born_on:
        return BirthLevel.DATE
    left, right = (f"{x.born_on:%Y%m%d}" for x in (a, b))
    return BirthLevel.NEAR if identifiers.one_edit_apart(left, right) else BirthLevel.DIFFERS


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field, its levels from unlike to alike, and the function that finds the level."""

    field: Field
    levels: type[IntEnum]
    compare: Callable[[Features, Features], int]

    @property
    def codes(self) -> list[int]:
        """Every level that says something, lowest first."""
        return sorted(int(level) for level in self.levels if level >= 0)


COMPARISONS = (
    Comparison(Field.NAME, Likeness, compare_name),
    Comparison(Field.ID, IdLevel, compare_id),
    Comparison(Field.PHONE, PhoneLevel, compare_phone),
    Comparison(Field.PLACE, PlaceLevel, compare_place),
    Comparison(Field.SEX, SexLevel, compare_sex),
    Comparison(Field.BIRTH, BirthLevel, compare_birth),
    Comparison(Field.JOURNEY, JourneyLevel, compare_journey),
    Comparison(Field.EMPLOYER, EmployerLevel, compare_employer),
)
BY_FIELD = {comparison.field: comparison for comparison in COMPARISONS}

Levels = tuple[int, ...]
Pair = tuple[int, int, Levels]


def compare(a: Features, b: Features) -> Levels:
    """The levels of every field, in the order of `COMPARISONS`."""
    return tuple(int(comparison.compare(a, b)) for comparison in COMPARISONS)
