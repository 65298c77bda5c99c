"""The places of a household ledger, laid out so that an address can be looked up by the parts it has."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from .address import Address, render
from .naming import is_phase
from .numerals import NUMERALS, arabic
from .words import COMMITTEE_ENDS

Key = Hashable
"""What the caller calls a place by: a primary key, or the canonical spelling where none is given."""

_NUMBERED = re.compile(rf"[{NUMERALS}]+(?=[村期区组队坊街])")
_GROUP = re.compile(r"(?<=[\u4e00-\u9fff])村?第?(\d+)(?:村民)?(?:小?组|生产队|队)$")
_COMMITTEE_END = re.compile(rf"(?:{'|'.join(COMMITTEE_ENDS)})$")


class Place(NamedTuple):
    """What a compound is found by: a lane on a road, a gate (`1357号`) in its stead, or a name alone."""

    road: str
    lane: str
    sublane: str = ""
    name: str = ""


class Stair(NamedTuple):
    """A stair inside a compound."""

    building: str
    unit: str = ""
    block: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """One row of the ledger: its address, and the caller's keys for flat, stair, compound and committee."""

    address: Address
    committee: str = ""
    flat_key: Key = None
    stair_key: Key = None
    compound_key: Key = None
    committee_key: Key = None


@dataclass(slots=True)
class Flats:
    """A stair's key and its flats by door ("" is a house that is one home); `compound` differs from the site's
    where a road has several."""

    key: Key
    committee: Key
    compound: Key
    flats: dict[str, Key] = field(default_factory=dict)


@dataclass(slots=True)
class Site:
    """A compound's key, its committees and its stairs."""

    place: Place
    key: Key
    committees: set[Key] = field(default_factory=set)
    stairs: dict[Stair, Flats] = field(default_factory=dict)
    by_building: dict[str, list[Stair]] = field(default_factory=dict)

    def find_stairs(self, wanted: Stair) -> list[Flats]:
        """List the stairs that the given parts allow; one when they are exact."""
        exact = self.stairs.get(wanted)
        if exact:
            return [exact]
        return [
            self.stairs[stair]
            for stair in self.by_building.get(wanted.building, ())
            if _allows(stair, wanted)
        ]


def _allows(stair: Stair, wanted: Stair) -> bool:
    return all(not a or not b or a == b for a, b in ((stair.unit, wanted.unit), (stair.block, wanted.block)))


class Gazetteer:
    """Every compound, stair and flat of a ledger; `city`, `district` and `street` say where the ledger is."""

    def __init__(
        self, doors: Iterable[Door] = (), *, city: str = "上海市", district: str = "", street: str = ""
    ) -> None:
        self.city, self.district, self.street = city, district, street
        self.sites: dict[Place, Site] = {}
        self.by_lane: dict[tuple[str, str], list[Site]] = defaultdict(list)
        self.by_road_lane: dict[tuple[str, str], list[Site]] = defaultdict(list)
        self.by_name: dict[str, list[Site]] = defaultdict(list)
        self.by_committee: dict[str, list[Site]] = defaultdict(list)
        self.committees: dict[str, Key] = {}
        self.roads: set[str] = set()
        self.struck: set[tuple[str, Place]] = set()
        for door in doors:
            self.add(door)

    def add(self, door: Door) -> None:
        """Enter one row of the ledger; a row without road or compound names only its committee."""
        address = door.address
        stem = committee_stem(door.committee or address.committee)
        committee = stem if door.committee_key is None else door.committee_key
        if stem:
            self.committees.setdefault(stem, committee)
        place = place_of(address)
        if place:
            site = self._site(place, door, stem)
            site.committees.add(committee)
            _enter(site, door, committee)

    def add_names(self, names: Mapping[str, Iterable[Place]]) -> None:
        """Let compounds be found by these names too, unless struck or not in the ledger."""
        for name, places in names.items():
            for place in places:
                if place in self.sites and (name_key(name), place) not in self.struck:
                    _list_once(self.by_name[name_key(name)], self.sites[place])

    def strike(self, name: str, place: Place) -> None:
        """Never let a compound be found by this name, whatever lists say."""
        self.struck.add((name_key(name), place))

    def _site(self, place: Place, door: Door, stem: str) -> Site:
        site = self.sites.get(place)
        if site is None:
            site = self.sites[place] = Site(place, _compound_key(door))
            self.roads.add(place.road)
            self.by_lane[place.lane, place.sublane].append(site)
            self.by_road_lane[place.road, place.lane].append(site)
        if stem:
            _list_once(self.by_committee[stem], site)
        if door.address.compound and not is_phase(door.address.compound):
            _list_once(self.by_name[name_key(door.address.compound)], site)
        return site


def _list_once(sites: list[Site], site: Site) -> None:
    if all(site is not other for other in sites):
        sites.append(site)


def _enter(site: Site, door: Door, committee: Key) -> None:
    address = door.address
    stair = stair_of(address)
    if not stair.building and not address.door:
        return
    flats = site.stairs.get(stair)
    if flats is None:
        flats = site.stairs[stair] = Flats(_stair_key(door), committee, _compound_key(door))
        for number in _building_numbers(stair.building):
            site.by_building.setdefault(number, []).append(stair)
    if address.door or door.flat_key is not None:
        flats.flats.setdefault(address.door, render(address) if door.flat_key is None else door.flat_key)


def _building_numbers(building: str) -> Iterator[str]:
    """List the numbers a stair is known by: 12-14 is also 12 and 14."""
    yield building
    if "-" in building:
        yield from building.split("-")


def _compound_key(door: Door) -> Key:
    if door.compound_key is not None:
        return door.compound_key
    bare = replace(door.address, building="", unit="", floor="", room="", committee="")
    return render(replace(bare, block=bare.block if bare.block.endswith("号") else ""))


def _stair_key(door: Door) -> Key:
    return render(replace(door.address, floor="", room="")) if door.stair_key is None else door.stair_key


def place_of(address: Address) -> Place | None:
    """Say what the compound of an address is found by; None where it names neither road nor compound."""
    lane = address.lane
    if not lane and address.road and address.block.endswith("号"):
        lane = address.block
    if address.road and (lane or not address.compound):
        return Place(address.road, lane, address.sublane)
    return Place("", "", "", name_key(address.compound)) if address.compound else None


def stair_of(address: Address) -> Stair:
    """Take the stair's parts out of an address."""
    gate_is_place = address.block.endswith("号") and not address.lane and address.road
    return Stair(building_key(address.building), address.unit, "" if gate_is_place else address.block)


def building_key(building: str) -> str:
    """Spell a building one way: 甲12 and 12甲 are one."""
    if building[:1] in "甲乙丙丁戊己临附" and len(building) > 1 and building[1:].isdigit():
        return building[1:] + building[0]
    return building


def name_key(name: str) -> str:
    """Spell a compound's name one way: 田林十二村 and 田林12村 are one; 红星村三组 and 红星3组 too."""
    return _GROUP.sub(r"\1组", _NUMBERED.sub(lambda match: arabic(match[0]), name))


def committee_stem(name: str) -> str:
    """Take the kind off a committee's name: 胶州路居民区 and 胶州路居委会 are both 胶州路."""
    return name_key(_COMMITTEE_END.sub("", name.strip()))


def gather_names(addresses: Iterable[Address]) -> dict[str, Counter[Place]]:
    """Count for every compound name the lanes it was written beside."""
    seen: dict[str, Counter[Place]] = defaultdict(Counter)
    for address in addresses:
        if address.compound and address.road and address.lane and not is_phase(address.compound):
            seen[name_key(address.compound)][Place(address.road, address.lane, address.sublane)] += 1
    return dict(seen)


def learn_aliases(addresses: Iterable[Address], *, agreement: float = 0.9) -> dict[str, Place]:
    """Learn which lane a compound name stands for; a name on which the addresses disagree is left out."""
    learned = {}
    for name, lanes in gather_names(addresses).items():
        place, count = lanes.most_common(1)[0]
        if count >= agreement * lanes.total():
            learned[name] = place
    return learned


def learn_shared(addresses: Iterable[Address], *, share: float = 0.1) -> dict[str, list[Place]]:
    """Learn every lane a compound name may stand for; lanes with less than the share are slips of the pen."""
    return {
        name: [place for place, count in lanes.most_common() if count >= share * lanes.total()]
        for name, lanes in gather_names(addresses).items()
    }
