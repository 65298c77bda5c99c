"""Verification: one form, one act. What it found is a row; the report's state follows from the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lianfang.core import Actor, Refused, Role, clock, masking
from lianfang.core.purposes import Purpose
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Mention, Person
from lianfang.registry.places.models import Committee

from .. import gathering, rules
from ..models import Report, Verification

VERIFIERS = (Role.COMMITTEE_WORKER, Role.DUTY_OFFICER, Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the form holds. Days are local; `companions` are persons of the same household who came
    along."""

    outcome: str
    method: str = rules.Method.PHONE
    reason: str = ""
    note: str = ""
    place: str = ""
    arrived_on: date | None = None
    last_contact_on: date | None = None
    companions: tuple[UUID, ...] = ()
    celsius: Decimal | None = None
    symptoms: tuple[str, ...] = field(default_factory=tuple)
    can_stay_home: bool | None = None
    to_committee: UUID | None = None

    @property
    def has_reading(self) -> bool:
        """True where a temperature or a symptom was told."""
        return self.celsius is not None or bool(self.symptoms)


@transaction.atomic
def verify(*, by: Actor, report_id: UUID, answer: Answer, at: datetime) -> Report:
    """Records one attempt: confirmed begins the observation, refuted closes, not reached stays open, another
    committee takes it along with the person. What lists said of companions is answered along with it."""
    _check_verifier(by)
    report = Report.objects.visible_to(by).select_for_update(of=("self",)).get(pk=report_id)
    after = rules.state_after(rules.State(report.state), answer.outcome)
    _check(by, report, answer, at)
    found = _keep(by, report, answer, at)
    _change(by, report, after, found, at=at)
    _tell(by, report, found, at)
    for companion in _named_along(by, found):
        verify(by=by, report_id=companion.id, answer=_same(answer, report.person), at=at)
    return report


def _tell(by: Actor, report: Report, found: Verification, at: datetime) -> None:
    record(
        f"screening.{_came_to(report, found)}",
        by=by,
        at=at,
        about=report,
        person=report.person_id,
        committee=report.committee_id,
        verification=found.id,
        why=found.reason,
    )


def _named_along(by: Actor, found: Verification) -> list[Report]:
    """Open reports about those who came along; one that names a later day for them is asked after by itself."""
    if found.outcome != rules.Outcome.CONFIRMED or not found.companions:
        return []
    rows = Report.objects.visible_to(by).open().filter(person_id__in=found.companions)
    return list(rows.exclude(starts_on__gt=found.starts_on).order_by("id"))


def _same(answer: Answer, person: Person) -> Answer:
    """The answer for somebody who came along: the same journey; what was measured was measured on the other."""
    note = _("together with %(name)s") % {"name": masking.name(person.name)}
    return replace(answer, companions=(), celsius=None, symptoms=(), note=note)


@dataclass(frozen=True, slots=True)
class Found:
    """One attempt among many: the report, what was found, when."""

    report: UUID
    answer: Answer
    at: datetime


@transaction.atomic
def verify_many(*, by: Actor, found: Sequence[Found], at: datetime) -> int:
    """Records many attempts at once (a round entered in the evening, a loader): set-based, the same
    rules, each
    report once.

    Reports no longer open are left alone; returns how many were recorded. Answers that move somebody, bring
    companions along or hold a first reading belong to `verify` (ValueError).
    """
    _check_verifier(by)
    if any(one.answer.companions or one.answer.to_committee or one.answer.has_reading for one in found):
        raise ValueError("answers with companions, readings or another committee are entered one by one")
    rows = Report.objects.visible_to(by).open().select_for_update(of=("self",))
    reports = rows.select_related("rule").in_bulk([one.report for one in found])
    kept = [_enter(by, reports[one.report], one) for one in found if one.report in reports]
    Verification.objects.bulk_create(kept, batch_size=2000)
    Report.objects.bulk_update(reports.values(), VERIFIED, batch_size=500)
    confirmed = [v.id for v in kept if v.report.state == rules.State.CONFIRMED]
    record("screening.many_verified", by=by, at=at, verified=len(kept), confirmed=confirmed)
    return len(kept)


VERIFIED = ["state", "attempts", "closed_at", "reason", "place", "starts_on", "last_day"]


def _enter(by: Actor, report: Report, one: Found) -> Verification:
    """The verification as a row not yet stored, the report brought to what follows from it."""
    after = rules.state_after(rules.State(report.state), one.answer.outcome)
    _check(by, report, one.answer, one.at)
    found = _verification(by, report, one.answer, one.at)
    _judge(report, after, found, one.at)
    return found


@transaction.atomic
def reopen(*, by: Actor, report_id: UUID, reason: str, at: datetime) -> Report:
    """Opens a report again that was refuted or ran out, with a reason; the earlier findings stay."""
    _check_verifier(by)
    report = Report.objects.visible_to(by).select_for_update(of=("self",)).get(pk=report_id)
    if not reason.strip():
        raise Refused("screening.reason_missing")
    report.state = rules.state_after(rules.State(report.state), rules.Outcome.REOPENED)
    _keep(by, report, Answer(rules.Outcome.REOPENED, method="", note=reason.strip()[:200]), at)
    report.closed_at, report.reason = None, ""
    report.due_at = gathering.law(by.subdistrict, at).due(at)
    report.save(update_fields=["state", "closed_at", "reason", "due_at"])
    record(
        "screening.reopened",
        by=by,
        at=at,
        about=report,
        person=report.person_id,
        committee=report.committee_id,
        reason=reason.strip()[:200],
    )
    return report


def _check_verifier(by: Actor) -> None:
    if by.role not in VERIFIERS:
        raise Refused("screening.not_for_this_role")


def _check(by: Actor, report: Report, answer: Answer, at: datetime) -> None:
    elsewhere = answer.to_committee is not None and answer.to_committee != report.committee_id
    has_day = bool(answer.arrived_on or answer.last_contact_on)
    rules.check_answer(
        rules.Outcome(answer.outcome), reason=answer.reason, has_day=has_day, has_committee=elsewhere
    )
    rules.check_day(answer.arrived_on, clock.day_of(at))
    rules.check_day(answer.last_contact_on, clock.day_of(at))


def _keep(by: Actor, report: Report, answer: Answer, at: datetime) -> Verification:
    found = _verification(by, report, answer, at)
    found.companions, found.to_committee_id = _companions(by, report, answer), _committee(by, answer)
    found.save()
    return found


def _verification(by: Actor, report: Report, answer: Answer, at: datetime) -> Verification:
    return Verification(
        subdistrict=by.subdistrict,
        report=report,
        outcome=answer.outcome,
        method=answer.method,
        reason=answer.reason,
        note=answer.note.strip()[:200],
        place=answer.place.strip()[:80],
        arrived_on=answer.arrived_on,
        last_contact_on=answer.last_contact_on,
        celsius=answer.celsius,
        symptoms=list(answer.symptoms),
        can_stay_home=answer.can_stay_home,
        by=by.id,
        by_name=by.name,
        at=at,
    )


def _companions(by: Actor, report: Report, answer: Answer) -> list[UUID]:
    """Only persons of the same household: nobody is put under observation by a stray tick."""
    if not answer.companions:
        return []
    home = Person.objects.filter(subdistrict=by.subdistrict, pk=report.person_id).values("household_id")
    mates = Person.objects.filter(
        subdistrict=by.subdistrict, household_id__in=home, pk__in=answer.companions, merged_into=None
    )
    return list(mates.exclude(pk=report.person_id).values_list("id", flat=True))


def _committee(by: Actor, answer: Answer) -> UUID | None:
    if answer.to_committee is None or answer.outcome != rules.Outcome.TRANSFERRED:
        return None
    return Committee.objects.visible_to(by).get(pk=answer.to_committee).id


def _change(by: Actor, report: Report, after: rules.State, found: Verification, *, at: datetime) -> None:
    _judge(report, after, found, at)
    if found.to_committee_id:
        _transfer(by, report, found.to_committee_id, at)
    report.save()


def _judge(report: Report, after: rules.State, found: Verification, at: datetime) -> None:
    report.state = after
    report.attempts += 1
    if after in rules.CLOSED:
        report.closed_at, report.reason = at, found.reason
    if after == rules.State.CONFIRMED:
        _take_over(report, found, at)


def _take_over(report: Report, found: Verification, at: datetime) -> None:
    """What was verified goes before what lists said; a count that is over already needs no observation."""
    report.place, days = found.place or report.place, _days(report)
    report.starts_on = found.starts_on
    report.last_day = found.starts_on + timedelta(days=days) if found.starts_on else None
    if report.last_day and report.last_day < clock.day_of(at):
        report.state, report.reason = rules.State.EXPIRED, "days_over"


def _days(report: Report) -> int:
    """The count that the report was opened for: by its rule, or as long as a close contact's was then."""
    if report.rule:
        return report.rule.days
    is_contact = report.basis == rules.Basis.CLOSE_CONTACT
    if is_contact and report.starts_on and report.last_day:
        return (report.last_day - report.starts_on).days
    return rules.USUAL_DAYS


def _came_to(report: Report, found: Verification) -> str:
    if report.state == rules.State.EXPIRED:
        return "days_over"
    return "unreached" if found.outcome == rules.Outcome.UNREACHABLE else found.outcome


def _transfer(by: Actor, report: Report, committee: UUID, at: datetime) -> None:
    """The person moves too, and the word of who moved them is kept as a mention, so a rebuild keeps it."""
    report.committee_id = committee
    report.due_at = gathering.law(by.subdistrict, at).due(at)
    Person.objects.filter(subdistrict=by.subdistrict, pk=report.person_id).update(
        committee=committee, updated_at=at
    )
    Mention.objects.create(
        subdistrict=by.subdistrict,
        kind=Mention.Kind.STAFF,
        purpose=Purpose.REGISTRY,
        label=by.name,
        as_of=at,
        place_level="committee",
        committee_id=committee,
        person_id=report.person_id,
    )
