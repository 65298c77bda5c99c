"""Reading places: the gazetteer for addresses, and the lists people see."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from lianfang.core.models import Subdistrict

from .models import Committee, Compound, CompoundName, Door
from .models import Door as Household
from .rules import Address, Gazetteer, Names, Place
from .rules import Door as Row

FIELDS = (
    "id",
    "room",
    "building_id",
    "building__number",
    "building__unit",
    "building__block",
    "building__compound_id",
    "building__compound__name",
    "building__compound__road",
    "building__compound__lane",
    "building__compound__sublane",
    "building__compound__committee_id",
    "building__compound__committee__name",
)


def gazetteer(subdistrict: UUID) -> Gazetteer:
    """Everything an address of this subdistrict can be looked up in; keys are the rows' ids."""
    home = Subdistrict.objects.get(pk=subdistrict)
    made = Gazetteer(city=home.city or "上海市", district=home.district, street=home.name)
    for committee in Committee.objects.of(subdistrict):
        made.add(Row(Address(), committee=committee.name, committee_key=committee.id))
    for values in Door.objects.of(subdistrict).values_list(*FIELDS).iterator(chunk_size=5000):
        made.add(_row(values))
    made.add_names(_aliases(subdistrict))
    return made


def names(subdistrict: UUID) -> Names:
    """Roads, compounds and committees by name: they win over the grammar's guesses."""
    found = Household.objects.of(subdistrict).values_list(
        "building__compound__road", "building__compound__name"
    )
    roads, compounds = set(), set()
    for road, compound in found.distinct():
        roads.add(road)
        compounds.add(compound)
    compounds |= set(CompoundName.objects.of(subdistrict).values_list("name", flat=True))
    stems = Committee.objects.of(subdistrict).values_list("name", flat=True)
    return Names(
        frozenset(roads - {""}), frozenset(c for c in compounds if c[-1:] != "弄"), frozenset(stems)
    )


def _row(values: tuple[object, ...]) -> Row:
    (door, room, stair, number, unit, block, compound, name, road, lane, sublane, committee, title) = values
    gate = str(lane) if str(lane).endswith("号") else ""
    address = Address(
        road=str(road),
        lane="" if gate else str(lane),
        sublane=str(sublane),
        compound="" if road else str(name),
        block=str(block) or gate,
        building=str(number),
        unit=str(unit),
        room=str(room),
    )
    return Row(address, str(title), door, stair, compound, committee)


def _aliases(subdistrict: UUID) -> dict[str, list[Place]]:
    found = defaultdict(list)
    rows = CompoundName.objects.of(subdistrict).select_related("compound").order_by("-evidence")
    for alias in rows:
        found[alias.name].append(place(alias.compound))
    return found


def place(compound: Compound) -> Place:
    """What the address grammar finds a compound by."""
    if compound.road:
        return Place(compound.road, compound.lane, compound.sublane)
    return Place("", "", "", compound.name)
