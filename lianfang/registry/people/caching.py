"""Persons' own columns: the best values of their mentions, computed in Python and written set-based.

Five thousand persons at a time are read, decided and written in a handful of statements, so that a whole town
takes seconds and never stands in memory at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from psycopg import sql

from lianfang.core import bulk
from lianfang.core.purposes import Purpose
from lianfang.ledger.selectors import order_in_force
from lianfang.registry.places.models import Building, Compound, Door
from lianfang.registry.places.rules import Address, render

from .models import Contact, Household, Mention, Person
from .rules import best as rules
from .rules.best import Best, Number, Said
from .rules.names import read_name

CHUNK = 5000
MENTION = (
    "person_id",
    "id",
    "kind",
    "purpose",
    "as_of",
    "label",
    "name",
    "sex",
    "born_on",
    "age",
    "id_kind",
    "id_masked",
    "id_lookup",
    "address",
    "committee_id",
    "compound_id",
    "building_id",
    "door_id",
    "residence_kind",
    "from_place",
    "arrived_on",
)
# One array parameter instead of thousands of single ones.
THEIRS = "person_id = ANY(%s)"
GIVEN = "mention_id = ANY(%s)"
PLACE = ("road", "lane", "sublane", "name")
COLUMNS = {
    "id": "uuid",
    "name": "text",
    "sort_key": "text",
    "pinyin": "text",
    "initials": "text",
    "sex": "text",
    "born_on": "date",
    "id_masked": "text",
    "phone_masked": "text",
    "address": "text",
    "committee_id": "uuid",
    "compound_id": "uuid",
    "building_id": "uuid",
    "door_id": "uuid",
    "household_id": "uuid",
    "is_registered": "bool",
    "is_listed": "bool",
    "sources": "varchar[]",
}


class Row(NamedTuple):
    """One person's columns, in the order of COLUMNS."""

    id: UUID
    name: str = ""
    sort_key: str = ""
    pinyin: str = ""
    initials: str = ""
    sex: str = ""
    born_on: date | None = None
    id_masked: str = ""
    phone_masked: str = ""
    address: str = ""
    committee: UUID | None = None
    compound: UUID | None = None
    building: UUID | None = None
    door: UUID | None = None
    household: UUID | None = None
    is_registered: bool = False
    is_listed: bool = False
    sources: list[str] = []


def refresh(subdistrict: UUID, persons: Iterable[UUID] | None, at: datetime) -> int:
    """Computes the columns of these persons (None: everybody not merged away); returns how many."""
    allowed = masks_allowed(subdistrict, at)
    count = 0
    for part in _everybody(subdistrict) if persons is None else _parts(sorted(set(persons))):
        said = sayings(subdistrict, part)
        rows = _rows({key: rules.best(said.get(key, ()), masks_allowed=allowed) for key in part}, subdistrict)
        _write(subdistrict, rows, at)
        count += len(part)
    return count


def masks_allowed(subdistrict: UUID, at: datetime) -> bool:
    """True while an order lets screening read mask reservations."""
    return order_in_force(subdistrict, Purpose.MASK.value, Purpose.SCREEN.value, at) is not None


def sayings(subdistrict: UUID, persons: Sequence[UUID]) -> dict[UUID, list[Said]]:
    """What was said about each of these persons and not taken back.

    Two reads by key and no join: right after a bulk load the database has no statistics, and a join of two
    tables that it takes for small would run for minutes.
    """
    standing = Mention.objects.of(subdistrict).standing().extra(where=[THEIRS], params=[list(persons)])
    rows = list(standing.order_by("as_of", "id").values_list(*MENTION))
    numbers = _numbers(subdistrict, [row[1] for row in rows])
    found: dict[UUID, list[Said]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(_said(row, numbers))
    return found


def place_names(subdistrict: UUID, homes: Iterable[Said]) -> dict[UUID, str]:
    """How to write the buildings and compounds of these homes, by id."""
    homes = list(homes)
    buildings = {home.building for home in homes if home.building}
    compounds = {home.compound for home in homes if home.compound and not home.building}
    fields = [f"compound__{part}" for part in PLACE]
    stairs = Building.objects.of(subdistrict).filter(id__in=buildings)
    grounds = Compound.objects.of(subdistrict).filter(id__in=compounds)
    names = {
        key: _address(place, number=number, unit=unit, block=block)
        for key, number, unit, block, *place in stairs.values_list("id", "number", "unit", "block", *fields)
    }
    return names | {key: _address(place) for key, *place in grounds.values_list("id", *PLACE)}


def door_name(door: Door) -> str:
    """A door as its sign says it: 新闸路390弄25号503室. Its building and compound should be loaded."""
    stair, ground = door.building, door.building.compound
    place = [getattr(ground, part) for part in PLACE]
    return _address(place, number=stair.number, unit=stair.unit, block=stair.block, room=door.room)


def _everybody(subdistrict: UUID) -> Iterator[list[UUID]]:
    present = Person.objects.of(subdistrict).present().order_by("id").values_list("id", flat=True)
    part = list(present[:CHUNK])
    while part:
        yield part
        part = list(present.filter(id__gt=part[-1])[:CHUNK])


def _parts(persons: list[UUID]) -> Iterator[list[UUID]]:
    running = iter(persons)
    while part := list(islice(running, CHUNK)):
        yield part


def _numbers(subdistrict: UUID, mentions: Sequence[UUID]) -> dict[UUID, tuple[Number, ...]]:
    theirs = Contact.objects.of(subdistrict).extra(where=[GIVEN], params=[list(mentions)]).order_by("id")
    found: dict[UUID, tuple[Number, ...]] = {}
    for mention, key, masked, valid in theirs.values_list("mention_id", "id", "masked", "is_valid"):
        found[mention] = (*found.get(mention, ()), Number(key, masked, valid))
    return found


def _said(row: tuple[Any, ...], numbers: dict[UUID, tuple[Number, ...]]) -> Said:
    values = dict(zip(MENTION, row, strict=True))
    values.pop("person_id")
    lookup = values.pop("id_lookup")
    places = {key: values.pop(f"{key}_id") for key in ("committee", "compound", "building", "door")}
    return Said(**values, **places, is_full_id=lookup is not None, phones=numbers.get(values["id"], ()))


def _rows(found: dict[UUID, Best], subdistrict: UUID) -> list[Row]:
    homes = {key: one.home.said for key, one in found.items() if one.home}
    names = place_names(subdistrict, homes.values())
    households = _households(subdistrict, homes.values())
    return [_row(key, one, names, households) for key, one in found.items()]


def _row(key: UUID, one: Best, names: dict[UUID, str], households: dict[UUID, UUID]) -> Row:
    if not one.is_listed:
        return Row(key)
    home = one.home.said if one.home else None
    return Row(
        key,
        *_named(one),
        sex=one.sex.value if one.sex else "",
        born_on=one.born_on.value if one.born_on else None,
        id_masked=one.identity.value if one.identity else "",
        phone_masked=one.phone.value.masked if one.phone else "",
        is_registered="register" in one.sources,
        is_listed=True,
        sources=list(one.sources),
        **(_housed(home, names, households) if home else {}),
    )


def _named(one: Best) -> tuple[str, str, str, str]:
    if not one.name:
        return "", "", "", ""
    key = read_name(one.name.value).sort_key
    syllables = key.split()
    return one.name.value, key[:160], "".join(syllables)[:160], "".join(s[0] for s in syllables)[:40]


def _housed(home: Said, names: dict[UUID, str], households: dict[UUID, UUID]) -> dict[str, Any]:
    place = home.building or home.compound
    return {
        "address": (names.get(place, "") if place else rules.to_building(home.address))[:120],
        "committee": home.committee,
        "compound": home.compound,
        "building": home.building,
        "door": home.door,
        "household": households.get(home.door) if home.door else None,
    }


def _households(subdistrict: UUID, homes: Iterable[Said]) -> dict[UUID, UUID]:
    """The household behind each door; doors without one get theirs."""
    doors = {home.door: home.committee for home in homes if home.door}
    found = _known_households(subdistrict, doors)
    fresh = [
        Household(subdistrict=subdistrict, door_id=door, committee_id=committee)
        for door, committee in doors.items()
        if door not in found
    ]
    Household.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    return _known_households(subdistrict, doors) if fresh else found


def _known_households(subdistrict: UUID, doors: Iterable[UUID]) -> dict[UUID, UUID]:
    known = Household.objects.of(subdistrict).filter(door_id__in=list(doors))
    return {door: key for door, key in known.values_list("door_id", "id") if door}


def _write(subdistrict: UUID, rows: Sequence[Row], at: datetime) -> None:
    """Only rows that differ are written."""
    values = [name for name in COLUMNS if name != "id"]
    changed = sql.SQL(", ").join(sql.SQL("{0} = v.{0}").format(sql.Identifier(name)) for name in values)
    before, after = (
        sql.SQL(", ").join(sql.Identifier(table, name) for name in values) for table in ("p", "v")
    )
    with bulk.staged(COLUMNS, rows) as stage, connection.cursor() as cursor:
        statement = sql.SQL(
            "UPDATE people_person AS p SET {}, updated_at = %s FROM {} AS v "
            "WHERE p.subdistrict = %s AND p.id = v.id AND ({}) IS DISTINCT FROM ({})"
        ).format(changed, stage, before, after)
        cursor.execute(statement, [at, subdistrict])


def _address(
    place: Sequence[str], *, number: str = "", unit: str = "", block: str = "", room: str = ""
) -> str:
    road, lane, sublane, name = place
    # A tower with a number of its own stands where others have a lane.
    gate = lane if lane.endswith("号") else ""
    return render(
        Address(
            road=road,
            lane="" if gate else lane.removesuffix("弄"),
            sublane=sublane.removesuffix("支弄"),
            compound="" if road else name,
            block=block or gate,
            building=number.removesuffix("号"),
            unit=unit,
            room=room.removesuffix("室"),
        )
    )
