"""Finding the doors that addresses name: parse, learn what compounds are called, look up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from lianfang.core import Actor
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

CHUNK = 5000
Found = tuple[UUID, Resolution]
WRITE = """
UPDATE people_mention AS m SET place_level = v.level, committee_id = v.committee, compound_id = v.compound,
       building_id = v.building, door_id = v.door
FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[])
     AS v(id, level, committee, compound, building, door)
WHERE m.subdistrict = %s AND m.id = v.id
"""


@transaction.atomic
def locate(*, by: Actor, at: datetime, again: bool = False) -> int:
    """Looks up the address of every mention not looked up yet; `again` retries those that found no door.

    Retrying is for after a household ledger came in. Returns how many mentions were looked up.
    """
    waiting = _waiting(by.subdistrict, again)
    if not waiting.exists():
        return 0
    known = places.names(by.subdistrict)
    rows = list(waiting.values_list("id", "address", "area"))
    parsed = [parse(address, known=known) if address else Address() for _id, address, _area in rows]
    gazetteer = places.gazetteer(by.subdistrict)
    _learn(by, parsed, gazetteer, at)
    found = (
        (row[0], resolve(address, gazetteer, committee=row[2]))
        for row, address in zip(rows, parsed, strict=True)
    )
    owners = {stair.key: site.key for site in gazetteer.sites.values() for stair in site.stairs.values()}
    for part in _parts(found):
        _write(by.subdistrict, part, owners)
    record("people.located", by=by, at=at, mentions=len(rows))
    return len(rows)


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


def _parts(found: Iterable[Found]) -> Iterator[list[Found]]:
    running = iter(found)
    while part := list(islice(running, CHUNK)):
        yield part


def _write(subdistrict: UUID, part: list[Found], owners: dict[Any, Any]) -> None:
    columns: list[list[Any]] = [[], [], [], [], [], []]
    for key, place in part:
        compound = place.compound or owners.get(place.stair)
        values = (key, place.level.value, place.committee, compound, place.stair, place.flat)
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [*columns, subdistrict])

