"""An exercise may live on another day: `LIANFANG_TODAY=2020-02-11` replays lists of that time."""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo


def take_up() -> None:
    """Turns the day named into a shift in whole days, once, so that every child process lives on the same day."""
    today = os.environ.get("LIANFANG_TODAY")
    if today and "LIANFANG_DAYS_SHIFTED" not in os.environ:
        real = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        os.environ["LIANFANG_DAYS_SHIFTED"] = str((date.fromisoformat(today) - real).days)
