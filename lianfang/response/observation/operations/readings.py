"""Readings: typed by staff for one or for a household, or thousands at once; each counted once, each
judged by the
protocol of its episode, abnormal ones on the duty desk in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role, ids
from lianfang.ledger.operations import record

from .. import rights, rules
from ..alerting import open_alerts
from ..models import Episode, Reading
from ..rules.judging import check_reading
from ..rules.slots import Key, is_late

AT_ONCE = 5000
TYPISTS = (*rights.CARERS, Role.RESIDENT)


@dataclass(frozen=True, slots=True)
class Typed:
    """One reading as it comes in. `episode` or `person` says whose; `client_id` makes a retry count once;
    `slot` and `slot_day` only where somebody fills a certain slot later."""

    client_id: str = ""
    episode: UUID | None = None
    person: UUID | None = None
    celsius: Decimal | None = None
    method: str = "axillary"
    symptoms: tuple[str, ...] = ()
    taken_at: datetime | None = None
    channel: str = "staff"
    slot_day: date | None = None
    slot: str = ""
    supersedes: UUID | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one: new, known (a retry), or refused with a code and its facts."""

    client_id: str
    became: str
    reading: UUID | None = None
    is_abnormal: bool = False
    code: str = ""
    refusal: Refused | None = None


@transaction.atomic
def record_reading(*, by: Actor, typed: Typed, at: datetime) -> Reading:
    """Records one reading; refused where the batch would only say so."""
    [receipt] = record_readings(by=by, typed=[typed], at=at)
    if receipt.refusal is not None:
        raise receipt.refusal
    return Reading.objects.visible_to(by).get(pk=receipt.reading)


@transaction.atomic
def record_readings(*, by: Actor, typed: Sequence[Typed], at: datetime) -> list[Receipt]:
    """Records readings, in order; one receipt each. Set-based: one look-up, one insert, one entry in the
    record.

    A value out of this world, from the future or for nobody under observation is refused by itself; the
    rest
    stands. Late values are kept and marked.
    """
    rights.check(by, TYPISTS)
    if len(typed) > AT_ONCE:
        raise Refused("observation.too_many")
    episodes = _episodes(by, typed)
    known = _known(by, typed)
    hidden = _hidden(by, known.values())
    receipts: list[Receipt] = []
    fresh: dict[str, Reading] = {}
    for one in typed:
        before = known.get(one.client_id) or fresh.get(one.client_id)
        if before and before.id in hidden:
            receipts.append(_taken(one))
            continue
        receipt, reading = _take(by, one, episodes, before, at=at)
        receipts.append(receipt)
        if reading:
            fresh[reading.client_id] = reading
    Reading.objects.bulk_create(fresh.values(), batch_size=2000)
    _tell(by, list(fresh.values()), receipts, at)
    open_alerts(by, [r for r in fresh.values() if r.is_abnormal], at)
    return receipts


def _episodes(by: Actor, typed: Sequence[Typed]) -> dict[UUID, Episode]:
    """By episode id and by person id, locked in one order: a retry at the same moment waits and is then
    known, and a release waits for the reading or the reading finds nobody under observation."""
    rows = Episode.objects.visible_to(by).active().select_related("protocol")
    rows = rows.select_for_update(of=("self",)).order_by("pk")
    keys = [one.episode for one in typed if one.episode]
    persons = [one.person for one in typed if one.person and not one.episode]
    found = {e.id: e for e in rows.filter(pk__in=keys)} if keys else {}
    if persons:
        found |= {e.person_id: e for e in rows.filter(person_id__in=persons)}
    return found


def _known(by: Actor, typed: Sequence[Typed]) -> dict[str, Reading]:
    keys = [one.client_id for one in typed if one.client_id]
    rows = Reading.objects.of(by.subdistrict).filter(client_id__in=keys)
    return {reading.client_id: reading for reading in rows}


def _hidden(by: Actor, known: Iterable[Reading]) -> set[UUID]:
    """Of known readings those that the sender may not see: nobody learns of others by guessing an id."""
    keys = {reading.id for reading in known}
    seen = Reading.objects.visible_to(by).filter(pk__in=keys) if keys else Reading.objects.none()
    return keys - set(seen.values_list("pk", flat=True))


def _taken(one: Typed) -> Receipt:
    refusal = Refused("observation.client_id_taken")
    return Receipt(one.client_id, "refused", code=refusal.code, refusal=refusal)


def _take(
    by: Actor,
    one: Typed,
    episodes: dict[UUID, Episode],
    before: Reading | None,
    *,
    at: datetime,
) -> tuple[Receipt, Reading | None]:
    if before:
        return Receipt(one.client_id, "known", before.id, before.is_abnormal), None
    try:
        reading = _reading(by, one, episodes, at)
    except Refused as refusal:
        return Receipt(one.client_id, "refused", code=refusal.code, refusal=refusal), None
    return Receipt(one.client_id, "new", reading.id, reading.is_abnormal), reading


def _reading(by: Actor, one: Typed, episodes: dict[UUID, Episode], at: datetime) -> Reading:
    episode = episodes.get(one.episode or one.person)  # type: ignore[arg-type]
    if episode is None:
        raise Refused("observation.not_observed")
    taken_at = one.taken_at or at
    received_at = one.received_at or at
    check_reading(one.celsius, one.symptoms, taken_at, received_at)
    terms = episode.protocol.terms
    key = _slot(one, episode, terms, taken_at)
    judged = rules.judge(terms, one.celsius, one.method, one.symptoms)
    return Reading(
        subdistrict=by.subdistrict,
        episode=episode,
        client_id=one.client_id or ids.new().hex,
        slot_day=key[0],
        slot=key[1],
        taken_at=taken_at,
        received_at=received_at,
        celsius=one.celsius,
        method=one.method,
        symptoms=list(one.symptoms),
        channel=one.channel,
        is_abnormal=judged.is_abnormal,
        because=list(judged.because),
        is_late=is_late(terms, key, received_at),
        supersedes_id=one.supersedes,
        by=by.id,
        by_name=by.name,
    )


def _slot(one: Typed, episode: Episode, terms: rules.Terms, taken_at: datetime) -> Key:
    """The slot asked for, or the one the time of measuring falls into; within the episode's days."""
    key = rules.slot_for(terms, taken_at)
    if one.slot or one.slot_day:
        key = (one.slot_day or key[0], one.slot or key[1])
    if key[0] < episode.starts_on - timedelta(days=1):
        raise Refused("observation.reading_before")
    if key[1] not in {slot.code for slot in terms.slots} or key[0] > rules.slot_for(terms, taken_at)[0]:
        raise Refused("observation.slot_unknown")
    return key


def _tell(by: Actor, fresh: list[Reading], receipts: list[Receipt], at: datetime) -> None:
    if not fresh:
        return
    one = fresh[0] if len(fresh) == 1 else None
    record(
        "observation.readings_recorded",
        by=by,
        at=at,
        about=one,
        person=one.episode.person_id if one else None,
        committee=one.episode.committee_id if one else None,
        readings=len(fresh),
        abnormal=sum(reading.is_abnormal for reading in fresh),
        known=sum(receipt.became == "known" for receipt in receipts),
        refused=sum(receipt.became == "refused" for receipt in receipts),
    )
