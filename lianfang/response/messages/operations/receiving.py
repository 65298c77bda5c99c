"""What residents write comes in: kept once, understood by rule or kept for a person, answered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, ids
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Person

from .. import finding
from ..models import Correspondent, Incoming, Message, OptOut
from ..rules import Address, Kind
from ..rules.labels import Said
from ..rules.understanding import Meaning, Understood, understand
from ..rules.whose import names_of
from .sending import Letter, send_many

# Two machines that answer each other stop here.
ANSWERS_AN_HOUR = 8
WORDS = 1000


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as a gateway hands it over. `external_id` is the gateway's own: it counts once."""

    kind: str
    sender: str = field(repr=False)
    text: str = field(repr=False)
    external_id: str = ""
    sent_at: datetime | None = None


@transaction.atomic
def receive(*, by: Actor, arrived: Arrived, at: datetime) -> Incoming:
    """Keeps one message, understands it, tells the rooms above, and answers; the same one again changes nothing.

    What nobody took stays for a person to read, and the sender is told so.
    """
    address = finding.address_of(arrived.kind, arrived.sender)
    people = finding.people_behind(by.subdistrict, arrived.kind, address.lookup, at)
    mates = household_mates(by.subdistrict, people)
    text = arrived.text.replace("\x00", "")[:WORDS]
    meant = understand(text, names_of([(one.id, one.name) for one in mates]))
    made = _keep(by.subdistrict, arrived, address, people=people, meant=meant, text=text, at=at)
    if made is None:
        known = Incoming.objects.of(by.subdistrict)
        return known.get(kind=arrived.kind, external_id=arrived.external_id[:80])
    _hear(by.subdistrict, address, meant.language, at)
    if meant.meaning in (Meaning.STOP, Meaning.START):
        _heed(by, address, meant.meaning, at)
    record(
        "messages.received", by=by, at=at, about=made, person=made.person_id, committee=made.committee_id,
        kind=made.kind, meaning=made.meaning,
    )  # fmt: skip
    return _finish(by, made, at)


@transaction.atomic
def take(
    *,
    by: Actor,
    incoming_id: UUID,
    template: str,
    facts: Mapping[str, object],
    at: datetime,
    reason: str = "",
) -> Incoming:
    """A room says that it has done what a message asks, and what to answer. Called while it is received."""
    incoming: Incoming = (
        Incoming.objects.of(by.subdistrict).select_for_update(of=("self",)).get(pk=incoming_id)
    )
    incoming.state, incoming.reason, incoming.settled_at = Incoming.State.UNDERSTOOD, reason, at
    answered = answer_with(by, incoming, template, facts, at=at)
    incoming.reply = answered.id if answered else None
    incoming.save(update_fields=["state", "reason", "settled_at", "reply"])
    record("messages.understood", by=by, at=at, about=incoming, person=incoming.person_id, reason=reason)
    return incoming


@transaction.atomic
def pass_on(
    *, by: Actor, incoming_id: UUID, reason: str, at: datetime, template: str = "passed_on",
    facts: Mapping[str, object] | None = None, urgent: bool = False,
) -> Incoming:  # fmt: skip
    """A room says that a person has to read a message, why, and what the sender is told meanwhile."""
    incoming: Incoming = (
        Incoming.objects.of(by.subdistrict).select_for_update(of=("self",)).get(pk=incoming_id)
    )
    incoming.reason, incoming.is_urgent = reason[:40], incoming.is_urgent or urgent
    answered = answer_with(by, incoming, template, facts or {}, at=at)
    incoming.reply = answered.id if answered else None
    incoming.save(update_fields=["reason", "is_urgent", "reply"])
    record("messages.passed_on", by=by, at=at, about=incoming, person=incoming.person_id, reason=reason)
    return incoming


def answer_with(
    by: Actor,
    incoming: Incoming,
    template: str,
    facts: Mapping[str, object],
    *,
    at: datetime,
    key: str = "",
    handed: bool = True,
) -> Message | None:
    """Puts the answer to a message into the outbox; one to the official account goes in the very reply to its call
    (`handed`), while that is open. None where this number has been answered often enough this hour."""
    lookup = bytes(incoming.sender_lookup)
    lately = Message.objects.of(by.subdistrict).filter(
        address_lookup=lookup, changed_at__gt=at - timedelta(hours=1)
    )
    if lately.filter(about_kind=Incoming._meta.label).count() >= ANSWERS_AN_HOUR:
        return None
    letter = Letter(
        template,
        person=incoming.person_id,
        facts=facts,
        about=incoming,
        key=f"reply {incoming.id.hex} {key or template}",
        urgent=True,
        language=incoming.language,
        to=Address(incoming.kind, incoming.sender, lookup, incoming.sender_masked),
        handed=handed and incoming.kind == Kind.WECHAT,
        is_new=True,
        committee=incoming.committee_id,
    )
    [message] = send_many(by=by, letters=[letter], at=at)
    return message


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


def household_mates(subdistrict: UUID, people: Sequence[Person]) -> list[Person]:
    """Those behind the number and everybody at home with them."""
    homes = {one.household_id for one in people if one.household_id}
    mates = Person.objects.of(subdistrict).listed().filter(household_id__in=homes) if homes else ()
    return list({one.id: one for one in (*people, *mates)}.values())


def _keep(
    subdistrict: UUID, arrived: Arrived, address: Address, *, people: Sequence[Person], meant: Understood,
    text: str, at: datetime,
) -> Incoming | None:  # fmt: skip
    """Stores it where its id is new; None where it is known."""
    made = Incoming(
        subdistrict=subdistrict,
        kind=arrived.kind,
        external_id=(arrived.external_id or ids.new().hex)[:80],
        sender=arrived.sender,
        sender_lookup=address.lookup,
        sender_masked=address.masked,
        body=text,
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
    stored = Incoming.objects.bulk_create([made], ignore_conflicts=True)
    is_new = Incoming.objects.of(subdistrict).filter(pk=stored[0].pk).exists()
    return made if is_new else None


def _one(found: Any) -> Any:
    found = list(found)
    return found[0] if len(found) == 1 else None


def as_text(meant: Understood) -> str:
    said = [
        {**asdict(one), "celsius": str(one.celsius) if one.celsius is not None else ""} for one in meant.said
    ]
    return json.dumps({"said": said, "is_correction": meant.is_correction}, ensure_ascii=False)


def _hear(subdistrict: UUID, address: Address, language: str, at: datetime) -> None:
    """Remembers an account that wrote, when, and in which language: it is answered in that."""
    heard = Correspondent(
        subdistrict=subdistrict, kind=address.kind, address=address.value, lookup=address.lookup,
        masked=address.masked, language=language, since=at, heard_at=at,
    )  # fmt: skip
    known = ["subdistrict", "kind", "lookup"]
    Correspondent.objects.bulk_create(
        [heard], update_conflicts=True, unique_fields=known, update_fields=["language", "heard_at"]
    )


def _heed(by: Actor, address: Address, meaning: Meaning, at: datetime) -> None:
    """Notes that an address wants no messages, or wants them again."""
    standing = OptOut.objects.of(by.subdistrict).filter(
        kind=address.kind, lookup=address.lookup, ended_at=None
    )
    if meaning == Meaning.START:
        standing.update(ended_at=at)
    else:
        stop = OptOut(
            subdistrict=by.subdistrict,
            kind=address.kind,
            lookup=address.lookup,
            masked=address.masked,
            since=at,
        )
        OptOut.objects.bulk_create([stop], ignore_conflicts=True)
    record(
        "messages.stopped" if meaning == Meaning.STOP else "messages.started", by=by, at=at, kind=address.kind
    )


# What needs nobody's reading, and what is answered.
BY_ITSELF = {Meaning.STOP: "stopped", Meaning.START: "started", Meaning.WELL: "thanks", Meaning.THANKS: ""}


def _finish(by: Actor, made: Incoming, at: datetime) -> Incoming:
    """What no room took: settled by itself where nothing is left to do, else for a person, who is promised."""
    made.refresh_from_db()
    if made.state != Incoming.State.NEW or made.reply:
        return made
    meaning = Meaning(made.meaning)
    if meaning in BY_ITSELF:
        made.state, made.settled_at, template = Incoming.State.UNDERSTOOD, at, BY_ITSELF[meaning]
    else:
        template = "passed_on" if made.household_id or made.person_id else "unknown_sender"
    answered = answer_with(by, made, template, {}, at=at) if template else None
    made.reply = answered.id if answered else None
    made.save(update_fields=["state", "settled_at", "reply"])
    return made
