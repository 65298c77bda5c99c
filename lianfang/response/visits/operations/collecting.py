"""What ODK Collect sent for the door questionnaire becomes a visit; where no visit fits, a person says which."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.operations import record
from lianfang.registry.forms import selectors as filed
from lianfang.registry.forms.models import Submission

from .. import collected
from ..models import Loose, Request, Visit
from .recording import Receipt, record_visits

DECIDERS = (Role.COMMANDER, Role.DUTY_OFFICER, Role.COMMITTEE_WORKER, Role.SYSTEM)
INSTANCE = "visit-"


@transaction.atomic
def take_collected(*, by: Actor, submission_id: UUID, at: datetime) -> Visit | None:
    """Makes answers of a telephone the record of the visit they belong to, once; where none fits they are kept for
    dispatch to place (None)."""
    sent = Submission.objects.of(by.subdistrict).get(pk=submission_id)
    own = _of_a_visit(sent)
    if own is not None:
        return own
    request = collected.match(by, filed.answers(sent))
    receipt = _record(sent, request, at) if request else None
    if receipt is None or receipt.refusal:
        _keep(by, sent, at)
        return None
    return Visit.objects.of(by.subdistrict).get(pk=receipt.visit)


@transaction.atomic
def place_answers(*, by: Actor, loose_id: UUID, request_id: UUID, at: datetime) -> Visit:
    """Says to which visit answers belong. Raises `visits.answers_settled`, `visits.answers_without_outcome` and what
    recording raises."""
    loose = _waiting(by, loose_id)
    request = Request.objects.visible_to(by).get(pk=request_id)
    receipt = _record(Submission.objects.of(by.subdistrict).get(pk=loose.submission), request, at)
    if receipt is None:
        raise Refused("visits.answers_without_outcome")
    if receipt.refusal:
        raise receipt.refusal
    loose.request = request
    _settle(by, loose, at)
    record(
        "visits.answers_placed",
        by=by,
        at=at,
        about=loose,
        person=request.person_id,
        committee=request.committee_id,
        visit=receipt.visit,
    )
    return Visit.objects.of(by.subdistrict).get(pk=receipt.visit)


@transaction.atomic
def leave_answers(*, by: Actor, loose_id: UUID, note: str, at: datetime) -> Loose:
    """Says that answers need no visit, and why; they stay with the questionnaire. Raises `visits.answers_settled`,
    `visits.say_why`."""
    loose = _waiting(by, loose_id)
    if not note.strip():
        raise Refused("visits.say_why")
    loose.note = note.strip()[:200]
    _settle(by, loose, at)
    record("visits.answers_left", by=by, at=at, about=loose, committee=loose.committee_id, reason=loose.note)
    return loose


def _of_a_visit(sent: Submission) -> Visit | None:
    """The visit whose own answers these are: kept for a person once, and taken in by them now."""
    if not sent.instance_id.startswith(INSTANCE):
        return None
    visit = (
        Visit.objects.of(sent.subdistrict).filter(client_id=sent.instance_id.removeprefix(INSTANCE)).first()
    )
    if visit is not None:
        visit.submission = sent.id
        visit.save(update_fields=["submission"])
    return visit


def _record(sent: Submission, request: Request, at: datetime) -> Receipt | None:
    """The answers as a record by whoever filled them in; None where they do not say what was found."""
    found = collected.found_of(request, sent, filed.answers(sent))
    if found is None:
        return None
    author = Actor(sent.by, sent.by_name, Role.SYSTEM, sent.subdistrict)
    [receipt] = record_visits(by=author, found=[found], at=at)
    return receipt


def _keep(by: Actor, sent: Submission, at: datetime) -> None:
    made, is_new = Loose.objects.of(by.subdistrict).get_or_create(
        subdistrict=by.subdistrict,
        submission=sent.id,
        defaults={"committee_id": sent.committee_id, "by_name": sent.by_name, "at": at},
    )
    if is_new:
        record("visits.answers_loose", by=by, at=at, about=made, committee=made.committee_id)


def _waiting(by: Actor, loose_id: UUID) -> Loose:
    if by.role not in DECIDERS:
        raise Refused("visits.not_for_this_role")
    found: Loose = Loose.objects.visible_to(by).select_for_update(of=("self",)).get(pk=loose_id)
    if found.settled_at is not None:
        raise Refused("visits.answers_settled")
    return found


def _settle(by: Actor, loose: Loose, at: datetime) -> None:
    loose.settled_at, loose.settled_by_name = at, by.name
    loose.save()
