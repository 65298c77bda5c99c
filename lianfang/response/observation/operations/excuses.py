"""A slot that ends with a reason instead of a reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from .. import fortnight, rights, rules
from ..models import Episode, Excuse
from ..rules.slots import WANTED


@dataclass(frozen=True, slots=True)
class Silence:
    """One slot that ended with a reason, told at an instant."""

    episode: UUID
    slot_day: date
    slot: str
    reason: str
    at: datetime
    note: str = ""


@transaction.atomic
def excuse_slot(
    *, by: Actor, episode_id: UUID, slot_day: date, slot: str, reason: str, note: str = "", at: datetime
) -> Excuse:
    """Ends a slot with a reason: called and not reached, refused, no thermometer. A reading may still
    follow."""
    rights.check(by, rights.CARERS)
    episode = rights.locked(by, episode_id)
    if not episode.is_open:
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


@transaction.atomic
def excuse_slots(*, by: Actor, silences: Sequence[Silence], at: datetime) -> int:
    """Ends many slots with their reasons (a round of calls, a loader): set-based, the same rules.

    Slots that have a reading or a reason, or that have not opened, are left alone; returns how many ended.
    """
    rights.check(by, rights.CARERS)
    rows = Episode.objects.visible_to(by).open().select_related("protocol")
    episodes = rows.in_bulk([one.episode for one in silences])
    facts = fortnight.facts_of(episodes.values())
    fresh = []
    for one in silences:
        episode = episodes.get(one.episode)
        if episode is not None and _can_end(fortnight.strip_of(episode, facts, one.at), one):
            fresh.append(_excuse(by, episode, one))
    Excuse.objects.bulk_create(fresh, batch_size=2000, ignore_conflicts=True)
    record("observation.slots_excused", by=by, at=at, slots=len(fresh), left_alone=len(silences) - len(fresh))
    return len(fresh)


def _can_end(strip: rules.Strip, one: Silence) -> bool:
    cell = next((cell for cell in strip.on(one.slot_day) if cell.slot.code == one.slot), None)
    return cell is not None and cell.mark in WANTED and one.reason in set(rules.ExcuseReason)


def _excuse(by: Actor, episode: Episode, one: Silence) -> Excuse:
    return Excuse(
        subdistrict=by.subdistrict,
        episode=episode,
        slot_day=one.slot_day,
        slot=one.slot,
        reason=one.reason,
        note=one.note.strip()[:200],
        by_name=by.name,
        at=one.at,
    )


def _check_slot(strip: rules.Strip, day: date, slot: str) -> None:
    cell = next((cell for cell in strip.on(day) if cell.slot.code == slot), None)
    if cell is None or cell.mark == rules.Mark.FUTURE:
        raise Refused("observation.slot_unknown")
    if cell.taken is not None:
        raise Refused("observation.slot_filled")
