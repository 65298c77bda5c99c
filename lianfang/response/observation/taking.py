"""Taking readings in: what a nurse's sheet of thousands and a thousand telephones at one instant share.

Part of recording readings (`operations.readings`), inside its transaction, and set-based throughout: however many
readings and senders, one look-up that locks, one of what is known, one insert. Each reading keeps its own sender:
only who may see an episode adds to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q

from lianfang.core import Actor, Refused, bulk, ids

from . import rights, rules
from .models import Episode, Protocol, Reading
from .rules.judging import check_reading
from .rules.slots import Key, closes_at, opens_at

Columns = dict[str, Any]
# One look into the index for each, also while the planner has not yet heard that the table grows.
_KNOWN = """
SELECT said.episode, said.client, before.id, before.is_abnormal
FROM unnest(%s::uuid[], %s::text[]) AS said (episode, client), LATERAL (
    SELECT id, is_abnormal FROM observation_reading
    WHERE subdistrict = %s AND episode_id = said.episode AND client_id = said.client LIMIT 1
) AS before
"""


@dataclass(frozen=True, slots=True)
class Typed:
    """One reading as it comes in. `episode` or `person` says whose; `client_id` makes a retry for the same person
    count once; `slot` and `slot_day` only where somebody fills a certain slot later."""

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


class Under(NamedTuple):
    """What taking in needs of an episode."""

    id: UUID
    person_id: UUID
    committee_id: UUID | None
    building_id: UUID | None
    protocol_id: UUID
    starts_on: date
    first_on: date | None
    state: str
    closed_at: datetime | None

    @property
    def counted_since(self) -> date:
        """The first day zero: an extension makes no earlier day uncounted."""
        return self.first_on or self.starts_on

    @property
    def is_open(self) -> bool:
        """True while under observation, at home or elsewhere."""
        return rules.is_open(self.state)


class Stored(NamedTuple):
    """A reading that was stored: whose word it is, under which episode, and its columns."""

    by: Actor
    episode: Under
    columns: Columns


class Taken(NamedTuple):
    """What became of a group: its receipts in order, and what was stored."""

    receipts: list[Receipt]
    stored: list[Stored]


class Before(NamedTuple):
    """A reading that its client_id is known by."""

    id: UUID
    is_abnormal: bool


# By whom it is about and the id under which it was sent.
Known = dict[tuple[UUID, str], Before]


@dataclass(slots=True)
class _Desk:
    """What lies on the table while a group is taken in."""

    episodes: dict[UUID, Under]
    known: Known
    terms: dict[UUID, rules.Terms]
    closing: dict[tuple[UUID, Key], datetime]
    households: dict[UUID | None, set[UUID]]

    def episode_of(self, sent: Sent) -> Under | None:
        """The one under observation that this sender names and may see."""
        episode = self.episodes.get(sent.typed.episode or sent.typed.person)  # type: ignore[arg-type]
        return episode if episode and self.shows(sent.by, episode) else None

    def shows(self, viewer: Actor, episode: Under) -> bool:
        """True where the viewer may see the episode; a resident's household is asked for once."""
        told = rights.sees(viewer, episode)
        if told is not None:
            return told
        if viewer.person == episode.person_id:
            return True
        if viewer.person not in self.households:
            self.households[viewer.person] = self._household(viewer)
        return episode.id in self.households[viewer.person]

    def is_late(self, protocol: UUID, key: Key, received_at: datetime) -> bool:
        """True where its slot has closed; when that is is reckoned once for a thousand."""
        where = (protocol, key)
        if where not in self.closing:
            self.closing[where] = closes_at(self.terms[protocol], key)
        return received_at >= self.closing[where]

    def _household(self, viewer: Actor) -> set[UUID]:
        keys = {one.id for one in self.episodes.values()}
        rows = Episode.objects.visible_to(viewer).filter(pk__any=keys)
        return set(rows.values_list("pk", flat=True))


def take_in(sent: Sequence[Sent], at: datetime) -> Taken:
    """Judges and stores readings of one subdistrict; one receipt each, in order.

    A value out of this world, from the future or for nobody under observation is refused by itself; the rest
    stands. Late values are kept and marked.
    """
    desk = _spread(sent)
    receipts: list[Receipt] = []
    fresh: list[Stored] = []
    for one in sent:
        receipt, new = _take(desk, one, at)
        receipts.append(receipt)
        fresh += [new] if new else []
    # Whoever sends the same at this moment waits for the lock on the episode: none of these is known meanwhile.
    bulk.insert_rows(Reading, [new.columns for new in fresh])
    return Taken(receipts, fresh)


def _spread(sent: Sequence[Sent]) -> _Desk:
    if not sent:
        return _Desk({}, {}, {}, {}, {})
    subdistrict = sent[0].by.subdistrict
    found = _locked(subdistrict, sent)
    used = {one.protocol_id for one in found}
    protocols = Protocol.objects.of(subdistrict).in_bulk(used) if used else {}
    terms = {key: one.terms for key, one in protocols.items()}
    return _Desk(_by_name(found), _known(subdistrict, found, sent), terms, {}, {})


def _locked(subdistrict: UUID, sent: Iterable[Sent]) -> list[Under]:
    """The episodes that are named, and all of the persons that are named, locked in one order: a retry at the same
    moment waits and is then known, and a release waits for the reading or the reading finds the end."""
    keys = {one.typed.episode for one in sent if one.typed.episode}
    persons = {one.typed.person for one in sent if one.typed.person and not one.typed.episode}
    named = Q(pk__any=keys) if keys else Q()
    named |= Q(person__id__any=persons) if persons else Q()
    if not named:
        return []
    rows = Episode.objects.of(subdistrict).filter(named)
    rows = rows.select_for_update(of=("self",)).order_by("pk")
    return [Under(*row) for row in rows.values_list(*Under._fields)]


def _by_name(found: Iterable[Under]) -> dict[UUID, Under]:
    """By episode and by person: of several the one that is open."""
    latest = sorted(found, key=lambda one: (one.is_open, one.starts_on))
    return {one.id: one for one in latest} | {one.person_id: one for one in latest}


def _known(subdistrict: UUID, found: Sequence[Under], sent: Iterable[Sent]) -> Known:
    """What came before under the same ids for the same people, in any observation that is at hand: somebody whose
    observation began anew in between is told the same again."""
    persons = {one.id: one.person_id for one in found}
    named: dict[UUID | None, set[UUID]] = {}
    for one in found:
        named.setdefault(one.id, set()).add(one.id)
        named.setdefault(one.person_id, set()).add(one.id)
    pairs = [
        (episode, said.client_id)
        for said in (one.typed for one in sent)
        if said.client_id
        for episode in named.get(said.episode or said.person, ())
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [[one for one, _ in pairs], [one for _, one in pairs], subdistrict])
        rows = cursor.fetchall()
    return {(persons[episode], client): Before(key, bad) for episode, client, key, bad in rows}


def _take(desk: _Desk, sent: Sent, at: datetime) -> tuple[Receipt, Stored | None]:
    one, episode = sent.typed, desk.episode_of(sent)
    try:
        if episode is None:
            raise Refused("observation.not_observed")
        before = desk.known.get((episode.person_id, one.client_id))
        if before:
            return Receipt(one.client_id, "known", before.id, before.is_abnormal), None
        columns = _columns(desk, sent, episode, at)
    except Refused as refusal:
        return Receipt(one.client_id, "refused", code=refusal.code, refusal=refusal), None
    made = Before(columns["id"], columns["is_abnormal"])
    desk.known[episode.person_id, columns["client_id"]] = made
    return Receipt(one.client_id, "new", *made), Stored(sent.by, episode, columns)


def _columns(desk: _Desk, sent: Sent, episode: Under, at: datetime) -> Columns:
    one, by, terms = sent.typed, sent.by, desk.terms[episode.protocol_id]
    received_at = one.received_at or at
    taken_at = one.taken_at or received_at
    check_reading(one.celsius, one.symptoms, taken_at, received_at)
    key = _slot(one, episode, terms, taken_at)
    judged = rules.judge(terms, one.celsius, one.method, one.symptoms)
    if not episode.is_open:
        _check_ended(episode, _measured_at(one, terms, key, taken_at), is_abnormal=judged.is_abnormal)
    return {
        "id": ids.new(),
        "subdistrict": by.subdistrict,
        "episode_id": episode.id,
        "client_id": one.client_id or ids.new().hex,
        "slot_day": key[0],
        "slot": key[1],
        "taken_at": taken_at,
        "received_at": received_at,
        "celsius": one.celsius,
        "method": one.method,
        "symptoms": one.symptoms,
        "channel": one.channel,
        "is_abnormal": judged.is_abnormal,
        "because": judged.because,
        "is_late": not episode.is_open or desk.is_late(episode.protocol_id, key, received_at),
        "supersedes_id": one.supersedes,
        "by": by.id,
        "by_name": by.name,
    }


def _slot(one: Typed, episode: Under, terms: rules.Terms, taken_at: datetime) -> Key:
    """The slot asked for, or the one the time of measuring falls into; within the episode's days."""
    today, code = rules.slot_for(terms, taken_at)
    key = (one.slot_day or today, one.slot or code)
    if key[0] < episode.counted_since - timedelta(days=1):
        raise Refused("observation.reading_before")
    if key[1] not in {slot.code for slot in terms.slots} or key[0] > today:
        raise Refused("observation.slot_unknown")
    return key


def _measured_at(one: Typed, terms: rules.Terms, key: Key, taken_at: datetime) -> datetime:
    """When it was measured: as said, or as the slot says that somebody fills later."""
    if one.taken_at or not one.slot:
        return taken_at
    return opens_at(terms, key)


def _check_ended(episode: Under, measured_at: datetime, *, is_abnormal: bool) -> None:
    """After a release a value from before it is still added to the file, late. Nothing of an observation that was
    joined or begun by mistake; and no abnormal value: its alert would have nobody to follow it, so it is said to
    whoever sends it instead."""
    keeps = episode.state in (rules.State.RELEASED, rules.State.HANDED_OVER)
    ended_at = episode.closed_at
    if not keeps or is_abnormal or ended_at is None or measured_at >= ended_at:
        raise Refused("observation.over", state=str(rules.STATES[rules.State(episode.state)]))
