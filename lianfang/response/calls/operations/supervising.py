"""The supervisor: frees a stuck call, moves a need in the queue with a reason; nobody's idle hand holds for long."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.operations import record

from .. import queueing, rights, rules
from ..models import Callee, Need, Seat
from .claiming import release_idle, take_seat

LANGUAGES = ("zh", "sh", "en", "ja", "ko")


@transaction.atomic
def release(*, by: Actor, callee_id: UUID, at: datetime) -> Callee:
    """Frees a call that an agent holds; their page says so at its next beat."""
    rights.check(by, rights.SUPERVISORS)
    callee = Callee.objects.visible_to(by).select_for_update().get(pk=callee_id)
    held_by = callee.agent
    queueing.free(callee)
    callee.last_agent = None
    callee.save(update_fields=[*queueing.FREED, "last_agent"])
    record("calls.released", by=by, at=at, about=callee, committee=callee.committee_id, agent=held_by)
    return callee


@transaction.atomic
def reorder(*, by: Actor, callee_id: UUID, rank: int, reason: str, at: datetime) -> Callee:
    """Moves everything open with a household to another rank, for a reason that is kept; it may ring at once."""
    rights.check(by, rights.SUPERVISORS)
    if not reason.strip():
        raise Refused("calls.reason_missing")
    callee = Callee.objects.visible_to(by).select_for_update().get(pk=callee_id)
    Need.objects.of(by.subdistrict).open().filter(callee=callee).update(
        rank=rules.Rank(rank), not_before=None
    )
    callee.reason = reason.strip()[:200]
    callee.save(update_fields=["reason"])
    queueing.refresh(by.subdistrict, [callee.id], waking=[callee.id])
    record(
        "calls.reordered",
        by=by,
        at=at,
        about=callee,
        committee=callee.committee_id,
        reason=reason.strip()[:200],
        rank=int(rank),
    )
    return callee


@transaction.atomic
def free_idle(*, by: Actor, at: datetime) -> int:
    """Frees what no living page holds any more; every minute, so that the queue never waits for a closed lid."""
    rights.check(by, (Role.SYSTEM,))
    freed = release_idle(by.subdistrict, at)
    if freed:
        record("calls.idle_freed", by=by, at=at, freed=freed)
    return freed


def _seat_of(by: Actor, user: UUID | None) -> Seat:
    seat: Seat = Seat.objects.visible_to(by).select_for_update().get(user=user)
    return seat


@transaction.atomic
def set_languages(*, by: Actor, languages: list[str], at: datetime, user: UUID | None = None) -> Seat:
    """Which languages an agent speaks: their own word, or for somebody else the supervisor's."""
    rights.check(by, (*rights.AGENTS, *rights.SUPERVISORS))
    if user is not None and user != by.id:
        rights.check(by, rights.SUPERVISORS)
    seat = take_seat(by, at) if user in (None, by.id) else _seat_of(by, user)
    seat.languages = [one for one in LANGUAGES if one in languages] or ["zh"]
    seat.save(update_fields=["languages"])
    record("calls.languages_set", by=by, at=at, about=seat, languages=seat.languages)
    return seat
