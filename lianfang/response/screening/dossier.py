"""What screening adds to a person's page, and whom it still needs the registry for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, Role
from lianfang.registry.people.hooks import Event, Mark
from lianfang.registry.people.models import Person

from . import rules
from .models import Report, Verification
from .purposes import due_grounds


def timeline(viewer: Actor, person: Person, at: datetime) -> Iterator[Event]:
    """Reports opened and what verification found; two queries."""
    reports = Report.objects.visible_to(viewer).filter(person=person)
    for report in reports:
        yield Event(
            report.opened_at,
            _("Report opened"),
            report.place,
            "、".join(report.sources_said),
            _door(viewer, report.id),
            "due" if report.is_open else "",
        )
    found = Verification.objects.visible_to(viewer).filter(report__person=person)
    for one in found:
        detail = f"{one.reason_said} {one.note}".strip()
        tone = "good" if one.outcome == rules.Outcome.CONFIRMED else ""
        title = str(rules.OUTCOMES[rules.Outcome(one.outcome)])
        yield Event(one.at, title, detail, one.by_name, _door(viewer, one.report_id), tone)


def _door(viewer: Actor, report: UUID) -> str:
    return "" if viewer.role == Role.LEADER else reverse("screening:report", args=[report])


def facts(viewer: Actor, persons: list[UUID], at: datetime) -> dict[UUID, list[Mark]]:
    """A mark for those with a report to verify; one query for the page."""
    rows = Report.objects.visible_to(viewer).open().filter(person_id__in=persons)
    return {r.person_id: [_mark(r, at)] for r in rows}


def _mark(report: Report, at: datetime) -> Mark:
    late = report.due_at < at
    return Mark(_("verification overdue") if late else _("to verify"), "bad" if late else "due")


def needed(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Persons with a report to verify or confirmed: their mentions must stay."""
    working = (rules.State.OPEN, rules.State.CONFIRMED)
    return Report.objects.of(subdistrict).filter(state__in=working).values_list("person_id", flat=True)


def spent(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Mentions whose report came to nothing thirty days ago."""
    return due_grounds(subdistrict, at).values_list("mention_id", flat=True)
