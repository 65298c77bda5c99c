"""The only place that reads the clock. Everywhere else time is an argument."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
# An exercise may live on another day (LIANFANG_TODAY); the hours pass as they do.
SHIFT = timedelta(days=int(os.environ.get("LIANFANG_DAYS_SHIFTED", "0")))


def now() -> datetime:
    """This instant, aware, in UTC; frozen by time-machine in tests; shifted by whole days in an exercise."""
    return datetime.now(UTC) + SHIFT


def day_of(at: datetime) -> date:
    """The local day (Asia/Shanghai) an instant falls on; a day ends at local midnight."""
    return at.astimezone(LOCAL).date()


def at_local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The instant of a local wall-clock time on a day."""
    return datetime.combine(day, time(hour, minute), LOCAL)


def bounds(day: date) -> tuple[datetime, datetime]:
    """First instant of a local day and of the next: a half-open interval."""
    return at_local(day), at_local(day + timedelta(days=1))


def age(born_on: date, on: date) -> int:
    """Whole years lived on a day; somebody born on 29 February grows older on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
