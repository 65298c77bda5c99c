"""A slip of the finger: the last outcome taken back within seconds, the household again in the same hand."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from .. import answering, policies, queueing, rights, rules
from ..models import Attempt, Callee, Need
from .claiming import hand_over, held_by, take_seat

# Ten on the page, and the way of the tap.
SECONDS = 20


@transaction.atomic
def take_back(*, by: Actor, attempt_id: UUID, at: datetime) -> Callee:
    """Takes back what was recorded a moment ago: its needs are open again, the household is in this hand again with
    what was typed, and whatever the hand held meanwhile goes back. What followed from an answer (a reading, an alert)
    stands until the call is recorded anew, and is superseded by it.

    Raises `calls.nothing_to_take_back`, `calls.too_late_to_take_back`, `calls.taken_meanwhile`.
    """
    rights.check(by, rights.AGENTS)
    take_seat(by, at)
    attempt = Attempt.objects.visible_to(by).get(pk=attempt_id)
    callee = Callee.objects.of(by.subdistrict).select_for_update().get(pk=attempt.callee_id)
    _check(by, attempt, callee, at)
    attempt.taken_back_at = at
    attempt.save(update_fields=["taken_back_at"])
    reopened = _reopen(attempt)
    _restore(by, attempt, callee, at)
    record(
        "calls.taken_back",
        by=by,
        at=at,
        about=callee,
        committee=callee.committee_id,
        attempt=attempt.id,
        outcome=attempt.outcome,
        needs=reopened,
    )
    return callee


def _check(by: Actor, attempt: Attempt, callee: Callee, at: datetime) -> None:
    if attempt.agent != by.id or attempt.taken_back_at is not None:
        raise Refused("calls.nothing_to_take_back")
    if at - attempt.at > timedelta(seconds=SECONDS):
        raise Refused("calls.too_late_to_take_back")
    if callee.agent not in (None, by.id):
        raise Refused("calls.taken_meanwhile")


def _reopen(attempt: Attempt) -> list[UUID]:
    rows = Need.objects.of(attempt.subdistrict).filter(pk__any=attempt.needs)
    mine = rows.filter(state=rules.State.OPEN) | rows.filter(closed_by=attempt.id)
    needs = list(mine.select_for_update().order_by("id"))
    for need in needs:
        rank, due = attempt.before["ranks"][str(need.id)]
        need.rank, need.due_at = rank, datetime.fromisoformat(due)
        need.tries = max(need.tries - (attempt.outcome in rules.MISSES), 0)
        need.state, need.closed_at, need.closed_by = rules.State.OPEN, None, None
        need.save(update_fields=["rank", "due_at", "tries", "state", "closed_at", "closed_by"])
    return [need.id for need in needs]


def _restore(by: Actor, attempt: Attempt, callee: Callee, at: datetime) -> None:
    meanwhile = held_by(by, at)
    if meanwhile is not None and meanwhile.id != callee.id:
        queueing.free(meanwhile)
        meanwhile.save(update_fields=queueing.FREED)
    resting = attempt.before["resting_until"]
    callee.language = attempt.before["language"]
    callee.resting_until = datetime.fromisoformat(resting) if resting else None
    callee.draft = _words(attempt)
    callee.save(update_fields=["language", "resting_until"])
    hand_over(by, callee, attempt.contact, policies.terms(by.subdistrict, at), at=at)
    queueing.refresh(by.subdistrict, [callee.id])


def _words(attempt: Attempt) -> str | None:
    """What was typed, by the fields of the page, so that only the slip has to be mended."""
    told = answering.told(attempt.subdistrict, attempt.needs, attempt.id)
    kept = {
        f"{one.need.id.hex}-{name}": value if isinstance(value, list) else [str(value)]
        for one in told
        for name, value in one.values.items()
    }
    return json.dumps(kept, ensure_ascii=False) if kept else None
