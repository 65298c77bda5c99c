"""Opening reports from lists, and keeping reports and persons in step: one person, one verification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from lianfang.core import Actor, clock
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Mention

from .. import gathering, rules
from ..gathering import Fact, Law
from ..models import Ground, Report
from ..summing import ground_of, new_report, resum, sum_up

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Meant:
    """A ground, its report, and whom its mention means now."""

    ground: UUID
    report: UUID
    person: UUID | None
    withdrawn_at: datetime | None


@transaction.atomic
def open_reports(*, by: Actor, at: datetime, mentions: Iterable[UUID] | None = None) -> int:
    """Reads mentions (None: all that are no ground yet) under the rules in force and opens a report for each person who
    needs one; further mentions of the same journey become further grounds of the same report.

    Set-based, thousands in seconds. Those whose days are over already are closed with that reason kept.
    Returns how many reports were opened.
    """
    one_at_a_time(by.subdistrict)
    law = gathering.law(by.subdistrict, at)
    rows = gathering.waiting(by.subdistrict, mentions)
    grouped = list(gathering.by_person(gathering.facts_of(by.subdistrict, rows, law)).items())
    opened = 0
    for start in range(0, len(grouped), CHUNK):
        opened += _open_chunk(by, dict(grouped[start : start + CHUNK]), law, at)
    # A household ledger that came after the list may say by now whose they are.
    _follow_home(by, Report.objects.of(by.subdistrict).filter(committee=None))
    record("screening.read", by=by, at=at, persons=len(grouped), opened=opened)
    return opened


def _open_chunk(by: Actor, grouped: dict[UUID, list[Fact]], law: Law, at: datetime) -> int:
    """One chunk of persons: reports, grounds, one entry in the record."""
    known = gathering.latest_reports(by, grouped)
    fresh, grounds, touched = [], [], []
    for person, facts in grouped.items():
        report = known.get(person)
        if report is None or not gathering.belongs_to(report, facts):
            if not _asks(facts):
                continue
            report = new_report(by, person, facts[0].committee, law, at=at)
            fresh.append(report)
        else:
            touched.append(report)
        grounds += [ground_of(report, fact, at) for fact in facts]
    _fill(fresh, grounds, at)
    Report.objects.bulk_create(fresh, batch_size=CHUNK)
    Ground.objects.bulk_create(grounds, batch_size=CHUNK)
    resum(by.subdistrict, [report.id for report in touched], at)
    _tell(by, fresh, grounds, at)
    return len(fresh)


def _asks(facts: Iterable[Fact]) -> bool:
    return any(fact.finding.need != rules.Need.DECLARE for fact in facts)


def _fill(reports: list[Report], grounds: list[Ground], at: datetime) -> None:
    mine: dict[UUID, list[Ground]] = {report.id: [] for report in reports}
    for ground in grounds:
        if ground.report_id in mine:
            mine[ground.report_id].append(ground)
    for report in reports:
        sum_up(report, mine[report.id], at)


def _tell(by: Actor, fresh: list[Report], grounds: list[Ground], at: datetime) -> None:
    if not grounds:
        return
    over = sum(report.state == rules.State.EXPIRED for report in fresh)
    record("screening.opened", by=by, at=at, reports=len(fresh), grounds=len(grounds), days_over=over)


@transaction.atomic
def regroup(*, by: Actor, at: datetime, persons: Iterable[UUID] | None = None) -> int:
    """Brings reports back in step with persons: after a merge open reports of one person join into one,
    after an
    un-merge they part by their grounds, after an import is undone what rested on it alone is withdrawn.

    Returns how many reports changed.
    """
    one_at_a_time(by.subdistrict)
    two = None if persons is None else list(persons)
    meant = _meant(by.subdistrict, two)
    touched = _withdraw(by, meant, at) | _follow(by, meant, at)
    resum(by.subdistrict, touched, at)
    _move_committees(by, two)
    record("screening.regrouped", by=by, at=at, reports=len(touched))
    return len(touched)


def _meant(subdistrict: UUID, persons: list[UUID] | None) -> list[Meant]:
    """Each ground with whom its mention means now. Plain scans, put together here (see
    `gathering.waiting`)."""
    grounds = Ground.objects.of(subdistrict)
    if persons is not None:
        reports = Report.objects.of(subdistrict).filter(person_id__in=persons).values_list("id", flat=True)
        said = Mention.objects.of(subdistrict).filter(person_id__in=persons).values_list("id", flat=True)
        grounds = grounds.filter(Q(report_id__in=list(reports)) | Q(mention_id__in=list(said)))
    rows = list(grounds.values_list("id", "report_id", "mention_id"))
    said_of: dict[UUID, tuple[UUID | None, datetime | None]] = {}
    for part in _parts([row[2] for row in rows]):
        found = Mention.objects.of(subdistrict).filter(pk__in=part)
        said_of |= {m: (p, w) for m, p, w in found.values_list("id", "person_id", "withdrawn_at")}
    return [Meant(ground, report, *said_of[mention]) for ground, report, mention in rows]


def _parts(keys: list[UUID]) -> Iterator[list[UUID]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def _withdraw(by: Actor, meant: list[Meant], at: datetime) -> set[UUID]:
    """Grounds whose import was undone go; an open report that rested on them alone is withdrawn, unless
    somebody has begun to verify it."""
    gone = [one for one in meant if one.withdrawn_at]
    Ground.objects.of(by.subdistrict).filter(pk__in=[one.ground for one in gone]).delete()
    reports = {one.report for one in gone}
    bare = Report.objects.filter(subdistrict=by.subdistrict, id__in=reports, grounds=None).open()  # type: ignore[attr-defined]
    bare.filter(verifications=None).update(
        state=rules.State.WITHDRAWN, closed_at=at, reason="lists_withdrawn", grounds_count=0
    )
    return reports


def _follow(by: Actor, meant: list[Meant], at: datetime) -> set[UUID]:
    """Moves grounds to the report of the person their mention now means."""
    owners: dict[UUID, UUID] = {}
    for part in _parts(list({one.report for one in meant})):
        rows = Report.objects.of(by.subdistrict).filter(pk__in=part)
        owners.update(rows.values_list("id", "person_id"))
    moves: dict[tuple[UUID, UUID], list[UUID]] = {}
    for one in meant:
        if one.person and not one.withdrawn_at and one.person != owners[one.report]:
            moves.setdefault((one.report, one.person), []).append(one.ground)
    touched: set[UUID] = set()
    for (source, person), grounds in moves.items():
        old = Report.objects.select_for_update().get(subdistrict=by.subdistrict, pk=source)
        touched |= _move(by, old, person, grounds, at=at)
    return touched


def _move(by: Actor, old: Report, person: UUID, grounds: list[UUID], *, at: datetime) -> set[UUID]:
    everything = len(grounds) == old.grounds.count()  # type: ignore[attr-defined]
    target = gathering.latest_reports(by, [person]).get(person)
    if everything and (target is None or not old.is_open):
        old.person_id = person
        old.save(update_fields=["person"])
        return {old.id}
    if target is None or not _takes(target, old):
        target = _part(by, old, person, at)
    Ground.objects.filter(subdistrict=by.subdistrict, id__in=grounds).update(report=target)
    if everything:
        _join(old, target, at)
    return {old.id, target.id}


def _takes(target: Report, old: Report) -> bool:
    """An open report takes the other's grounds; a closed one where they tell of the same journey."""
    if target.is_open or not old.is_open:
        return True
    closed_on = clock.day_of(target.closed_at or target.opened_at)
    return not rules.is_new_journey(old.starts_on, target.starts_on, closed_on)


def _part(by: Actor, old: Report, person: UUID, at: datetime) -> Report:
    """The report that these grounds had before they were joined, or a new one."""
    before = old.joined.filter(person_id=person, state=rules.State.JOINED).first()  # type: ignore[attr-defined]
    if before is not None:
        before.state = rules.state_after(before.state, "persons_parted")
        before.closed_at, before.reason, before.joined_into = None, "", None
        before.save()
        return before  # type: ignore[no-any-return]
    fresh = Report(**{name: getattr(old, name) for name in _COPIED}, person_id=person, state=rules.State.OPEN)
    fresh.save()
    return fresh


_COPIED = ("subdistrict", "committee_id", "need", "basis", "place", "region", "opened_at", "due_at")


def _join(old: Report, target: Report, at: datetime) -> None:
    old.state = rules.state_after(rules.State(old.state), "persons_merged")
    old.closed_at, old.joined_into = at, target
    old.save(update_fields=["state", "closed_at", "joined_into"])


def _move_committees(by: Actor, persons: list[UUID] | None) -> None:
    """An open report goes with its person to another committee."""
    rows = Report.objects.of(by.subdistrict)
    _follow_home(by, rows if persons is None else rows.filter(person_id__in=persons))


def _follow_home(by: Actor, reports: QuerySet[Report]) -> None:
    """Open ones of these reports go where their persons live."""
    rows = reports.filter(state=rules.State.OPEN)
    found = list(rows.only("id", "subdistrict", "person_id", "committee_id"))
    homes = gathering.committees_of(by.subdistrict, {report.person_id for report in found})
    moved = [r for r in found if homes.get(r.person_id) not in (None, r.committee_id)]
    for report in moved:
        report.committee_id = homes[report.person_id]
    Report.objects.bulk_update(moved, ["committee"], batch_size=500)


def one_at_a_time(subdistrict: UUID) -> None:
    """Two lists read at once wait for each other: the second then sees what the first opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"screening {subdistrict}"])
