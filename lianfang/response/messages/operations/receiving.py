"""What residents write comes in: kept once, understood by rule or kept for a person, answered."""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, ids
from lianfang.ledger.operations import Act, record, record_all
from lianfang.registry.people.models import Person

from .. import finding
from ..models import Correspondent, Incoming, OptOut
from ..rules import Address
from ..rules.labels import Said
from ..rules.understanding import Meaning, Understood, understand
from ..rules.whose import names_of
from .reading import as_text, at_home_with, mates_of
from .replying import Reply, answer_all, keep
from .tying import tie_sender

WORDS = 1000
# Messages taken in one turn: what they say stays below what observation takes at once.
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as a gateway hands it over. `external_id` is the gateway's own: it counts once. `is_leaving`: nothing
    was written, the follower left the official account."""

    kind: str
    sender: str = field(repr=False)
    text: str = field(repr=False)
    external_id: str = ""
    sent_at: datetime | None = None
    is_leaving: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    """One message with whoever may have written it, everybody at home with them, and what it means."""

    arrived: Arrived
    address: Address
    people: Sequence[Person]
    mates: Sequence[Person]
    text: str
    meant: Understood

    @property
    def names(self) -> set[Hashable]:
        """What it shares with another message that must not be taken at the same moment: its id, its sender,
        anybody it may be about."""
        homes = {one.household_id for one in self.people if one.household_id}
        own: set[Hashable] = {self.address.lookup, *homes, *(one.id for one in self.mates)}
        return own | {(self.arrived.kind, self.key)} if self.key else own

    @property
    def key(self) -> str:
        """The gateway's id as it is kept."""
        return self.arrived.external_id[:80]


@transaction.atomic
def receive(*, by: Actor, arrived: Arrived, at: datetime) -> Incoming:
    """Keeps one message, understands it, tells the rooms above, and answers; the same one again changes nothing.

    What nobody took stays for a person to read, and the sender is told so.
    """
    [incoming] = receive_many(by=by, arrived=[arrived], at=at)
    return incoming


@transaction.atomic
def receive_many(*, by: Actor, arrived: Sequence[Arrived], at: datetime) -> list[Incoming]:
    """Receives what came at one moment, in order: what one after the other would come to, in as many statements as
    one needs. Messages of one sender or one household are taken in turns, so that each finds what the one before
    it did."""
    found: dict[int, Incoming] = {}
    read = _read(by.subdistrict, arrived, at)
    for turn in _turns(read):
        found |= zip(turn, _take_turn(by, [read[n] for n in turn], at), strict=True)
    return [found[n] for n in range(len(arrived))]


def meant_of(incoming: Incoming) -> tuple[Said, ...]:
    """The readings that the rules understood."""
    return tuple(
        Said(
            one["who"],
            one["day"],
            one["slot"],
            Decimal(one["celsius"]) if one["celsius"] else None,
            tuple(one["symptoms"]),
            one["method"],
        )
        for one in json.loads(incoming.meant)["said"]
    )


def is_correction(incoming: Incoming) -> bool:
    """True where the sender says that an earlier figure was wrong."""
    return bool(json.loads(incoming.meant)["is_correction"])


# -- reading ---------------------------------------------------------------------------------------------------------


# In which language an address wrote last, by kind and keyed hash.
Spoken = dict[tuple[str, bytes], str]


def _read(subdistrict: UUID, arrived: Sequence[Arrived], at: datetime) -> list[_Read]:
    addresses = [finding.address_of(one.kind, one.sender) for one in arrived]
    behind = finding.behind_many(subdistrict, [(one.kind, one.lookup) for one in addresses], at)
    mates = mates_of(subdistrict, (person for people in behind.values() for person in people))
    spoken = finding.languages(subdistrict, [one.lookup for one in addresses])
    return [
        _read_one(one, address, behind[address.kind, address.lookup], mates, spoken=spoken)
        for one, address in zip(arrived, addresses, strict=True)
    ]


def _read_one(
    arrived: Arrived, address: Address, people: Sequence[Person], mates: list[Person], *, spoken: Spoken
) -> _Read:
    text = arrived.text.replace("\x00", "")[:WORDS]
    home = at_home_with(people, mates)
    before = spoken.get((address.kind, address.lookup), "")
    meant = understand(text, names_of([(one.id, one.name) for one in home]), before)
    return _Read(arrived, address, people, home, text, meant)


def _turns(read: Sequence[_Read]) -> list[list[int]]:
    """Places of messages that may be taken at once; a later one of somebody comes in a later turn."""
    turns: list[list[int]] = []
    latest: dict[Hashable, int] = {}
    for n, one in enumerate(read):
        turn = max((latest[name] + 1 for name in one.names if name in latest), default=0)
        while turn < len(turns) and len(turns[turn]) >= AT_ONCE:
            turn += 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(n)
        latest |= dict.fromkeys(one.names, turn)
    return turns


# -- taking ----------------------------------------------------------------------------------------------------------


def _take_turn(by: Actor, read: Sequence[_Read], at: datetime) -> list[Incoming]:
    made = [_incoming(by.subdistrict, one, at) for one in read]
    fresh = _store(by.subdistrict, made)
    new = [(one, incoming) for one, incoming in zip(read, made, strict=True) if incoming.id in fresh]
    _hear(by.subdistrict, [one for one, _incoming in new], at)
    for one, _made in new:
        if one.meant.meaning in (Meaning.STOP, Meaning.START):
            _heed(by, one, at)
    for one, incoming in new:
        if one.meant.meaning == Meaning.TIE:
            tie_sender(by, incoming, one.meant.code, at)
    record_all("messages.received", acts=[_received(by, incoming) for _one, incoming in new], at=at)
    done = _finish(by, fresh, at)
    known = _known(by.subdistrict, [one for one in made if one.id not in fresh])
    return [done.get(one.id) or known[one.kind, one.external_id] for one in made]


def _incoming(subdistrict: UUID, read: _Read, at: datetime) -> Incoming:
    arrived, meant, people = read.arrived, read.meant, read.people
    return Incoming(
        subdistrict=subdistrict,
        kind=arrived.kind,
        external_id=read.key or ids.new().hex,
        sender=arrived.sender,
        sender_lookup=read.address.lookup,
        sender_masked=read.address.masked,
        body=read.text,
        language=meant.language,
        sent_at=min(arrived.sent_at or at, at),
        received_at=at,
        person=_one(people),
        household_id=_one({one.household_id for one in people}),
        committee_id=_one({one.committee_id for one in people}),
        meaning=meant.meaning.value,
        meant=as_text(meant),
        is_urgent=meant.is_urgent,
        reason=meant.because,
    )


def _store(subdistrict: UUID, made: Sequence[Incoming]) -> set[UUID]:
    """Stores those whose id is new, in one order: two processes that take the same ones wait for each other and
    never both. Returns whose are new."""
    ordered = sorted(made, key=lambda one: (one.kind, one.external_id))
    Incoming.objects.bulk_create(ordered, ignore_conflicts=True)
    stored = Incoming.objects.of(subdistrict).filter(pk__any=[one.id for one in made])
    return set(stored.values_list("pk", flat=True))


def _known(subdistrict: UUID, missed: Collection[Incoming]) -> dict[tuple[str, str], Incoming]:
    """What came in before under the ids of these."""
    rows = Incoming.objects.of(subdistrict).filter(external_id__any=[one.external_id for one in missed])
    return {(one.kind, one.external_id): one for one in rows} if missed else {}


def _one(found: Any) -> Any:
    found = list(found)
    return found[0] if len(found) == 1 else None


def _received(by: Actor, made: Incoming) -> Act:
    return Act(
        by, made, made.person_id, made.committee_id, facts={"kind": made.kind, "meaning": made.meaning}
    )


def _hear(subdistrict: UUID, read: Sequence[_Read], at: datetime) -> None:
    """Remembers the accounts that wrote, when, and in which language: they are answered in that."""
    heard = [
        Correspondent(
            subdistrict=subdistrict, kind=one.address.kind, address=one.address.value, lookup=one.address.lookup,
            masked=one.address.masked, language=one.meant.language, since=at, heard_at=at,
        )
        for one in sorted(read, key=lambda one: (one.address.kind, one.address.lookup))
    ]  # fmt: skip
    known = ["subdistrict", "kind", "lookup"]
    Correspondent.objects.bulk_create(
        heard, update_conflicts=True, unique_fields=known, update_fields=["language", "heard_at"]
    )


def _heed(by: Actor, one: _Read, at: datetime) -> None:
    """Notes that somebody wants no messages, or wants them again: by none of their ways, if it is plain who wrote."""
    meaning, addresses = one.meant.meaning, _theirs(by.subdistrict, one, at)
    if meaning == Meaning.START:
        for address in addresses:
            rows = OptOut.objects.of(by.subdistrict).filter(kind=address.kind, lookup=address.lookup)
            rows.filter(ended_at=None).update(ended_at=at)
    else:
        stops = [_stop(by.subdistrict, address, at) for address in addresses]
        OptOut.objects.bulk_create(stops, ignore_conflicts=True)
    kind = one.address.kind
    record("messages.stopped" if meaning == Meaning.STOP else "messages.started", by=by, at=at, kind=kind)


def _theirs(subdistrict: UUID, one: _Read, at: datetime) -> list[Address]:
    """The address that wrote, and whichever other ways lead to the same person. Who left the official account said
    nothing about their telephone."""
    if len(one.people) != 1 or one.arrived.is_leaving:
        return [one.address]
    [person] = one.people
    ways = finding.reach(subdistrict, [person.id], at)[person.id].own
    return [one.address, *(way for way in ways if way.lookup != one.address.lookup)]


def _stop(subdistrict: UUID, address: Address, at: datetime) -> OptOut:
    return OptOut(
        subdistrict=subdistrict, kind=address.kind, lookup=address.lookup, masked=address.masked, since=at
    )


# What needs nobody's reading, and what is answered.
BY_ITSELF = {Meaning.STOP: "stopped", Meaning.START: "started", Meaning.WELL: "thanks", Meaning.THANKS: ""}


def _finish(by: Actor, fresh: Collection[UUID], at: datetime) -> dict[UUID, Incoming]:
    """What no room took: settled by itself where nothing is left to do, else for a person, who is promised. Returns
    all as they stand then."""
    rows = Incoming.objects.of(by.subdistrict).filter(pk__any=fresh).order_by("pk") if fresh else ()
    done: dict[UUID, Incoming] = {one.id: one for one in rows}
    left = [one for one in done.values() if one.state == Incoming.State.NEW and not one.reply]
    replies = [Reply(one, template) for one in left if (template := _settled(one, at))]
    for reply, message in zip(replies, answer_all(by, replies, at=at), strict=True):
        reply.incoming.reply = message.id if message else None
    keep(left)
    return done


def _settled(incoming: Incoming, at: datetime) -> str:
    """How one is answered that no room took; it is settled where nobody has to read it."""
    meaning = Meaning(incoming.meaning)
    if meaning in BY_ITSELF:
        incoming.state, incoming.settled_at = Incoming.State.UNDERSTOOD, at
        return BY_ITSELF[meaning]
    return "passed_on" if incoming.household_id or incoming.person_id else "unknown_sender"
