"""A report's columns out of its grounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from lianfang.core import Actor, clock

from . import rules
from .gathering import Fact, Law
from .models import Ground, Report

SUMMED = [
    "person", "committee", "state", "need", "basis", "place", "region", "starts_on", "last_day", "rule",
    "sources", "grounds_count", "closed_at", "reason", "joined_into",
]  # fmt: skip


def new_report(by: Actor, person: UUID, committee: UUID | None, law: Law, *, at: datetime) -> Report:
    """A report not yet stored and not yet summed up."""
    return Report(
        subdistrict=by.subdistrict,
        person_id=person,
        committee_id=committee,
        opened_at=at,
        due_at=law.due(at),
    )


def ground_of(report: Report, fact: Fact, at: datetime) -> Ground:
    """A ground not yet stored."""
    finding = fact.finding
    return Ground(
        subdistrict=report.subdistrict,
        report=report,
        mention_id=fact.mention,
        kind=fact.kind,
        need=finding.need,
        basis=finding.basis,
        place=fact.place[:80],
        region=(finding.place.province or finding.place.country)[:20] if finding.place else "",
        starts_on=finding.starts_on,
        last_day=finding.last_day,
        rule_id=finding.rule,
        added_at=at,
    )


def sum_up(report: Report, grounds: Sequence[Ground], at: datetime) -> None:
    """Computes a report's columns from its grounds; an open one whose every count is over is closed."""
    findings = {ground.as_finding(): ground for ground in grounds}
    rule = findings[rules.ruling(findings, clock.day_of(at))]
    report.sources = sorted({ground.kind for ground in grounds})
    report.grounds_count = len(grounds)
    if not report.is_open:
        return
    report.need, report.basis, report.rule_id = rule.need, rule.basis, rule.rule_id
    report.place, report.region = rule.place, rule.region
    report.starts_on, report.last_day = rule.starts_on, rule.last_day
    if rule.is_past(clock.day_of(at)):
        report.state = rules.state_after(rules.State.OPEN, "days_over")
        report.closed_at, report.reason = at, "days_over"


def resum(subdistrict: UUID, reports: Iterable[UUID], at: datetime) -> None:
    """Sums stored reports up again after grounds came or went."""
    found = {r.id: r for r in Report.objects.filter(subdistrict=subdistrict, id__in=list(reports))}
    grounds: dict[UUID, list[Ground]] = {key: [] for key in found}
    for ground in Ground.objects.filter(subdistrict=subdistrict, report_id__in=list(found)):
        grounds[ground.report_id].append(ground)
    for report in found.values():
        if grounds[report.id]:
            sum_up(report, grounds[report.id], at)
    Report.objects.bulk_update(found.values(), SUMMED, batch_size=500)
