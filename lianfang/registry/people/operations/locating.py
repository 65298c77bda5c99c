"""Finding the doors that addresses name: parse, learn what compounds are called, look up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from psycopg import sql

from lianfang.core import Actor, bulk
from lianfang.ledger.operations import record
from lianfang.registry.places import operations as place_operations
from lianfang.registry.places import selectors as places
from lianfang.registry.places.rules import (
    Address,
    Gazetteer,
    Resolution,
    gather_names,
    learn_shared,
    parse,
    resolve,
)

from ..models import Mention

COLUMNS = {
    "id": "uuid",
    "level": "text",
    **dict.fromkeys(("committee", "compound", "building", "door"), "uuid"),
}
WRITE = """
UPDATE people_mention AS m SET place_level = v.level, committee_id = v.committee, compound_id = v.compound,
       building_id = v.building, door_id = v.door, traces_version = 0
FROM {} AS v
WHERE m.subdistrict = %s AND m.id = v.id
      AND (m.place_level, m.committee_id, m.compound_id, m.building_id, m.door_id)
          IS DISTINCT FROM (v.level, v.committee, v.compound, v.building, v.door)
RETURNING m.person_id
"""


@transaction.atomic
def locate(*, by: Actor, at: datetime, again: bool = False) -> set[UUID]:
    """Looks up the address of every mention not looked up yet; `again` retries those that found no door.

    Retrying is for after a household ledger came in: who was handed in before it finds their committee then.
    Returns the persons known already of whom some address now leads elsewhere.
    """
    waiting = _waiting(by.subdistrict, again)
    if not waiting.exists():
        return set()
    known = places.names(by.subdistrict)
    rows = list(waiting.values_list("id", "address", "area"))
    parsed = [parse(address, known=known) if address else Address() for _id, address, _area in rows]
    gazetteer = places.gazetteer(by.subdistrict)
    _learn(by, parsed, gazetteer, at)
    owners = {stair.key: site.key for site in gazetteer.sites.values() for stair in site.stairs.values()}
    found = (
        _columns(row[0], resolve(address, gazetteer, committee=row[2]), owners)
        for row, address in zip(rows, parsed, strict=True)
    )
    with bulk.staged(COLUMNS, found) as stage, connection.cursor() as cursor:
        cursor.execute(sql.SQL(WRITE).format(stage), [by.subdistrict])  # type: ignore[arg-type]
        moved = {person for (person,) in cursor.fetchall() if person}
    record("people.located", by=by, at=at, mentions=len(rows))
    return moved


def _waiting(subdistrict: UUID, again: bool) -> QuerySet[Mention]:
    mine = Mention.objects.of(subdistrict)
    return mine.filter(~Q(place_level="flat")) if again else mine.filter(place_level="")


def _learn(by: Actor, parsed: Sequence[Address], gazetteer: Gazetteer, at: datetime) -> None:
    """Names written beside a lane stand for it elsewhere; kept with their evidence, used at once."""
    counts = gather_names(parsed)
    shared = learn_shared(parsed)
    names = {
        name[:60]: [
            (site.key, counts[name][place])
            for place in kept
            if (site := gazetteer.sites.get(place)) is not None
        ]
        for name, kept in shared.items()
    }
    place_operations.learn_names(by=by, names={n: k for n, k in names.items() if k}, at=at)  # type: ignore[misc]
    gazetteer.add_names(shared)


def _columns(mention: UUID, place: Resolution, owners: dict[Any, Any]) -> tuple[Any, ...]:
    compound = place.compound or owners.get(place.stair)
    return (mention, place.level.value, place.committee, compound, place.stair, place.flat)
