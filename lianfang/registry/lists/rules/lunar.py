"""The Chinese lunar calendar of 2019 to 2030: 正月初八 and 除夕 as dates.

For each lunar year: the day it begins, its leap month (0 for none), and the length of each month in order, a
leap month standing after the month it repeats: "+" is 30 days, "-" is 29. After the published calendar; the
tests hold the table against itself (each year ends where the next begins) and against the mean new moon.
"""

from __future__ import annotations

import datetime as dt

_YEARS: dict[int, tuple[str, int, str]] = {
    2019: ("2019-02-05", 0, "+-+-+--+--++"),
    2020: ("2020-01-25", 4, "-+++-+--+-+-+"),
    2021: ("2021-02-12", 0, "-++-+-+-+-+-"),
    2022: ("2022-02-01", 0, "+-+-++-+-+-+"),
    2023: ("2023-01-22", 2, "-+--++-++-+-+"),
    2024: ("2024-02-10", 0, "-+--+-++-++-"),
    2025: ("2025-01-29", 6, "+-+--+-+-+++-"),
    2026: ("2026-02-17", 0, "+-+--+--+++-"),
    2027: ("2027-02-06", 0, "++-+--+--++-"),
    2028: ("2028-01-26", 5, "+++-+--+--++-"),
    2029: ("2029-02-13", 0, "++-+-+-+--++"),
    2030: ("2030-02-03", 0, "-+-++-+-+-+-"),
}
FIRST, LAST = min(_YEARS), max(_YEARS)


def months(year: int) -> list[tuple[int, bool, int]]:
    """The lunar year's months: number, whether it is the leap one, days. KeyError outside 2019-2030."""
    _, leap, lengths = _YEARS[year]
    order = [(number, False) for number in range(1, 13)]
    if leap:
        order.insert(leap, (leap, True))
    return [
        (number, is_leap, 29 + (sign == "+")) for (number, is_leap), sign in zip(order, lengths, strict=True)
    ]


def new_year(year: int) -> dt.date:
    """The first day of a lunar year (春节)."""
    return dt.date.fromisoformat(_YEARS[year][0])


def from_lunar(year: int, month: int, day: int, *, leap: bool = False) -> dt.date | None:
    """The solar date of a lunar one; None when there is no such day or the year is not in the table."""
    if year not in _YEARS:
        return None
    start = new_year(year)
    for number, is_leap, days in months(year):
        if (number, is_leap) == (month, leap):
            return start + dt.timedelta(day - 1) if 1 <= day <= days else None
        start += dt.timedelta(days)
    return None


def eve(year: int) -> dt.date | None:
    """The last day of a lunar year (除夕)."""
    if year not in _YEARS:
        return None
    return new_year(year) + dt.timedelta(sum(days for _, _, days in months(year)) - 1)
