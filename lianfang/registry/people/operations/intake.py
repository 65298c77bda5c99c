"""Taking in what sources say: each saying becomes a mention with its contacts. Whom it means comes later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, bulk, cipher, ids, masking
from lianfang.core.purposes import Purpose
from lianfang.ledger.operations import record

from .. import caching
from ..models import Contact, Mention, Pair
from ..rules import identifiers, phones

PURPOSES = {
    Mention.Kind.REGISTER: Purpose.REGISTRY,
    Mention.Kind.LEDGER: Purpose.REGISTRY,
    Mention.Kind.MASK: Purpose.MASK,
}


@dataclass(frozen=True, slots=True)
class Saying:
    """What a source said of somebody, values as written or read; empty where it said nothing."""

    kind: str
    label: str
    as_of: datetime
    name: str = ""
    sex: str = ""
    born_on: date | None = None
    age: int | None = None
    id_number: str = ""
    phones: str = ""
    address: str = ""
    area: str = ""
    employer: str = ""
    relation: str = ""
    from_place: str = ""
    arrived_on: date | None = None
    last_contact_on: date | None = None
    residence_kind: str = ""
    note: str = ""


@transaction.atomic
def take_in(*, by: Actor, sayings: Sequence[Saying], are_apart: bool = False, at: datetime) -> list[UUID]:
    """Stores sayings as mentions, in order; returns their ids. Set-based: thousands at a time.

    `are_apart`: one family's own form, which names each of them once; whoever has another name is somebody else.
    """
    mentions = [_mention(by.subdistrict, saying) for saying in sayings]
    contacts = [
        contact
        for mention, saying in zip(mentions, sayings, strict=True)
        for contact in _contacts(mention, saying.phones)
    ]
    bulk.insert(mentions)
    bulk.insert(contacts)
    if are_apart:
        bulk.insert(_apart(by, mentions, at))
    kind = sayings[0].kind if sayings else ""
    record("people.taken_in", by=by, at=at, kind=kind, mentions=len(mentions), contacts=len(contacts))
    return [mention.id for mention in mentions]


def _apart(by: Actor, mentions: Sequence[Mention], at: datetime) -> list[Pair]:
    """A phone, a home and a journey in common make a family alike: what its own form says is not asked again."""
    return [
        Pair(
            subdistrict=by.subdistrict,
            left_id=min(one.id, other.id),
            right_id=max(one.id, other.id),
            weight=0.0,
            state=Pair.State.DIFFERENT,
            found_at=at,
            decided_at=at,
            decided_by=by.name,
        )
        for one, other in combinations(mentions, 2)
        if one.name != other.name
    ]


@transaction.atomic
def withdraw(*, by: Actor, mention_ids: Sequence[UUID], at: datetime) -> int:
    """Takes mentions back (an import undone, a row no longer listed): they stay as facts, but count no more."""
    found = Mention.objects.of(by.subdistrict).filter(id__in=mention_ids, withdrawn_at=None)
    touched = set(found.exclude(person=None).values_list("person_id", flat=True))
    count = found.update(withdrawn_at=at)
    caching.refresh(by.subdistrict, touched, at)
    record("people.withdrawn", by=by, at=at, mentions=count)
    return count


@transaction.atomic
def restore(*, by: Actor, mention_ids: Sequence[UUID], at: datetime) -> int:
    """Counts withdrawn mentions again (what replaced them was itself taken back)."""
    found = Mention.objects.of(by.subdistrict).filter(id__in=mention_ids, withdrawn_at__isnull=False)
    touched = set(found.exclude(person=None).values_list("person_id", flat=True))
    count = found.update(withdrawn_at=None)
    caching.refresh(by.subdistrict, touched, at)
    record("people.restored", by=by, at=at, mentions=count)
    return count


def _mention(subdistrict: UUID, saying: Saying) -> Mention:
    number = identifiers.read_id(saying.id_number) if saying.id_number else None
    return Mention(
        id=ids.new(),
        subdistrict=subdistrict,
        kind=saying.kind,
        purpose=PURPOSES.get(Mention.Kind(saying.kind), Purpose.SCREEN).value,
        label=saying.label[:120],
        as_of=saying.as_of,
        name=saying.name[:80],
        sex=saying.sex,
        born_on=saying.born_on,
        age=saying.age,
        id_kind=number.kind.value if number else "",
        id_number=number.value if number else None,
        id_masked=masking.identity(number.value)[:24] if number else "",
        id_lookup=cipher.lookup("id", number.value) if number and number.is_full else None,
        address=saying.address[:300],
        area=saying.area[:40],
        employer=saying.employer[:120],
        relation=saying.relation[:40],
        from_place=saying.from_place[:80],
        arrived_on=saying.arrived_on,
        last_contact_on=saying.last_contact_on,
        residence_kind=saying.residence_kind[:20],
        note=saying.note[:300],
    )


def _contacts(mention: Mention, text: str) -> list[Contact]:
    seen: dict[str, Contact] = {}
    for phone in phones.read_phones(text) if text else []:
        seen.setdefault(
            phone.digits,
            Contact(
                id=ids.new(),
                subdistrict=mention.subdistrict,
                mention=mention,
                number=phone.digits,
                lookup=cipher.lookup("phone", phone.digits),
                masked=masking.phone(phone.digits)[:24],
                is_valid=phone.is_valid,
            ),
        )
    return list(seen.values())
