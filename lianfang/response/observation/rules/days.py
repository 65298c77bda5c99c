"""Counting days. Day zero is the day of arrival (or of the last contact); the last day is day zero + the
protocol's
days: arrived 9 February, fourteen days, last day 23 February (Shanghai notice of 27 January 2020)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from lianfang.core import clock


def count(starts_on: date, days: int) -> date:
    """The last day of observation."""
    return starts_on + timedelta(days=days)


def day_number(starts_on: date, on: date) -> int:
    """Which day of the count a local day is; day zero is 0, before it is negative."""
    return (on - starts_on).days


def is_over(last_day: date, at: datetime) -> bool:
    """True once the last day has ended at local midnight (Asia/Shanghai, whatever the viewer's clock
    says)."""
    return clock.day_of(at) > last_day
