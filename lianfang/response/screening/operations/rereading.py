"""A rule set midway: what lists and people said before is read under it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lianfang.core import Actor, clock
from lianfang.ledger.operations import record

from .. import gathering, rules
from ..gathering import Fact
from ..models import Ground, Report
from ..summing import ground_of, resum
from .grounds import one_at_a_time
from .verifying import reopen

# Refuted because no rule asked for it then.
OUTSIDE = (rules.Reason.NO_KEY_REGION, rules.Reason.ARRIVED_BEFORE)
COVERED = ["need", "basis", "region", "starts_on", "last_day", "rule"]


@transaction.atomic
def read_again(*, by: Actor, at: datetime) -> int:
    """After a rule was set: grounds that no rule covered are read under it. Open reports follow; those refuted only
    because no rule asked for them are open again. What a rule covered when it was read stays under that rule.

    Returns how many reports it changed.
    """
    one_at_a_time(by.subdistrict)
    told = {ground.mention_id: ground for ground in _uncovered(by)}
    covered = [fact for fact in _read(by, told, at) if _asks(told[fact.mention].report, fact, at)]
    grounds = [_cover(told[fact.mention], fact, at) for fact in covered]
    Ground.objects.bulk_update(grounds, COVERED, batch_size=500)
    touched = {ground.report_id: ground.report for ground in grounds}
    for report in touched.values():
        if not report.is_open:
            reopen(by=by, report_id=report.id, reason=_("a rule set since asks for it"), at=at)
    resum(by.subdistrict, touched, at)
    reopened = sum(not report.is_open for report in touched.values())
    record("screening.read", by=by, at=at, persons=len(touched), opened=reopened)
    return len(touched)


def _uncovered(by: Actor) -> QuerySet[Ground]:
    """Grounds of journeys outside every rule, of open reports and of each person's latest one refuted for that."""
    reports = Report.objects.of(by.subdistrict)
    later = reports.filter(person=OuterRef("person"), opened_at__gt=OuterRef("opened_at"))
    refuted = reports.filter(~Exists(later), state=rules.State.REFUTED, reason__in=OUTSIDE)
    wanted = reports.filter(Q(state=rules.State.OPEN) | Q(pk__in=refuted.values("pk")))
    rows = Ground.objects.of(by.subdistrict).filter(rule=None, report__in=wanted)
    return rows.exclude(basis=rules.Basis.CLOSE_CONTACT).select_related("report")


def _read(by: Actor, mentions: Iterable[object], at: datetime) -> list[Fact]:
    """What each of these mentions asks for under the rules in force now."""
    law = gathering.law(by.subdistrict, at)
    return gathering.facts_of(by.subdistrict, gathering.rows_of(by.subdistrict, mentions), law)


def _asks(report: Report, fact: Fact, at: datetime) -> bool:
    """True where a rule covers the fact by now; of a report closed already only where there are days to observe."""
    found = fact.finding
    if found.rule is None or report.is_open:
        return found.rule is not None
    return found.need == rules.Need.OBSERVE and not found.is_past(clock.day_of(at))


def _cover(ground: Ground, fact: Fact, at: datetime) -> Ground:
    """The ground with what the rule that covers it now makes of it."""
    fresh = ground_of(ground.report, fact, at)
    for name in COVERED:
        setattr(ground, name, getattr(fresh, name))
    return ground
