"""Kinds of errands before an office sets its own, and the days of what repeats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lianfang.core import Refused

MOST_HOURS = 14 * 24
WEEK = tuple(range(1, 8))


@dataclass(frozen=True, slots=True)
class Default:
    """A kind as it is laid for an office that has none: hours until it is late, whether money changes hands, whether
    residents may ask for it and confirm it themselves, on which weekdays (1 Monday) isolated homes have it."""

    code: str
    zh: str
    en: str
    hours: int
    has_money: bool = False
    is_offered: bool = True
    is_confirmed: bool = True
    weekdays: tuple[int, ...] = ()


# 代为购物、代为处理生活垃圾和关心关怀; rubbish of isolated homes twice a week by a firm, in Shanghai practice of 2020.
DEFAULTS = (
    Default("shopping", "代购", "Shopping", 24, has_money=True),
    Default("rubbish", "清运垃圾", "Rubbish", 12, is_confirmed=False, weekdays=(2, 5)),
    Default("medicine", "配药送药", "Medicine", 12, has_money=True),
    Default("parcel", "取送快递", "Parcel", 12),
    Default("care", "关心关怀", "Care", 24),
)


def check_kind(zh: str, hours: int, weekdays: Sequence[int]) -> None:
    """Refuses a kind without a name, hours beyond two weeks, days that are none."""
    if not zh.strip():
        raise Refused("services.name_missing")
    if not 1 <= hours <= MOST_HOURS:
        raise Refused("services.hours_out_of_range", most=MOST_HOURS)
    if not set(weekdays) <= set(WEEK):
        raise Refused("services.no_such_weekday")


def check_span(from_on: date, until_on: date | None, weekdays: Sequence[int]) -> None:
    """Refuses what would repeat on no day, or end before it begins."""
    if not weekdays or not set(weekdays) <= set(WEEK):
        raise Refused("services.no_such_weekday")
    if until_on is not None and until_on < from_on:
        raise Refused("services.ends_before_it_begins")


def days(weekdays: Sequence[int], begins_on: date, ends_on: date) -> Iterator[date]:
    """The days between two (both included) that fall on these weekdays."""
    for n in range((ends_on - begins_on).days + 1):
        day = begins_on + timedelta(days=n)
        if day.isoweekday() in weekdays:
            yield day
