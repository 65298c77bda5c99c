"""Reports on their way through the phones: asked for, and what becomes of those nobody reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record
from lianfang.response.calls import operations as calls
from lianfang.response.calls import rules as called

from .. import rules
from ..calling import KIND
from ..models import Report
from .verifying import VERIFIERS, Answer, verify

AT_ONCE = 500


@transaction.atomic
def ask_calls(*, by: Actor, report_ids: Sequence[UUID], at: datetime) -> int:
    """Has these open reports called with the three questions, each household once; returns how many are new."""
    if by.role not in VERIFIERS:
        raise Refused("screening.not_for_this_role")
    rows = Report.objects.visible_to(by).open().filter(pk__in=list(report_ids)[:AT_ONCE])
    wanted = [
        calls.Ask(
            called.Purpose.SCREENING,
            KIND,
            report.id,
            called.Rank.ROUND,
            person=report.person_id,
            committee=report.committee_id,
            due_at=report.due_at,
        )
        for report in rows.order_by("due_at", "id")
    ]
    new = calls.ask_many(by=by, needs=wanted, at=at) if wanted else 0
    record("screening.calls_asked", by=by, at=at, reports=len(wanted), new=new)
    return new


@transaction.atomic
def note_unreached(*, by: Actor, reports: Sequence[UUID], refused: bool, at: datetime) -> int:
    """Whom the phone did not reach, or who would not answer: one attempt of the verification; the report stays open
    for the door. Returns how many."""
    note = str(called.OUTCOMES[called.Outcome.REFUSED]) if refused else ""
    answer = Answer(rules.Outcome.UNREACHABLE, method=rules.Method.PHONE, note=note)
    rows = Report.objects.of(by.subdistrict).open().filter(pk__in=list(reports))
    open_ones = list(rows.values_list("id", flat=True))
    for key in open_ones:
        verify(by=by, report_id=key, answer=answer, at=at)
    return len(open_ones)
