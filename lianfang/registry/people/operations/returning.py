"""Words that were taken back and are said again: they are about whom they were about before.

An import is undone and handed in again, perhaps with a column corrected. Its mentions are new facts; whom they mean was
decided before, and what rested on that decision (a verification, a review) must not be asked for twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from psycopg import sql

from lianfang.core import Actor, bulk, ids
from lianfang.ledger.operations import record

from .. import caching
from ..models import Contact, Join, Mention, Pair

ASSIGN = """
UPDATE people_mention AS m SET person_id = v.person, joined_to_id = v.joined_to FROM {} AS v
WHERE m.subdistrict = %s AND m.id = v.id AND m.person_id IS NULL
"""
COLUMNS = {"id": "uuid", "person": "uuid", "joined_to": "uuid"}
RULE = "returned"
WORDS = ("name", "id_lookup", "id_masked", "address")
Who = tuple[Any, ...]


class _Said(NamedTuple):
    """Whom a mention means, and the words that say who it is."""

    person: UUID | None
    joined_to: UUID | None
    who: Who


@transaction.atomic
def take_up_again(*, by: Actor, again: Mapping[UUID, UUID], at: datetime) -> set[UUID]:
    """New mentions (keys) say again what withdrawn ones (values) said: they join the same persons.

    Only where the words that say who it is are the same: name, identity number and phones, or name and address where
    there is neither. A corrected column may have changed them; such a mention waits for linkage like any other.
    Decisions of the review go over to the new mention. Returns the mentions that came back.
    """
    old = _said(by.subdistrict, again.values())
    new = _said(by.subdistrict, again.keys())
    back = {
        key: before
        for key, before in again.items()
        if before in old and key in new and old[before].person and old[before].who == new[key].who
    }
    _assign(by.subdistrict, {key: old[before] for key, before in back.items()})
    persons = ((key, old[before].person) for key, before in back.items())
    bulk.insert([_join(by, key, person, at) for key, person in persons if person])
    _hand_over(by.subdistrict, {before: key for key, before in back.items()})
    record("people.taken_up_again", by=by, at=at, mentions=len(back))
    return set(back)


@transaction.atomic
def sum_up_again(*, by: Actor, mention_ids: Iterable[UUID], at: datetime) -> int:
    """Computes anew the persons of mentions that came back, once their addresses have been looked up."""
    said = Mention.objects.of(by.subdistrict).filter(id__in=list(mention_ids)).exclude(person=None)
    persons = set(said.values_list("person_id", flat=True))
    caching.refresh(by.subdistrict, persons, at)
    record("people.summed_up_again", by=by, at=at, persons=len(persons))
    return len(persons)


def _said(subdistrict: UUID, keys: Iterable[UUID]) -> dict[UUID, _Said]:
    wanted = list(keys)
    numbers: dict[UUID, set[bytes]] = defaultdict(set)
    contacts = Contact.objects.of(subdistrict).filter(mention_id__in=wanted)
    for key, lookup in contacts.values_list("mention_id", "lookup"):
        numbers[key].add(bytes(lookup))
    found = {}
    rows = Mention.objects.of(subdistrict).filter(id__in=wanted)
    for row in rows.values_list("id", "person_id", "joined_to_id", *WORDS):
        key, person, joined_to, name, number, masked, address = row
        found[key] = _Said(person, joined_to, _who(name, number, masked, address, numbers=numbers[key]))
    return found


def _who(name: str, number: bytes | None, masked: str, address: str, *, numbers: set[bytes]) -> Who:
    """The words that say who it is; a masked number counts as it is written."""
    if masked or numbers:
        return (name, bytes(number or b""), masked, frozenset(numbers))
    return (name, address)


def _assign(subdistrict: UUID, back: Mapping[UUID, _Said]) -> None:
    rows = [(key, said.person, said.joined_to) for key, said in back.items()]
    with bulk.staged(COLUMNS, rows) as stage, connection.cursor() as cursor:
        cursor.execute(sql.SQL(ASSIGN).format(stage), [subdistrict])  # type: ignore[arg-type]


def _join(by: Actor, mention: UUID, person: UUID, at: datetime) -> Join:
    return Join(
        id=ids.new(),
        subdistrict=by.subdistrict,
        mention_id=mention,
        person_id=person,
        how=Join.How.RULE,
        rule=RULE,
        by_name=by.name,
        at=at,
    )


def _hand_over(subdistrict: UUID, heirs: Mapping[UUID, UUID]) -> None:
    """Questions of the review and their answers are about the row: the new mention inherits them."""
    olds = list(heirs)
    pairs = list(Pair.objects.of(subdistrict).filter(Q(left__in=olds) | Q(right__in=olds)))
    for pair in pairs:
        sides = (heirs.get(pair.left_id, pair.left_id), heirs.get(pair.right_id, pair.right_id))
        pair.left_id, pair.right_id = sorted(sides)
    Pair.objects.bulk_update(pairs, ["left", "right"], batch_size=1000)
