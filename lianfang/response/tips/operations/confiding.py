"""Who told: for the commander and the data officer alone, one at a time, for a reason that is kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from ..models import CONFIDANTS, Tip, Tipster


@transaction.atomic
def read_tipster(*, by: Actor, tip_id: UUID, reason: str, at: datetime) -> Tipster:
    """How to reach whoever told of a tip. Raises `tips.not_for_this_role`, `tips.reason_missing`,
    `tips.nobody_told_who`."""
    if by.role not in CONFIDANTS:
        raise Refused("tips.not_for_this_role")
    if not reason.strip():
        raise Refused("tips.reason_missing")
    tip = Tip.objects.visible_to(by).get(pk=tip_id)
    found = Tipster.objects.visible_to(by).filter(tip=tip).first()
    if found is None:
        raise Refused("tips.nobody_told_who")
    record("tips.tipster_read", by=by, at=at, about=tip, reason=reason.strip()[:200])
    return found
