"""The board: everything one screen shows, in a bounded number of queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, clock
from lianfang.registry.people import selectors as people
from lianfang.registry.people.models import Mention
from lianfang.registry.people.rules import rights
from lianfang.registry.places.models import Committee
from lianfang.response.observation import selectors as observation
from lianfang.response.screening import selectors as screening

from . import rules

DAYS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the first line: its words, its number, the rows behind it, and how it moved."""

    label: str
    trend: rules.Trend
    url: str
    look: str = ""
    unit: str = ""
    note: str = ""

    @property
    def now(self) -> int | None:
        """The number itself; None: nothing to count."""
        return self.trend.values[-1]


@dataclass(frozen=True, slots=True)
class Source:
    """What one kind of source said: rows that became grounds, the persons behind them, how many wait."""

    kind: str
    label: str
    named: int
    reports: int
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Joins:
    """What joining saved: `named` rows of lists are `reports` persons; `pairs` still want a human's eye."""

    named: int
    reports: int
    pairs: int
    pairs_url: str


@dataclass(frozen=True, slots=True)
class Board:
    """One screen. `sees_health` says whether slots and alerts were counted at all."""

    at: datetime
    sees_health: bool
    figures: list[Figure]
    lines: list[rules.Line]
    total: rules.Line
    sources: list[Source]
    joins: Joins
    bars: list[tuple[int, int]]


def board(viewer: Actor, at: datetime) -> Board:
    """The viewer's area as it stands: the whole subdistrict, or the own committees."""
    standing = observation.standing(viewer, at)
    lines = _lines(viewer, standing, at)
    total, joins = rules.total(lines), _joins(viewer, at)
    return Board(
        at,
        viewer.sees_health,
        figures=_figures(viewer, total, joins, at),
        lines=rules.in_lag_order(lines),
        total=total,
        sources=_sources(viewer, at),
        joins=joins,
        bars=_bars(standing, at),
    )


def _bars(standing: list[observation.Standing], at: datetime) -> list[tuple[int, int]]:
    """Those held past their last day stand in a number of their own; they do not lengthen the row."""
    today = clock.day_of(at)
    longest = max((row.day for row in standing if row.last_day >= today), default=0)
    return rules.bars(Counter(row.day for row in standing), longest)


def committees(viewer: Actor, at: datetime) -> list[rules.Line]:
    """The committees' lines alone, for the sheet."""
    return rules.in_lag_order(_lines(viewer, observation.standing(viewer, at), at))


def _lines(viewer: Actor, standing: list[observation.Standing], at: datetime) -> list[rules.Line]:
    asked = {c.committee: c for c in screening.counts(viewer, at)}
    cared = {c.committee: c for c in observation.counts_of(viewer, standing, at)}
    names: dict[UUID | None, str] = dict(Committee.objects.within(viewer).values_list("id", "name"))
    if None in asked.keys() | cared.keys():
        names[None] = _("committee not known")
    sees = viewer.sees_health
    return [_line(key, name, asked.get(key), cared.get(key), sees=sees) for key, name in names.items()]


def _line(
    key: UUID | None,
    name: str,
    asked: screening.CommitteeCounts | None,
    cared: observation.CommitteeCounts | None,
    *,
    sees: bool,
) -> rules.Line:
    return rules.Line(
        key,
        name,
        open=asked.open if asked else 0,
        overdue=asked.overdue if asked else 0,
        observed=cared.observed if cared else 0,
        owed=cared.slots_owed if cared and sees else 0,
        ended=cared.slots_ended if cared and sees else 0,
        late=cared.slots_late if cared and sees else 0,
        alerts=cared.alerts if cared and sees else 0,
        due_today=cared.due_today if cared else 0,
        due_tomorrow=cared.due_tomorrow if cared else 0,
        held=cared.overdue if cared else 0,
    )


def _figures(viewer: Actor, total: rules.Line, joins: Joins, at: datetime) -> list[Figure]:
    """Four figures, each compared with the same time yesterday and the day before. Who may not read health
    gets what can be known without it."""
    before = [at - timedelta(days=n) for n in range(DAYS_SHOWN - 1, 0, -1)]
    people_url, reports_url = reverse("observation:index"), reverse("screening:index")
    late = rules.Trend((*screening.late_at(viewer, before), total.overdue))
    observed = rules.Trend((*observation.observed_at(viewer, before), total.observed))
    first = [
        Figure(_("Verification overdue"), late, f"{reports_url}?overdue=1", "bad" if total.overdue else ""),
        Figure(_("Under observation"), observed, people_url),
    ]
    if viewer.sees_health:
        return [*first, _complete(viewer, total, before), _abnormal(viewer, total, before)]
    held = rules.Trend((total.held,))
    pairs = rules.Trend((joins.pairs,))
    return [
        *first,
        Figure(
            _("Held past their last day"), held, f"{people_url}?only=overdue", "bad" if total.held else ""
        ),
        Figure(_("Pairs to review"), pairs, joins.pairs_url),
    ]


def _complete(viewer: Actor, total: rules.Line, before: list[datetime]) -> Figure:
    then = [observation.completeness_at(viewer, moment) for moment in before]
    values = (*(rules.percent(ended, owed) for owed, ended in then), total.percent)
    facts = {"ended": total.ended, "owed": total.owed, "late": total.late}
    told = _("%(ended)s of %(owed)s, %(late)s late") % facts
    note = told if total.owed else _("no slot has opened yet")
    url = reverse("observation:index") + "?only=missing"
    return Figure(_("Readings complete today"), rules.Trend(values), url, total.look, "%", note)


def _abnormal(viewer: Actor, total: rules.Line, before: list[datetime]) -> Figure:
    trend = rules.Trend((*observation.alerts_at(viewer, before), total.alerts))
    url = reverse("observation:index") + "?only=abnormal"
    return Figure(_("Abnormal, unsettled"), trend, url, "bad" if total.alerts else "")


def _sources(viewer: Actor, at: datetime) -> list[Source]:
    found = [
        Source(kind, str(Mention.Kind(kind).label), **numbers)
        for kind, numbers in screening.sources_counted(viewer, at).items()
    ]
    return sorted(found, key=lambda source: (-source.reports, source.kind))


def _joins(viewer: Actor, at: datetime) -> Joins:
    named, reports = screening.joined_counted(viewer)
    url = reverse("people:review") if viewer.role in rights.REVIEWERS else ""
    return Joins(named, reports, people.pairs_counted(viewer, at), url)
