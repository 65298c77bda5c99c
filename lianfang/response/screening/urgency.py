"""Urgent self-registrations as the duty desk reads them: who is unwell, how to reach them, how far it has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Max, Q, Sum

from lianfang.core import Actor, masking
from lianfang.registry.people.models import Contact

from . import rules
from .models import Ground, Registrant, Registration, Report
from .registrations import RegistrationQuerySet

LOOKED_BACK = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Urgent:
    """One family. `names` and `phone` are masked; `report` is the one to verify (None: still being joined, or not
    for this viewer)."""

    registration: UUID
    reference: str
    received_at: datetime
    names: tuple[str, ...]
    celsius: Decimal | None
    symptoms: tuple[str, ...]
    phone: str
    place: str
    arrived_on: object
    committee: str
    report: UUID | None
    acknowledged_at: datetime | None
    acknowledged_by: str

    @property
    def is_new(self) -> bool:
        """True while nobody has said that they see to it."""
        return self.acknowledged_at is None


def urgent(viewer: Actor, at: datetime) -> list[Urgent]:
    """Families with somebody unwell whom nobody has verified yet, the oldest unseen first; four queries."""
    found = {one.id: one for one in _told(viewer, at).select_related("committee")}
    people = _people(viewer, found)
    reports = _reports(viewer, [one.mention_id for some in people.values() for one in some])
    phones = _phones(viewer, [one.mention_id for some in people.values() for one in some])
    shown = [
        _urgent(one, people[one.id], reports, phones)
        for one in found.values()
        if people[one.id] and not _is_settled(people[one.id], reports)
    ]
    return sorted(shown, key=lambda one: (not one.is_new, one.received_at))


def urgent_mark(viewer: Actor, at: datetime) -> str:
    """Changes whenever `urgent` may have something new to show: a family more or less, one that somebody sees to,
    a report opened, tried or closed. One query, for a screen that asks every second."""
    people = Registrant.objects.of(viewer.subdistrict).filter(registration__in=_told(viewer, at).values("pk"))
    reports = "mention__person__reports"
    told = people.aggregate(
        people=Count("id"),
        seen=Count("registration__acknowledged_at"),
        last=Max("registration__received_at"),
        reports=Count(reports),
        open=Count(reports, filter=Q(**{f"{reports}__state": rules.State.OPEN})),
        tries=Sum(f"{reports}__attempts"),
    )
    return ".".join(str(value or 0) for value in told.values())


def _told(viewer: Actor, at: datetime) -> RegistrationQuerySet:
    """Urgent registrations of the last fortnight that stand."""
    rows = Registration.objects.visible_to(viewer).standing()
    return rows.filter(is_urgent=True, received_at__gt=at - LOOKED_BACK, received_at__lte=at)


def _people(viewer: Actor, found: Iterable[UUID]) -> dict[UUID, list[Registrant]]:
    """The unwell of each family; all of one whose correction says that everybody is well."""
    grouped: dict[UUID, list[Registrant]] = defaultdict(list)
    rows = Registrant.objects.of(viewer.subdistrict).filter(registration__in=list(found))
    for one in rows.select_related("mention__person__committee").order_by("position"):
        grouped[one.registration_id].append(one)
    return defaultdict(list, {k: [o for o in some if o.is_abnormal] or some for k, some in grouped.items()})


def _reports(viewer: Actor, mentions: Sequence[UUID]) -> dict[UUID, Report]:
    rows = Ground.objects.of(viewer.subdistrict).filter(mention_id__in=mentions).select_related("report")
    return {ground.mention_id: ground.report for ground in rows}


def _phones(viewer: Actor, mentions: Sequence[UUID]) -> dict[UUID, str]:
    rows = Contact.objects.of(viewer.subdistrict).filter(mention_id__in=mentions)
    return dict(rows.values_list("mention_id", "masked"))


def _is_settled(people: list[Registrant], reports: dict[UUID, Report]) -> bool:
    """Settled when each of them has been asked after: one attempt made, or the report closed."""
    mine = [reports.get(one.mention_id) for one in people]
    return all(report is not None and (report.attempts or not report.is_open) for report in mine)


def _urgent(
    one: Registration, people: list[Registrant], reports: dict[UUID, Report], phones: dict[UUID, str]
) -> Urgent:
    first = people[0].mention
    mine = [reports[who.mention_id] for who in people if who.mention_id in reports]
    report = next((r for r in mine if r.is_open and not r.attempts), None) or next(iter(mine), None)
    committee = one.committee or (first.person.committee if first.person else None)
    return Urgent(
        one.id,
        one.reference,
        one.received_at,
        tuple(masking.name(who.mention.name) for who in people),
        max((who.celsius for who in people if who.celsius is not None), default=None),
        tuple(dict.fromkeys(symptom for who in people for symptom in who.symptoms)),
        phones.get(first.id, ""),
        first.from_place,
        first.arrived_on,
        committee.name if committee else "",
        report.id if report else None,
        one.acknowledged_at,
        one.acknowledged_by_name,
    )
