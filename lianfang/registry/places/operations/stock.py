"""What a subdistrict holds, by what addresses call it, and how one more address is followed down into it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

from lianfang.core import ids

from ..models import Building, Committee, Compound, Door
from ..rules import Address, Place, Stair, committee_stem, place_of, render, stair_of
from ..rules.sorting import sort_key

BATCH = 2000
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
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
# 旧式里弄, 二级旧里, 石库门, 农民自建房: ledgers have many words for houses of which each has its own door.
SINGLE = (
    "里弄",
    "旧里",
    "石库门",
    "平房",
    "棚户",
    "简屋",
    "自建",
    "私房",
    "老宅",
    "老房",
    "农宅",
    "农房",
    "民房",
)
_sorted = lru_cache(maxsize=8192)(sort_key)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a household ledger: where, of which committee, what kind of housing. `is_shared`: other rows of the
    ledger, entered with this one or not, say the same of where they are."""

    address: Address
    committee: str
    kind: str = ""
    is_rented: bool = False
    residents: int | None = None
    is_shared: bool = False


class Stock:
    """The places of a subdistrict by natural key; new ones wait in `fresh` until `save`.

    One at a time per subdistrict: two ledgers entered at once would make every place twice.
    """

    def __init__(self, subdistrict: UUID) -> None:
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [f"places {subdistrict}"])
        self.subdistrict = subdistrict
        self.fresh: dict[type[models.Model], list[Any]] = {}
        self.committees = {committee_stem(c.name): c for c in Committee.objects.of(subdistrict)}
        compounds = {c.id: c for c in Compound.objects.of(subdistrict)}
        self.compounds = {_key(c.place, c.committee_id): c for c in compounds.values()}
        self.buildings = {
            (compounds[b.compound_id].place, Stair(b.number, b.unit, b.block)): b
            for b in Building.objects.of(subdistrict)
        }

    def committee(self, name: str) -> Committee | None:
        """The committee of that name, whatever its kind is called; None where nothing is named."""
        stem = committee_stem(name)
        held = self.committees.get(stem)
        if held is None and stem:
            held = Committee(id=ids.new(), subdistrict=self.subdistrict, name=name.strip()[:40])
            self.committees[stem] = self._keep(held)
        return held

    def building(self, entry: Entry) -> Building | None:
        """The stair an entry stands in, made where it is missing; None where the entry names none.

        A stair known already stays in the compound it is in, whichever committee the entry names.
        """
        committee = self.committee(entry.committee or entry.address.committee)
        place, stair = place_of(entry.address), stair_of(entry.address)
        if place is None:
            return None
        known = self.buildings.get((place, stair))
        if known is not None:
            return known
        if _is_front(place) and not stair.building:
            return None
        compound = self._compound(place, committee, entry)
        if compound is None or not (stair.building or entry.address.door):
            return None
        return self._new_building(compound, place, stair)

    def save(self) -> dict[str, int]:
        """Writes what is new; returns how many of each."""
        made = {}
        for model, word in ((Committee, "committees"), (Compound, "compounds"), (Building, "buildings")):
            rows = self.fresh.get(model, [])
            model._default_manager.bulk_create(rows, batch_size=BATCH)
            made[word] = len(rows)
        return made

    def _compound(self, place: Place, committee: Committee | None, entry: Entry) -> Compound | None:
        held = self.compounds.get(_key(place, committee.id if committee else None))
        if held is None and committee is not None:
            held = self._new_compound(place, committee, entry)
        return held

    def _new_compound(self, place: Place, committee: Committee, entry: Entry) -> Compound:
        compound = Compound(id=ids.new(), subdistrict=self.subdistrict, committee=committee)
        compound.road, compound.lane, compound.sublane = place.road, place.lane, place.sublane
        compound.name = _title(place, committee, entry.address)[:60]
        compound.kind = kind_of(entry.kind.strip())
        compound.sort_key = _sorted(compound.name)
        self.compounds[_key(place, committee.id)] = self._keep(compound)
        return compound

    def _new_building(self, compound: Compound, place: Place, stair: Stair) -> Building:
        building = Building(id=ids.new(), subdistrict=self.subdistrict, compound=compound)
        building.number, building.unit, building.block = stair
        building.sort_key = _sorted(stair.block, stair.building, stair.unit)[:60]
        self.buildings[place, stair] = self._keep(building)
        return building

    def _keep(self, row: Row) -> Row:
        self.fresh.setdefault(type(row), []).append(row)
        return row


def kind_of(word: str) -> str:
    """The type of housing that a ledger's word stands for."""
    if word not in KINDS and any(part in word for part in SINGLE):
        return Compound.Kind.LANE
    return KINDS.get(word, Compound.Kind.OTHER)


def new_door(building: Building, room: str) -> Door:
    """A door not yet written."""
    door = Door(id=ids.new(), subdistrict=building.subdistrict, building=building, room=room)
    door.sort_key = _sorted(room)[:60]
    return door


def _key(place: Place, committee: UUID | None) -> tuple[Place, UUID | None]:
    """The houses along a road belong to several committees; everything with a wall to one."""
    return place, committee if _is_front(place) else None


def _is_front(place: Place) -> bool:
    return bool(place.road and not place.lane)


def _title(place: Place, committee: Committee, address: Address) -> str:
    if _is_front(place):
        return f"{place.road}沿街（{committee_stem(committee.name)}）"
    if not place.road:
        return address.compound
    gate = place.lane if place.lane.endswith("号") else ""
    lane = "" if gate else place.lane
    return render(Address(road=place.road, lane=lane, sublane=place.sublane, block=gate))
