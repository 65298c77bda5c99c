"""Taking readings in: what a nurse's sheet of thousands and a thousand telephones at one instant share.

Part of recording readings (`operations.readings`), inside its transaction, and set-based throughout: however many
readings and senders, one look-up that locks, one of what is known, one insert. Each reading keeps its own sender:
only who may see an episode adds to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from lianfang.core import Actor, Refused, bulk, ids

from . import rules
from .models import Episode, Protocol, Reading
from .rules.judging import check_reading
from .rules.slots import Key, is_late


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


@dataclass(frozen=True, slots=True)
class Sent:
    """One reading with whoever sent it."""

    by: Actor
    typed: Typed


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a group: its receipts in order, and the rows that were stored, each with its sender."""

    receipts: list[Receipt]
    stored: list[tuple[Actor, Reading]]


@dataclass(slots=True)
class _Desk:
    """What lies on the table while a group is taken in."""

    episodes: dict[UUID, Episode]
    known: dict[str, Reading]
    seen: dict[Actor, set[UUID]]
    terms: dict[UUID, rules.Terms]

    def episode_of(self, sent: Sent) -> Episode | None:
        """The one under observation that this sender names and may see."""
        episode = self.episodes.get(sent.typed.episode or sent.typed.person)  # type: ignore[arg-type]
        return episode if episode and self.sees(sent.by, episode.id) else None

    def sees(self, viewer: Actor, episode: UUID) -> bool:
        """True where the viewer may see the episode."""
        return episode in self.seen[_reach(viewer)]


def take_in(sent: Sequence[Sent], at: datetime) -> Taken:
    """Judges and stores readings of one subdistrict; one receipt each, in order.

    A value out of this world, from the future or for nobody under observation is refused by itself; the rest
    stands. Late values are kept and marked.
    """
    desk = _spread(sent)
    receipts: list[Receipt] = []
    fresh: dict[UUID, tuple[Actor, Reading]] = {}
    for one in sent:
        receipt, reading = _take(desk, one, at)
        receipts.append(receipt)
        if reading:
            fresh[reading.id] = (one.by, reading)
            desk.known[reading.client_id] = reading
    stored = bulk.insert_new(
        [reading for _by, reading in fresh.values()], known_by=("subdistrict", "client_id")
    )
    # Sent at this very moment through another door for somebody else: the database let one of them in.
    missed = fresh.keys() - stored
    receipts = [_taken(r.client_id) if r.became != "refused" and r.reading in missed else r for r in receipts]
    return Taken(receipts, [pair for key, pair in fresh.items() if key in stored])


def _spread(sent: Sequence[Sent]) -> _Desk:
    subdistrict = sent[0].by.subdistrict if sent else None
    episodes = _locked(subdistrict, sent)
    known = _known(subdistrict, sent)
    keys = {one.id for one in episodes.values()} | {one.episode_id for one in known.values()}
    seen = {reach: _seen(reach, keys) for reach in {_reach(by) for by in {one.by for one in sent}}}
    used = {one.protocol_id for one in episodes.values()}
    protocols = Protocol.objects.of(subdistrict).in_bulk(used) if used else {}
    return _Desk(episodes, known, seen, {key: one.terms for key, one in protocols.items()})


def _locked(subdistrict: UUID | None, sent: Iterable[Sent]) -> dict[UUID, Episode]:
    """By episode id and by person id, locked in one order: a retry at the same moment waits and is then known,
    and a release waits for the reading or the reading finds nobody under observation."""
    keys = {one.typed.episode for one in sent if one.typed.episode}
    persons = {one.typed.person for one in sent if one.typed.person and not one.typed.episode}
    if not keys and not persons:
        return {}
    named = Q(pk__in=keys) if keys else Q()
    named |= Q(person_id__in=persons) if persons else Q()
    rows = Episode.objects.of(subdistrict).active().filter(named)
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    return {one.id: one for one in found if one.id in keys} | {
        one.person_id: one for one in found if one.person_id in persons
    }


def _known(subdistrict: UUID | None, sent: Iterable[Sent]) -> dict[str, Reading]:
    keys = {one.typed.client_id for one in sent if one.typed.client_id}
    rows = Reading.objects.of(subdistrict).filter(client_id__in=keys)
    return {reading.client_id: reading for reading in rows}


def _reach(viewer: Actor) -> Actor:
    """The viewer without a name: two who see the same are asked for once."""
    return replace(viewer, id=None, name="")


def _seen(viewer: Actor, keys: set[UUID]) -> set[UUID]:
    return set(Episode.objects.visible_to(viewer).filter(pk__in=keys).values_list("pk", flat=True))


def _take(desk: _Desk, sent: Sent, at: datetime) -> tuple[Receipt, Reading | None]:
    one, episode = sent.typed, desk.episode_of(sent)
    before = desk.known.get(one.client_id)
    if before:
        return _again(desk, sent, episode, before), None
    try:
        reading = _reading(desk, sent, episode, at)
    except Refused as refusal:
        return Receipt(one.client_id, "refused", code=refusal.code, refusal=refusal), None
    return Receipt(one.client_id, "new", reading.id, reading.is_abnormal), reading


def _again(desk: _Desk, sent: Sent, episode: Episode | None, before: Reading) -> Receipt:
    """A retry is known; an id used for somebody else is taken. Nobody learns of others by guessing an id."""
    is_another = episode is not None and episode.id != before.episode_id
    if is_another or not desk.sees(sent.by, before.episode_id):
        return _taken(sent.typed.client_id)
    return Receipt(before.client_id, "known", before.id, before.is_abnormal)


def _taken(client_id: str) -> Receipt:
    refusal = Refused("observation.client_id_taken")
    return Receipt(client_id, "refused", code=refusal.code, refusal=refusal)


def _reading(desk: _Desk, sent: Sent, episode: Episode | None, at: datetime) -> Reading:
    if episode is None:
        raise Refused("observation.not_observed")
    one, by = sent.typed, sent.by
    received_at = one.received_at or at
    taken_at = one.taken_at or received_at
    check_reading(one.celsius, one.symptoms, taken_at, received_at)
    terms = desk.terms[episode.protocol_id]
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
    today = key[0]
    if one.slot or one.slot_day:
        key = (one.slot_day or key[0], one.slot or key[1])
    if key[0] < episode.starts_on - timedelta(days=1):
        raise Refused("observation.reading_before")
    if key[1] not in {slot.code for slot in terms.slots} or key[0] > today:
        raise Refused("observation.slot_unknown")
    return key
