"""警方核查: the police say what they found out about a doubtful answer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.operations import record

from .. import rules
from ..models import Check


@transaction.atomic
def answer_check(*, by: Actor, check_id: UUID, answer: str, note: str = "", at: datetime) -> Check:
    """Writes down what came of a police check. Refused to everybody but the police and the duty officer who writes
    it down for them (with a note), and where it was answered already."""
    if by.role not in (Role.POLICE, Role.DUTY_OFFICER):
        raise Refused("visits.not_for_this_role")
    check: Check = (
        Check.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("request")
        .get(pk=check_id)
    )
    if check.answered_at:
        raise Refused("visits.answered_already")
    if answer not in rules.ANSWERS or (by.role != Role.POLICE and not note.strip()):
        raise Refused("visits.answer_missing")
    check.answer, check.answer_note = answer, note.strip()[:300]
    check.answered_at, check.answered_by_name = at, by.name
    check.save()
    record(
        "visits.check_answered",
        by=by,
        at=at,
        about=check,
        person=check.request.person_id,
        committee=check.request.committee_id,
        answer=answer,
        visit=check.visit_id,
        about_kind=check.request.about_kind,
        about_id=check.request.about_id,
    )
    return check
