"""A slot that ends with a reason instead of a reading."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from .. import fortnight, rights, rules
from ..models import Excuse


@transaction.atomic
def excuse_slot(
    *, by: Actor, episode_id: UUID, slot_day: date, slot: str, reason: str, note: str = "", at: datetime
) -> Excuse:
    """Ends a slot with a reason: called and not reached, refused, no thermometer. A reading may still
    follow."""
    rights.check(by, rights.CARERS)
    episode = rights.locked(by, episode_id)
    if not episode.is_active:
        raise Refused("observation.not_in_this_state", state=str(rules.STATES[rules.State(episode.state)]))
    if reason not in set(rules.ExcuseReason):
        raise Refused("observation.reason_missing")
    _check_slot(fortnight.strip_for(episode, at), slot_day, slot)
    excuse, _made = Excuse.objects.get_or_create(
        subdistrict=by.subdistrict,
        episode=episode,
        slot_day=slot_day,
        slot=slot,
        defaults={"reason": reason, "note": note.strip()[:200], "by_name": by.name, "at": at},
    )
    record(
        "observation.slot_excused",
        by=by,
        at=at,
        about=episode,
        person=episode.person_id,
        committee=episode.committee_id,
        slot_day=slot_day,
        slot=slot,
        why=reason,
    )
    return excuse


def _check_slot(strip: rules.Strip, day: date, slot: str) -> None:
    cell = next((cell for cell in strip.on(day) if cell.slot.code == slot), None)
    if cell is None or cell.mark == rules.Mark.FUTURE:
        raise Refused("observation.slot_unknown")
    if cell.taken is not None:
        raise Refused("observation.slot_filled")
