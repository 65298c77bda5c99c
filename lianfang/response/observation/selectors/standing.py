"""How everybody under observation stands today: counts by committee and by day, and those who want a look, drawn
from one statement (`tallies`)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count

from lianfang.core import Actor, clock

from .. import rules
from ..models import Alert
from . import tallies

# Slots missed in a row that make a silence.
SILENT = 2


class Standing(NamedTuple):
    """One active episode today. `owed` and `ended` count today's slots that have opened; `missed` the
    closed
    slots of today and yesterday without reading or reason, `late` today's that are past their time, `gap` the
    missed ones since the last answer."""

    episode: UUID
    committee: UUID | None
    household: UUID | None
    day: int
    last_day: date
    owed: int
    ended: int
    missed: int
    late: int = 0
    gap: int = 0

    @property
    def is_silent(self) -> bool:
        """True after two missed slots in a row; an answer ends the silence."""
        return self.gap >= SILENT

    @property
    def is_missing(self) -> bool:
        """True where a slot that has opened today waits for a reading."""
        return self.ended < self.owed


@dataclass(frozen=True, slots=True)
class CommitteeCounts:
    """One committee's figures today (None: no committee known). `slots_*` count slots, `missing` and `late` the
    people behind them."""

    committee: UUID | None
    observed: int = 0
    slots_owed: int = 0
    slots_ended: int = 0
    silent: int = 0
    alerts: int = 0
    due_today: int = 0
    due_tomorrow: int = 0
    overdue: int = 0
    slots_late: int = 0
    missing: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Muster:
    """点名: everybody under observation counted at an instant. `lines` without their alerts; `days`: how many are on
    which day of their count, `longest` of those not held past their last; `noticed`: who is silent, on their last day
    or held past it, and, where it was asked, who has not reported."""

    today: date
    lines: list[CommitteeCounts] = field(default_factory=list)
    days: Counter[int] = field(default_factory=Counter)
    longest: int = 0
    noticed: list[Standing] = field(default_factory=list)

    def total(self, figure: str) -> int:
        """One of the committees' figures over all of them."""
        return sum(getattr(line, figure) for line in self.lines)

    @property
    def silent(self) -> list[Standing]:
        """Who let two slots in a row go by."""
        return [one for one in self.noticed if one.is_silent]

    @property
    def due(self) -> list[Standing]:
        """Whose last day is today."""
        return [one for one in self.noticed if one.last_day == self.today]

    @property
    def held(self) -> list[Standing]:
        """Who is kept past the last day."""
        return [one for one in self.noticed if one.last_day < self.today]

    @property
    def missing(self) -> list[Standing]:
        """Who has not reported yet, of those who were asked for."""
        return [one for one in self.noticed if one.is_missing]


_ALL = "SELECT * FROM tallies"
# One row of three values: the figures come over as they are shown, not person by person.
_MUSTER = """
SELECT
    (SELECT json_agg(line) FROM (
        SELECT committee, count(*) AS observed, sum(owed) AS slots_owed, sum(ended) AS slots_ended,
            count(*) FILTER (WHERE gap >= %(silent)s) AS silent,
            count(*) FILTER (WHERE last_day = %(today)s) AS due_today,
            count(*) FILTER (WHERE last_day = %(tomorrow)s) AS due_tomorrow,
            count(*) FILTER (WHERE last_day < %(today)s) AS overdue,
            sum(late) AS slots_late,
            count(*) FILTER (WHERE ended < owed) AS missing,
            count(*) FILTER (WHERE late > 0) AS late
        FROM tallies GROUP BY committee) line),
    (SELECT json_agg(json_build_array(day, n, goes_on)) FROM (
        SELECT day, count(*) AS n, bool_or(last_day >= %(today)s) AS goes_on FROM tallies GROUP BY day) days),
    (SELECT json_agg(json_build_array(
        episode, committee, household, day, last_day, owed, ended, missed, late, gap)) FROM tallies
        WHERE gap >= %(silent)s OR last_day <= %(today)s OR (%(missing)s AND ended < owed))
"""


def standing(viewer: Actor, at: datetime) -> list[Standing]:
    """Every active episode this viewer may see, as it stands today, person by person."""
    return [Standing(*row) for row in tallies.ask(viewer, at, _ALL)]


def muster(viewer: Actor, at: datetime, *, missing: bool = False) -> Muster:
    """The figures over everybody this viewer may see, and those who want a look; with `missing` also who has not
    reported today."""
    today = clock.day_of(at)
    facts = {"silent": SILENT, "tomorrow": today + timedelta(days=1), "missing": missing}
    answer = tallies.ask(viewer, at, _MUSTER, **facts)
    lines, days, noticed = ([found or [] for found in answer[0]]) if answer else ([], [], [])
    return Muster(
        today,
        [CommitteeCounts(_id(line.pop("committee")), **line) for line in lines],
        Counter({day: n for day, n, _goes_on in days}),
        max((day for day, _n, goes_on in days if goes_on), default=0),
        [_noticed(row) for row in noticed],
    )


def _noticed(row: list[Any]) -> Standing:
    episode, committee, household, day, last_day, *counted = row
    return Standing(
        UUID(episode), _id(committee), _id(household), day, date.fromisoformat(last_day), *counted
    )


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def counts(viewer: Actor, at: datetime) -> list[CommitteeCounts]:
    """Figures by committee for the board; committees without anybody under observation are left out."""
    return counts_of(viewer, muster(viewer, at))


def counts_of(viewer: Actor, found: Muster) -> list[CommitteeCounts]:
    """The same from a muster already at hand, with the alerts that stand open."""
    alerts = _alerts(viewer)
    seen = {line.committee for line in found.lines}
    lines = [*found.lines, *(CommitteeCounts(key) for key in alerts if key not in seen)]
    return [replace(line, alerts=alerts[line.committee]) for line in lines]


def _alerts(viewer: Actor) -> Counter[UUID | None]:
    open_ones = Alert.objects.visible_to(viewer).exclude(state=rules.AlertState.CLOSED)
    counted = open_ones.order_by().values_list("episode__committee_id").annotate(n=Count("id"))
    return Counter(dict(counted))


def by_day(viewer: Actor, at: datetime) -> dict[int, int]:
    """How many are on which day of their count (0 to 14; beyond: held past their last day)."""
    return dict(sorted(muster(viewer, at).days.items()))
