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
PLACE = ("road", "lane", "sublane", "name")
WRITE = """
UPDATE people_person AS p SET
    name = v.name, sort_key = v.sort_key, pinyin = v.pinyin, initials = v.initials, sex = v.sex,
    born_on = v.born_on, id_masked = v.id_masked, phone_masked = v.phone_masked, address = v.address,
    committee_id = v.committee, compound_id = v.compound, building_id = v.building, door_id = v.door,
    household_id = v.household, is_registered = v.is_registered, is_listed = v.is_listed,
    sources = string_to_array(v.sources, ','), updated_at = %s
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::date[], %s::text[],
            %s::text[], %s::text[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::bool[],
            %s::bool[], %s::text[])
     AS v(id, name, sort_key, pinyin, initials, sex, born_on, id_masked, phone_masked, address, committee,
          compound, building, door, household, is_registered, is_listed, sources)
WHERE p.subdistrict = %s AND p.id = v.id AND (
    p.name, p.sort_key, p.pinyin, p.initials, p.sex, p.born_on, p.id_masked, p.phone_masked, p.address,
    p.committee_id, p.compound_id, p.building_id, p.door_id, p.household_id, p.is_registered, p.is_listed,
    array_to_string(p.sources, ',')
) IS DISTINCT FROM (
    v.name, v.sort_key, v.pinyin, v.initials, v.sex, v.born_on, v.id_masked, v.phone_masked, v.address,
    v.committee, v.compound, v.building, v.door, v.household, v.is_registered, v.is_listed, v.sources
)
"""


class Row(NamedTuple):
    """One person's columns, in the order of WRITE."""

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
    sources: str = ""


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
    """What was said about each of these persons and not taken back."""
    standing = Mention.objects.of(subdistrict).standing().filter(person_id__in=persons)
    numbers = _numbers(subdistrict, persons)
    found: dict[UUID, list[Said]] = defaultdict(list)
    for row in standing.order_by("as_of", "id").values_list(*MENTION):
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
        key: _address(place, number, unit, block)
        for key, number, unit, block, *place in stairs.values_list("id", "number", "unit", "block", *fields)
    }
    return names | {key: _address(place) for key, *place in grounds.values_list("id", *PLACE)}


def door_name(door: Door) -> str:
    """A door as its sign says it: 新闸路390弄25号503室. Its building and compound should be loaded."""
    stair, ground = door.building, door.building.compound
    place = [getattr(ground, part) for part in PLACE]
    return _address(place, stair.number, stair.unit, stair.block, door.room)


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


def _numbers(subdistrict: UUID, persons: Sequence[UUID]) -> dict[UUID, tuple[Number, ...]]:
    theirs = Contact.objects.of(subdistrict).filter(
        mention__person_id__in=persons, mention__withdrawn_at=None
    )
    found: dict[UUID, tuple[Number, ...]] = {}
    for mention, key, masked, valid in theirs.order_by("id").values_list(
        "mention_id", "id", "masked", "is_valid"
    ):
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
        sources=",".join(one.sources),
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
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [at, *columns, subdistrict])


def _address(place: Sequence[str], number: str = "", unit: str = "", block: str = "", room: str = "") -> str:
    road, lane, sublane, name = place
    return render(
        Address(
            road=road,
            lane=lane.removesuffix("弄"),
            sublane=sublane.removesuffix("支弄"),
            compound="" if road else name,
            block=block,
            building=number.removesuffix("号"),
            unit=unit,
            room=room.removesuffix("室"),
        )
    )
