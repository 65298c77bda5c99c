"""Writing the subdistrict's places, from the household ledger and from the official division codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction

from lianfang.core import Actor, Refused, ids
from lianfang.core.models import Subdistrict
from lianfang.ledger.operations import record

from .models import Building, Committee, Compound, CompoundName, Door
from .rules import Address, BadCode, DivisionLevel, Place, committee_stem, parse_code, place_of, render
from .rules.sorting import sort_key

BATCH = 2000
Row = TypeVar("Row", bound=models.Model)
KINDS = {
    "老洋房": Compound.Kind.OLD_HOUSE,
    "洋房": Compound.Kind.OLD_HOUSE,
    "老公房": Compound.Kind.OLD_ESTATE,
    "公房": Compound.Kind.OLD_ESTATE,
    "商品房": Compound.Kind.COMMODITY,
    "酒店式公寓": Compound.Kind.SERVICED,
    "服务式公寓": Compound.Kind.SERVICED,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a household ledger: where, of which committee, what kind of housing."""

    address: Address
    committee: str
    kind: str = ""
    is_rented: bool = False
    residents: int | None = None


@dataclass(slots=True)
class _Stock:
    """What the subdistrict holds already, by natural key; grows while a ledger is entered."""

    committees: dict[str, Committee] = field(default_factory=dict)
    compounds: dict[Place, Compound] = field(default_factory=dict)
    buildings: dict[tuple[UUID, str, str, str], Building] = field(default_factory=dict)
    doors: dict[tuple[UUID, str], Door] = field(default_factory=dict)
    fresh: dict[type[models.Model], list[Any]] = field(default_factory=dict)


@transaction.atomic
def settle(*, by: Actor, entries: Iterable[Entry], at: datetime) -> dict[str, int]:
    """Enters a household ledger: missing committees, compounds, buildings and doors are made, the rest kept.

    Returns how many of each were made. Entries whose address names no road and no compound only bring
    their committee. Set-based: 20,000 households take seconds.
    """
    stock = _stock(by.subdistrict)
    changed = []
    for entry in entries:
        door = _enter(stock, by.subdistrict, entry)
        if door is not None and _renew(door, entry):
            changed.append(door)
    made = {model.__name__.lower(): _save(model, rows) for model, rows in stock.fresh.items()}
    Door.objects.bulk_update(changed, ["is_rented", "residents"], batch_size=BATCH)
    record("places.settled", by=by, at=at, **made)
    return made


@transaction.atomic
def load_divisions(*, by: Actor, divisions: Sequence[tuple[str, str]], at: datetime) -> dict[str, int]:
    """Enters committees from official 12-digit codes and names; a committee known by name gets its code.

    Raises Refused `places.code_wrong` for a code that is none (统计用区划代码, 国家统计局), and
    `places.code_elsewhere` for a committee of another subdistrict.
    """
    home = Subdistrict.objects.get(pk=by.subdistrict)
    stock = _stock(by.subdistrict)
    named = 0
    for code, name in divisions:
        if _is_committee(code, home, name):
            committee = _committee(stock, by.subdistrict, name)
            if committee.code != code:
                committee.code, named = code, named + 1
    fresh = stock.fresh.get(Committee, [])
    _save(Committee, fresh)
    known = [c for c in stock.committees.values() if c not in fresh and c.code]
    Committee.objects.bulk_update(known, ["code"])
    record("places.divisions_loaded", by=by, at=at, committees=len(fresh), codes=named)
    return {"committees": len(fresh), "codes": named}


@transaction.atomic
def learn_names(*, by: Actor, names: dict[str, list[tuple[UUID, int]]], at: datetime) -> int:
    """Keeps what lists call a compound beside its lane; evidence counts are replaced by the larger."""
    known = {(n.compound_id, n.name): n for n in CompoundName.objects.of(by.subdistrict)}
    fresh, grown = [], []
    for name, places in names.items():
        for compound, count in places:
            held = known.get((compound, name))
            if held is None:
                fresh.append(
                    CompoundName(subdistrict=by.subdistrict, compound_id=compound, name=name, evidence=count)
                )
            elif count > held.evidence:
                held.evidence = count
                grown.append(held)
    _save(CompoundName, fresh)
    CompoundName.objects.bulk_update(grown, ["evidence"], batch_size=BATCH)
    if fresh:
        record("places.names_learned", by=by, at=at, names=len(fresh))
    return len(fresh)


def _is_committee(code: str, home: Subdistrict, name: str) -> bool:
    try:
        division = parse_code(code)
    except BadCode as error:
        raise Refused("places.code_wrong", code=code, name=name) from error
    if division.level is not DivisionLevel.COMMITTEE:
        return False
    if not code.startswith(home.code):
        raise Refused("places.code_elsewhere", code=code, name=name, home=home.name)
    return True


def _stock(subdistrict: UUID) -> _Stock:
    compounds = {_place(c): c for c in Compound.objects.of(subdistrict)}
    return _Stock(
        committees={committee_stem(c.name): c for c in Committee.objects.of(subdistrict)},
        compounds=compounds,
        buildings={(b.compound_id, b.number, b.unit, b.block): b for b in Building.objects.of(subdistrict)},
        doors={(d.building_id, d.room): d for d in Door.objects.of(subdistrict)},
    )


def _place(compound: Compound) -> Place:
    if compound.road:
        return Place(compound.road, compound.lane, compound.sublane)
    return Place("", "", "", compound.name)


def _enter(stock: _Stock, subdistrict: UUID, entry: Entry) -> Door | None:
    """Follows one entry down to its door, making what is missing; returns the door if it was known before."""
    address = entry.address
    committee = _committee(stock, subdistrict, entry.committee or address.committee)
    place = place_of(address)
    if place is None:
        return None
    compound = stock.compounds.get(place) or _new_compound(stock, place, committee, entry)
    if not address.building and not address.door:
        return None
    building = _building(stock, compound, address)
    if not address.door:
        return None
    key = (building.id, address.door)
    known = stock.doors.get(key)
    if known is None:
        door = Door(id=ids.new(), subdistrict=subdistrict, building=building, room=address.door)
        door.sort_key = sort_key(address.door)[:60]
        _renew(door, entry)
        stock.doors[key] = _keep(stock, door)
    return known if known is not None and not known._state.adding else None


def _renew(door: Door, entry: Entry) -> bool:
    """Takes over what the newest ledger says; True where that changes a known door."""
    before = (door.is_rented, door.residents)
    door.is_rented = entry.is_rented
    door.residents = entry.residents if entry.residents is not None else door.residents
    return (door.is_rented, door.residents) != before


def _committee(stock: _Stock, subdistrict: UUID, name: str) -> Committee:
    stem = committee_stem(name)
    held = stock.committees.get(stem)
    if held is None:
        held = Committee(id=ids.new(), subdistrict=subdistrict, name=name.strip())
        stock.committees[stem] = _keep(stock, held)
    return held


def _new_compound(stock: _Stock, place: Place, committee: Committee, entry: Entry) -> Compound:
    address = entry.address
    title = address.compound or render(
        Address(road=address.road, lane=address.lane, sublane=address.sublane, block=_gate(place))
    )
    compound = Compound(id=ids.new(), subdistrict=committee.subdistrict, committee=committee, name=title)
    compound.road, compound.lane, compound.sublane = place.road, place.lane, place.sublane
    compound.kind = KINDS.get(entry.kind.strip(), Compound.Kind.OTHER)
    compound.sort_key = sort_key(title)
    stock.compounds[place] = _keep(stock, compound)
    return compound


def _gate(place: Place) -> str:
    return place.lane if place.lane.endswith("号") else ""


def _building(stock: _Stock, compound: Compound, address: Address) -> Building:
    block = "" if compound.lane.endswith("号") and compound.lane == address.block else address.block
    key = (compound.id, address.building, address.unit, block)
    held = stock.buildings.get(key)
    if held is None:
        held = Building(id=ids.new(), subdistrict=compound.subdistrict, compound=compound)
        held.number, held.unit, held.block = address.building, address.unit, block
        held.sort_key = sort_key(block, address.building, address.unit)[:60]
        stock.buildings[key] = _keep(stock, held)
    return held


def _keep(stock: _Stock, row: Row) -> Row:
    stock.fresh.setdefault(type(row), []).append(row)
    return row


def _save(model: type[models.Model], rows: list[Any]) -> int:
    model._default_manager.bulk_create(rows, batch_size=BATCH)
    return len(rows)
