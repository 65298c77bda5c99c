"""The board: everything one screen shows, in a bounded number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor
from lianfang.registry.people import selectors as people
from lianfang.registry.people.models import Mention
from lianfang.registry.people.rules import rights
from lianfang.registry.places.models import Committee
from lianfang.response.observation import selectors as observation
from lianfang.response.screening import selectors as screening
from lianfang.response.screening.gathering import SOURCES
from lianfang.response.screening.models import Ground, Report

from . import rules

DAYS_SHOWN = 3
NOBODY = {"named": 0, "reports": 0, "open": 0, "overdue": 0}


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the first line: its words, its number, the door to its rows, and how it moved. `rows`: how many
    stand behind the door where that is not the number itself."""

    label: str
    trend: rules.Trend
    url: str
    look: str = ""
    unit: str = ""
    note: str = ""
    rows: int | None = None

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

    @property
    def saved(self) -> int:
        """Rows that named somebody who was named already."""
        return self.named - self.reports


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

    @property
    def calm(self) -> int:
        """Committees where nothing is late: on a phone they wait behind a fold."""
        return sum(not line.lags for line in self.lines)


def board(viewer: Actor, at: datetime) -> Board:
    """The viewer's area as it stands: the whole subdistrict, or the own committees."""
    found = observation.muster(viewer, at)
    lines = _lines(viewer, found, at)
    total, joins = rules.total(lines), _joins(viewer, at)
    return Board(
        at,
        viewer.sees_health,
        figures=_figures(viewer, total, joins, at),
        lines=rules.in_lag_order(lines),
        total=total,
        sources=_sources(viewer, at),
        joins=joins,
        # Those held past their last day stand in a number of their own; they do not lengthen the row.
        bars=rules.bars(found.days, found.longest),
    )


def committees(viewer: Actor, at: datetime) -> list[rules.Line]:
    """The committees' lines alone, for the sheet."""
    return rules.in_lag_order(_lines(viewer, observation.muster(viewer, at), at))


def _lines(viewer: Actor, found: observation.Muster, at: datetime) -> list[rules.Line]:
    asked = {c.committee: c for c in screening.counts(viewer, at)}
    cared = {c.committee: c for c in observation.counts_of(viewer, found)}
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
        slots_late=cared.slots_late if cared and sees else 0,
        missing=cared.missing if cared and sees else 0,
        late=cared.late if cared and sees else 0,
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
    then = observation.completeness_at(viewer, before)
    values = (*(rules.percent(ended, owed) for owed, ended in then), total.percent)
    facts = {"ended": total.ended, "owed": total.owed, "people": total.missing}
    told = _("%(ended)s of %(owed)s slots, %(people)s people to report") % facts
    note = told if total.owed else _("no slot has opened yet")
    url, trend = reverse("observation:index") + "?only=missing", rules.Trend(values)
    return Figure(_("Readings complete today"), trend, url, total.look, "%", note, rows=total.missing)


def _abnormal(viewer: Actor, total: rules.Line, before: list[datetime]) -> Figure:
    trend = rules.Trend((*observation.alerts_at(viewer, before), total.alerts))
    url = reverse("observation:index") + "?only=abnormal"
    return Figure(_("Abnormal, unsettled"), trend, url, "bad" if total.alerts else "")


def _sources(viewer: Actor, at: datetime) -> list[Source]:
    """Every channel a report can come by, those that named nobody too: a silent channel is news."""
    counted = screening.sources_counted(viewer, at)
    if not counted:
        return []
    kinds = [kind.value for kind in SOURCES if kind.value in counted or kind != Mention.Kind.OTHER]
    kinds += [kind for kind in counted if kind not in kinds]
    found = [Source(kind, str(Mention.Kind(kind).label), **counted.get(kind, NOBODY)) for kind in kinds]
    return sorted(found, key=lambda source: -source.reports)


def named(viewer: Actor, source: str = "", *, repeated: bool = False) -> QuerySet[Ground]:
    """The rows of lists behind the sources' numbers, the latest first; `repeated` leaves the first row that named
    a person out: what joining saved."""
    rows = Ground.objects.filter(report__in=Report.objects.visible_to(viewer))
    if source:
        rows = rows.filter(kind=source)
    if repeated:
        earlier = Ground.objects.filter(
            subdistrict=viewer.subdistrict, report=OuterRef("report"), id__lt=OuterRef("id")
        )
        rows = rows.filter(Exists(earlier))
    return rows.select_related("report__person", "report__committee", "mention").order_by("-added_at", "-id")


def _joins(viewer: Actor, at: datetime) -> Joins:
    named, reports = screening.joined_counted(viewer)
    url = reverse("people:review") if viewer.role in rights.REVIEWERS else ""
    return Joins(named, reports, people.pairs_counted(viewer, at), url)
