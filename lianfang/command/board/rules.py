"""What the board decides, without database or clock: who lags, what is red, how a figure moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from uuid import UUID

# Slots past their time: from this share of those owed on, red; any at all, amber.
MANY_LATE = 0.1
LAST_BAR = 14


@dataclass(frozen=True, slots=True)
class Line:
    """One committee's figures (`committee` None: persons whose committee is not known yet, or a total).

    `owed` and `ended` count today's slots that have opened, `slots_late` those past their time and still empty;
    `missing` and `late` the people behind them; `held` those kept past their last day.
    """

    committee: UUID | None = None
    name: str = ""
    open: int = 0
    overdue: int = 0
    observed: int = 0
    owed: int = 0
    ended: int = 0
    slots_late: int = 0
    missing: int = 0
    late: int = 0
    alerts: int = 0
    due_today: int = 0
    due_tomorrow: int = 0
    held: int = 0

    @property
    def percent(self) -> int | None:
        """Completeness of today's slots."""
        return percent(self.ended, self.owed)

    @property
    def look(self) -> str:
        """How the completeness is shown: "bad", "due" or plain."""
        if not self.slots_late:
            return ""
        return "bad" if self.slots_late >= MANY_LATE * self.owed else "due"

    @property
    def lags(self) -> bool:
        """True where something is late here, or abnormal."""
        return bool(self.overdue or self.late or self.held or self.alerts)


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure at this time of day, the oldest day first and now last; None where it cannot be known."""

    values: tuple[int | None, ...]

    @property
    def change(self) -> int | None:
        """Since yesterday at this time."""
        before, now = self.values[-2:] if len(self.values) > 1 else (None, None)
        return None if before is None or now is None else now - before


def percent(part: int, whole: int) -> int | None:
    """A share in whole percent, never rounded up to a hundred; None of nothing."""
    return 100 * part // whole if whole else None


def in_lag_order(lines: Iterable[Line]) -> list[Line]:
    """Who lags first: most verifications overdue, then the largest share of slots late, then most held past
    their last day; those with equal figures by name."""
    return sorted(lines, key=_lag)


def _lag(line: Line) -> tuple[int, float, int, str]:
    late = line.slots_late / line.owed if line.owed else 0.0
    return -line.overdue, -late, -line.held, line.name


def total(lines: Iterable[Line]) -> Line:
    """All lines added up."""
    found = list(lines)
    numbers = [f.name for f in fields(Line) if f.name not in ("committee", "name")]
    return Line(**{name: sum(getattr(line, name) for line in found) for name in numbers})


def bars(days: Mapping[int, int], longest: int = 0) -> list[tuple[int, int]]:
    """How many are on each day of the count, day zero to the fourteenth, or to the longest count's."""
    shown = range(max(LAST_BAR, longest) + 1)
    return [(day, days.get(day, 0)) for day in shown]
