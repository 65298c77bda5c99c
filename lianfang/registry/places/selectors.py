"""Reading places: the gazetteer for addresses, and the lists people see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from lianfang.core import Actor
from lianfang.core.models import Subdistrict

from .models import Building, Committee, Compound, CompoundName, Door
from .rules import Address, Gazetteer, Level, Names, Place, Resolution, parse, resolve
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
HOUSE = ("id", *(field.removeprefix("building__") for field in FIELDS[3:]))
"""The same of a house without flats: a village's, or one of a lane of single houses."""
GROUND = ("id", *(field.removeprefix("building__compound__") for field in FIELDS[7:]))
"""The same of a compound of which no building is known."""


@dataclass(frozen=True, slots=True)
class Overview:
    """A committee with what it answers for. `residents` is None beyond the viewer's area."""

    committee: Committee
    compounds: int
    buildings: int
    doors: int
    residents: int | None


@dataclass(frozen=True, slots=True)
class Looked:
    """An address looked up: its parts, how far it could be followed, and the places found, as far as this
    viewer may see them. `is_beyond` says that the door or stair exists outside the viewer's area."""

    address: Address
    found: Resolution
    committee: Committee | None
    compound: Compound | None
    building: Building | None
    door: Door | None
    candidates: list[Compound]
    is_beyond: bool


def gazetteer(subdistrict: UUID) -> Gazetteer:
    """Everything an address of this subdistrict can be looked up in; keys are the rows' ids."""
    home = Subdistrict.objects.get(pk=subdistrict)
    made = Gazetteer(city=home.city or "上海市", district=home.district, street=home.name)
    for committee in Committee.objects.of(subdistrict):
        made.add(Row(Address(), committee=committee.name, committee_key=committee.id))
    for values in Door.objects.of(subdistrict).values_list(*FIELDS).iterator(chunk_size=5000):
        made.add(_row(values))
    for values in Building.objects.of(subdistrict).filter(doors=None).values_list(*HOUSE):
        made.add(_row((None, "", *values)))
    for values in Compound.objects.of(subdistrict).filter(buildings=None).values_list(*GROUND):
        made.add(_row((None, "", None, "", "", "", *values)))
    for alias in CompoundName.objects.of(subdistrict).exclude(struck_at=None).select_related("compound"):
        made.strike(alias.name, alias.compound.place)
    made.add_names(_aliases(subdistrict))
    return made


def names(subdistrict: UUID) -> Names:
    """Roads, compounds and committees by name: they win over the grammar's guesses."""
    compounds = Compound.objects.of(subdistrict)
    roads = compounds.exclude(road="").values_list("road", flat=True).distinct()
    called = set(compounds.filter(road="").values_list("name", flat=True))
    called |= set(CompoundName.objects.of(subdistrict).filter(struck_at=None).values_list("name", flat=True))
    stems = Committee.objects.of(subdistrict).values_list("name", flat=True)
    return Names(frozenset(roads), frozenset(called), frozenset(stems))


def read(viewer: Actor, text: str) -> Address:
    """An address taken to parts with the names known in the viewer's subdistrict."""
    return parse(text, known=names(viewer.subdistrict))


def look_up(viewer: Actor, text: str, committee: str = "") -> Looked:
    """Follows an address as far as it leads. Names of places are for all staff, doors for those in whose
    area they are."""
    address = read(viewer, text)
    found = resolve(address, gazetteer(viewer.subdistrict), committee=committee)
    building = _one(Building.objects.within(viewer).select_related("compound"), found.stair)
    door = _one(Door.objects.visible_to(viewer).annotate(household=F("households__id")), found.flat)
    return Looked(
        address=address,
        found=found,
        committee=_one(Committee.objects.visible_to(viewer), found.committee),
        compound=_one(Compound.objects.visible_to(viewer), found.compound),
        building=building,
        door=door,
        candidates=list(_candidates(viewer, found)),
        is_beyond=bool(found.stair) and building is None,
    )


def committees(viewer: Actor) -> QuerySet[Committee]:
    """The committees of the subdistrict in the order of their codes."""
    return Committee.objects.visible_to(viewer).order_by("code", "name")


def overview(viewer: Actor) -> list[Overview]:
    """Every committee with its counts; five queries whatever their number."""
    compounds = _count(Compound.objects.visible_to(viewer), "committee_id")
    buildings = _count(Building.objects.visible_to(viewer), "compound__committee_id")
    doors = _count(Door.objects.of(viewer.subdistrict), "building__compound__committee_id")
    residents = dict(
        Door.objects.within(viewer).values_list("building__compound__committee_id").annotate(Sum("residents"))
    )
    return [
        Overview(c, compounds.get(c.id, 0), buildings.get(c.id, 0), doors.get(c.id, 0), residents.get(c.id))
        for c in committees(viewer)
    ]


def committee(viewer: Actor, committee_id: UUID) -> Committee:
    """One committee; DoesNotExist beyond the subdistrict."""
    return Committee.objects.visible_to(viewer).get(pk=committee_id)


def compounds(viewer: Actor, committee: Committee, query: str = "", kind: str = "") -> QuerySet[Any]:
    """The compounds of a committee with the count of their stairs and doors, by sound and number."""
    rows = Compound.objects.visible_to(viewer).filter(committee=committee)
    if kind in Compound.Kind.values:
        rows = rows.filter(kind=kind)
    if query:
        named = CompoundName.objects.of(viewer.subdistrict).filter(
            compound=OuterRef("pk"), name__icontains=query, struck_at=None
        )
        rows = rows.filter(Q(name__icontains=query) | Exists(named))
    counted = rows.annotate(
        stairs=Count("buildings", distinct=True), homes=Count("buildings__doors", distinct=True)
    )
    return counted.order_by("sort_key", "name").prefetch_related("names")


def kinds(viewer: Actor, committee: Committee) -> dict[str, int]:
    """How many compounds of a committee there are of each kind of housing."""
    return _count(Compound.objects.visible_to(viewer).filter(committee=committee), "kind")


def compound(viewer: Actor, compound_id: UUID) -> Compound:
    """One compound with its committee; DoesNotExist beyond the subdistrict."""
    return Compound.objects.visible_to(viewer).select_related("committee").get(pk=compound_id)


def aliases(viewer: Actor, compound: Compound) -> QuerySet[CompoundName]:
    """What a compound is called besides its name, the best attested first; struck ones at the end."""
    rows = CompoundName.objects.visible_to(viewer).filter(compound=compound)
    return rows.order_by("struck_at", "-evidence", "name")


def buildings(viewer: Actor, compound: Compound) -> QuerySet[Building]:
    """The stairs of a compound in the order of their numbers, with the count of their doors."""
    rows = Building.objects.visible_to(viewer).filter(compound=compound).select_related("compound")
    return rows.annotate(homes=Count("doors")).order_by("sort_key", "number")


def building(viewer: Actor, building_id: UUID) -> Building:
    """One stair with its compound and committee; DoesNotExist beyond the subdistrict."""
    return Building.objects.visible_to(viewer).select_related("compound__committee").get(pk=building_id)


def doors(viewer: Actor, building: Building) -> QuerySet[Door]:
    """The doors of a stair within the viewer's area, in the order of their numbers, each with the id of its
    household where one is known (at most one a door)."""
    rows = Door.objects.visible_to(viewer).filter(building=building)
    return rows.annotate(household=F("households__id")).order_by("sort_key", "room")


def doors_of(viewer: Actor, compound: Compound) -> QuerySet[Door]:
    """All doors of a compound within the viewer's area, stair by stair."""
    rows = Door.objects.visible_to(viewer).filter(building__compound=compound)
    return rows.select_related("building__compound").order_by("building__sort_key", "sort_key", "room")


def answers_for(viewer: Actor, building: Building) -> bool:
    """True where the viewer sees the doors of this stair."""
    return Building.objects.within(viewer).filter(pk=building.pk).exists()


def home(viewer: Actor) -> Subdistrict:
    """The viewer's subdistrict."""
    return Subdistrict.objects.get(pk=viewer.subdistrict)


def _candidates(viewer: Actor, found: Resolution) -> QuerySet[Compound]:
    """The compounds an address may mean where it leads to none of them."""
    if found.level in (Level.FLAT, Level.STAIR, Level.COMPOUND):
        return Compound.objects.none()
    rows = Compound.objects.visible_to(viewer).filter(
        pk__in=[key for key in found.candidates if isinstance(key, UUID)]
    )
    return rows.select_related("committee").order_by("sort_key")[:12]


def _one(rows: QuerySet[Any], key: object) -> Any:
    return rows.filter(pk=key).first() if key else None


def _count(rows: QuerySet[Any], path: str) -> dict[Any, int]:
    return dict(rows.order_by().values_list(path).annotate(Count("id")))


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
    rows = CompoundName.objects.of(subdistrict).filter(struck_at=None).select_related("compound")
    for alias in rows.order_by("-evidence"):
        found[alias.name].append(alias.compound.place)
    return found
