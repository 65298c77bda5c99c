"""From mentions to what they ask for: the reading side of opening reports, in sets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from lianfang.core import Actor, clock
from lianfang.core.purposes import Purpose
from lianfang.registry.people.models import Mention, Person

from . import rules
from .models import Ground, KeyRegion, Policy, Report

# Sources that speak of journeys. The register, the household ledger and mask reservations do not.
SOURCES = (
    Mention.Kind.CDC,
    Mention.Kind.POLICE,
    Mention.Kind.WECHAT,
    Mention.Kind.FIRM,
    Mention.Kind.GATE,
    Mention.Kind.LEADER,
    Mention.Kind.STAFF,
    Mention.Kind.OTHER,
)
FIELDS = ("id", "person_id", "kind", "from_place", "arrived_on", "last_contact_on")
PART = 2000
Row = tuple[Any, ...]
DEFAULT_HOURS = 24


@dataclass(frozen=True, slots=True)
class Fact:
    """One mention as screening reads it."""

    mention: UUID
    person: UUID
    committee: UUID | None
    kind: str
    place: str
    finding: rules.Finding


@dataclass(frozen=True, slots=True)
class Law:
    """The rules in force at one time."""

    regions: tuple[rules.Region, ...]
    hours: int
    contact_days: int
    urgent_from: Decimal = rules.URGENT_FROM

    def due(self, opened_at: datetime) -> datetime:
        """By when a report opened now is verified."""
        return opened_at + timedelta(hours=self.hours)


def law(subdistrict: UUID, at: datetime) -> Law:
    """Key regions and deadlines in force; two queries."""
    today = clock.day_of(at)
    regions = tuple(r.as_region(today) for r in KeyRegion.objects.of(subdistrict).standing())  # type: ignore[attr-defined]
    policies = Policy.objects.of(subdistrict).filter(begins_on__lte=today)  # type: ignore[attr-defined]
    policy = policies.order_by("-begins_on").first()
    if policy is None:
        return Law(regions, DEFAULT_HOURS, rules.USUAL_DAYS)
    return Law(regions, policy.hours_to_verify, policy.contact_days, policy.urgent_from)


def waiting(subdistrict: UUID, mentions: Iterable[UUID] | None = None) -> list[Row]:
    """Mentions of journeys, joined to a person, that are no ground yet (of `mentions`, or of all).

    Two plain scans put together here: a join straight after thousands of rows came in, before the
    database has
    counted them, is planned for ten rows and takes a thousand times as long.
    """
    rows = _of_journeys(subdistrict)
    grounds = Ground.objects.of(subdistrict)
    if mentions is not None:
        wanted = list(mentions)
        rows, grounds = rows.filter(pk__in=wanted), grounds.filter(mention_id__in=wanted)
    known = set(grounds.values_list("mention_id", flat=True))
    return [row for row in rows.values_list(*FIELDS) if row[0] not in known]


def _of_journeys(subdistrict: UUID) -> QuerySet[Mention]:
    return Mention.objects.of(subdistrict).filter(
        kind__in=SOURCES, purpose=Purpose.SCREEN, withdrawn_at=None, person__isnull=False
    )


def facts_of(subdistrict: UUID, rows: Iterable[Row], law: Law) -> list[Fact]:
    """What each mention asks for."""
    listed = list(rows)
    homes = committees_of(subdistrict, {row[1] for row in listed})
    return [_fact(row, homes.get(row[1]), law) for row in listed]


def rows_of(subdistrict: UUID, mentions: Iterable[Any]) -> list[Row]:
    """These mentions as `facts_of` reads them, as far as they stand and are joined to a person."""
    return list(_of_journeys(subdistrict).filter(pk__in=list(mentions)).values_list(*FIELDS))


def fact_of(mention: Mention, law: Law) -> Fact:
    """What one mention asks for."""
    row = tuple(getattr(mention, name) for name in FIELDS)
    [fact] = facts_of(mention.subdistrict, [row], law)
    return fact


def committees_of(subdistrict: UUID, persons: Iterable[UUID]) -> dict[UUID, UUID | None]:
    """Which committee each person belongs to; in parts, so that no statement grows without bound."""
    found: dict[UUID, UUID | None] = {}
    wanted = list(persons)
    for start in range(0, len(wanted), PART):
        rows = Person.objects.of(subdistrict).filter(pk__in=wanted[start : start + PART])
        found.update(rows.values_list("id", "committee_id"))
    return found


def _fact(row: Row, committee: UUID | None, law: Law) -> Fact:
    mention, person, kind, place, arrived_on, last_contact_on = row
    travel = rules.Travel(place, arrived_on, last_contact_on)
    finding = rules.assess(travel, law.regions, law.contact_days)
    return Fact(mention, person, committee, kind, place, finding)


def by_person(facts: Iterable[Fact]) -> dict[UUID, list[Fact]]:
    """Facts grouped by whom they are about."""
    grouped: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in facts:
        grouped[fact.person].append(fact)
    return dict(grouped)


def latest_reports(by: Actor, persons: Iterable[UUID]) -> dict[UUID, Report]:
    """Each person's open report, else the latest closed one. Whole subdistrict: lists know no committee."""
    found = Report.objects.filter(subdistrict=by.subdistrict, person_id__in=list(persons))
    dead = (rules.State.JOINED, rules.State.WITHDRAWN)
    rows = found.exclude(state__in=dead).order_by("opened_at", "id")
    latest: dict[UUID, Report] = {}
    for report in rows:
        if not (report.person_id in latest and latest[report.person_id].is_open):
            latest[report.person_id] = report
    return latest


def belongs_to(report: Report, facts: list[Fact]) -> bool:
    """Whether facts tell of the journey a report is about (an open report takes them all)."""
    if report.is_open:
        return True
    closed_on: date = clock.day_of(report.closed_at or report.opened_at)
    start = rules.ruling(fact.finding for fact in facts).starts_on
    return not rules.is_new_journey(start, report.starts_on, closed_on)
