"""暂缓销毁: keeping what has had its day, for a reason, by two people, for ninety days at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role, clock

from .. import rules
from ..models import Hold
from .recording import record

KEEPERS = frozenset({Role.COMMANDER, Role.DATA_OFFICER})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a hold keeps and why: a whole purpose, or the rows of named persons; legal basis; assessment of
    legality, necessity and security (突发事件应对法 Art. 85); last day."""

    basis: str
    assessment: str
    ends_on: date
    purpose: str = ""
    persons: Sequence[UUID] = ()


@transaction.atomic
def ask_hold(*, by: Actor, asked: Asked, at: datetime) -> Hold:
    """Asks that something be kept beyond its day; nothing is kept before a second person approves.

    Raises `ledger.not_a_keeper` and what `rules.check_hold` raises.
    """
    _check_keeper(by)
    rules.check_hold(
        basis=asked.basis,
        assessment=asked.assessment,
        has_object=bool(asked.purpose or asked.persons),
        begins_on=clock.day_of(at),
        ends_on=asked.ends_on,
    )
    hold = Hold.objects.create(
        subdistrict=by.subdistrict,
        purpose=asked.purpose,
        persons=list(asked.persons),
        basis=asked.basis.strip(),
        assessment=asked.assessment.strip(),
        assessed_by=by.id or UUID(int=0),
        begins_on=clock.day_of(at),
        ends_on=asked.ends_on,
    )
    record("ledger.hold_asked", by=by, at=at, about=hold, reason=hold.basis[:200], ends_on=hold.ends_on)
    return hold


@transaction.atomic
def approve_hold(*, by: Actor, hold_id: UUID, at: datetime) -> Hold:
    """The second person's yes; from now on the hold keeps.

    Raises `ledger.not_a_keeper`, `ledger.hold_needs_second`, `ledger.hold_over`.
    """
    _check_keeper(by)
    hold = _open(by, hold_id, at)
    if hold.approved_by:
        raise Refused("ledger.hold_approved")
    if hold.assessed_by == by.id:
        raise Refused("ledger.hold_needs_second")
    hold.approved_by = by.id
    hold.save(update_fields=["approved_by"])
    record("ledger.hold_approved", by=by, at=at, about=hold, ends_on=hold.ends_on)
    return hold


@transaction.atomic
def lift_hold(*, by: Actor, hold_id: UUID, at: datetime) -> Hold:
    """Ends a hold before its day; the next night does what was held back."""
    _check_keeper(by)
    hold = _open(by, hold_id, at)
    hold.lifted_at = at
    hold.save(update_fields=["lifted_at"])
    record("ledger.hold_lifted", by=by, at=at, about=hold)
    return hold


def _open(by: Actor, hold_id: UUID, at: datetime) -> Hold:
    hold = Hold.objects.visible_to(by).select_for_update().get(pk=hold_id)
    if hold.lifted_at or hold.ends_on < clock.day_of(at):
        raise Refused("ledger.hold_over")
    return hold


def _check_keeper(by: Actor) -> None:
    if by.role not in KEEPERS:
        raise Refused("ledger.not_a_keeper")
