"""Find the flat, stair, compound or committee that an address names, as far as that is certain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from .address import Address
from .gazetteer import Flats, Gazetteer, Key, Place, Site, committee_stem, name_key, place_of, stair_of
from .naming import without_city


class Level(StrEnum):
    """How far an address could be followed."""

    FLAT = "flat"
    STAIR = "stair"
    COMPOUND = "compound"
    COMMITTEE = "committee"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why an address was followed so far and no further, or by another way than its parts say."""

    BUILDING_MISSING = "building_missing"
    BUILDING_UNKNOWN = "building_unknown"
    STAIR_SHARED = "stair_shared"
    ROOM_MISSING = "room_missing"
    ROOM_UNKNOWN = "room_unknown"
    LANE_UNKNOWN = "lane_unknown"
    SUBLANE_UNSURE = "sublane_unsure"
    ROAD_MISSING = "road_missing"
    ROAD_UNKNOWN = "road_unknown"
    ROAD_GUESSED = "road_guessed"
    NAME_USED = "name_used"
    NAME_UNKNOWN = "name_unknown"
    NAME_DISAGREES = "name_disagrees"
    COMMITTEE_USED = "committee_used"
    COMMITTEE_DISAGREES = "committee_disagrees"
    ONLY_ONE_FITS = "only_one_fits"
    SEVERAL_FIT = "several_fit"
    READ_OTHERWISE = "read_otherwise"
    OTHER_CITY = "other_city"
    OTHER_DISTRICT = "other_district"
    NOTHING_NAMED = "nothing_named"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The place found: the keys down to `level`, the compounds that compete, and the reasons."""

    level: Level
    flat: Key = None
    stair: Key = None
    compound: Key = None
    committee: Key = None
    candidates: tuple[Key, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def key(self) -> Key:
        """The key of the place at the level reached; None where there is none."""
        return getattr(self, self.level, None)


SHORTEST_NAME, LONGEST_NAME = 4, 20
_GROUP_END = re.compile(r"\d+组$")
_RANK = {level: rank for rank, level in enumerate(reversed(Level))}


def resolve(address: Address, gazetteer: Gazetteer, *, committee: str = "") -> Resolution:
    """Follow an address into the gazetteer as far as it is certain.

    `committee` is what the list says beside the address (its 居委 column); it decides between compounds and
    stands in where the address names none.
    """
    if _is_other_city(address, gazetteer):
        return Resolution(Level.OUTSIDE, reasons=(Reason.OTHER_CITY,))
    named = committee_stem(address.committee or committee)
    found = _best(address, gazetteer, named)
    named = named or _village(address, gazetteer)
    if _RANK[found.level] > _RANK[Level.COMMITTEE]:
        return found
    if _is_other_district(address, gazetteer):
        return Resolution(Level.OUTSIDE, reasons=(Reason.OTHER_DISTRICT, *found.reasons))
    return _by_committee(found, gazetteer, named)


def _is_other_city(address: Address, gazetteer: Gazetteer) -> bool:
    if address.city:  # 张家港市澄浦镇 leaves 苏州市 out: a city of the rank of a county is our district
        return address.city not in (gazetteer.city, gazetteer.district)
    return bool(address.province)


def _is_other_district(address: Address, gazetteer: Gazetteer) -> bool:
    pairs = ((address.district, gazetteer.district), (address.street, gazetteer.street))
    return any(here and there and here != there for here, there in pairs)


def _village(address: Address, gazetteer: Gazetteer) -> str:
    """The committee of the village in whose group a house stands that no ledger has: 红星村16组5号."""
    name = name_key(address.compound)
    bare = _GROUP_END.sub("", name).removesuffix("村")
    return next((stem for stem in (name, bare, bare + "村") if stem in gazetteer.committees), "")


def _by_committee(found: Resolution, gazetteer: Gazetteer, named: str) -> Resolution:
    if found.level is Level.COMMITTEE or named not in gazetteer.committees:
        return found
    reasons = (Reason.COMMITTEE_USED, *found.reasons)
    return replace(found, level=Level.COMMITTEE, committee=gazetteer.committees[named], reasons=reasons)


def _best(address: Address, gazetteer: Gazetteer, named: str) -> Resolution:
    """Try the address as read, then as it may have been meant, and keep what leads furthest."""
    best = Resolution(Level.UNKNOWN, reasons=(Reason.NOTHING_NAMED,))
    for turn, shape in enumerate(_shapes(_known_road(address, gazetteer))):
        sites, reasons = _find_sites(shape, gazetteer, named)
        if turn:
            reasons = (Reason.READ_OTHERWISE, *reasons)
        found = _inside(shape, sites, reasons)
        if Reason.ROAD_GUESSED in reasons and not _is_vouched(address, gazetteer, named):
            found = Resolution(Level.UNKNOWN, candidates=_keys(sites), reasons=reasons)
        if turn == 0 or _RANK[found.level] > _RANK[best.level]:
            best = found
        if best.level is Level.FLAT or (best.level is Level.STAIR and not shape.door):
            break
    return best


def _known_road(address: Address, gazetteer: Gazetteer) -> Address:
    """Cut what was run together with a known road: 张三家新闸路; or run together what is known so."""
    road, whole = address.road, gazetteer.street + address.road
    if not road or road in gazetteer.roads:
        return address
    if whole in gazetteer.roads:  # 新桥镇北街: where the ledger runs the two together
        return replace(address, road=whole)
    for cut in range(1, len(road) - 2):
        if road[cut:] in gazetteer.roads:
            return replace(address, road=road[cut:])
    return address


def _is_vouched(address: Address, gazetteer: Gazetteer, named: str) -> bool:
    """Say whether something besides the numbers says that the address is in this ledger's area."""
    in_street = address.street and address.street == gazetteer.street
    in_district = address.district and address.district == gazetteer.district
    return bool(in_street or in_district or named in gazetteer.committees)


def _shapes(address: Address) -> Iterator[Address]:
    """List what the numbers may have been meant as, the likeliest first."""
    yield address
    if address.unit:
        yield replace(address, building=address.unit, unit="", block="")
        yield replace(address, unit="")
    if address.block:
        yield replace(address, block="")
    if not address.lane and not address.compound:
        yield from _with_lane(address)
    if address.road and not address.lane and (address.compound or address.building):
        yield from _with_gate(address)
    if address.compound and address.building and not address.door:
        yield replace(address, building="", room=address.building)


def _with_gate(address: Address) -> Iterator[Address]:
    """Read the road's number as a building's or as a gate's, and the compound's name as a mere addition."""
    if address.block.endswith("号") and not address.building:
        yield replace(address, compound="", block="", building=address.block[:-1])
    elif address.building and not address.block:
        yield replace(address, block=address.building + "号", building="")
        yield replace(address, compound="")


def _with_lane(address: Address) -> Iterator[Address]:
    """Read the first of the numbers as a lane: 新闸路390-25-503, 390号25号."""
    building, unit, room = address.building, address.unit, address.room
    if address.block.endswith("号"):
        yield replace(address, lane=address.block[:-1], block="")
    elif unit:
        yield replace(address, lane=building, building=unit, unit="")
    elif "-" in building:
        lane, _, inner = building.partition("-")
        yield replace(address, lane=lane, building=inner)
    elif building:
        yield replace(address, lane=building, building=room.partition("-")[0], room=room.partition("-")[2])


Found = tuple[list[Site], tuple[Reason, ...]]


def _find_sites(address: Address, gazetteer: Gazetteer, named: str) -> Found:
    place = place_of(address)
    exact = gazetteer.sites.get(place) if place else None
    if exact:
        return [exact], _disagreement(address, exact, gazetteer, named)
    return _narrow(_look_further(address, gazetteer, named), gazetteer, named)


def _disagreement(address: Address, site: Site, gazetteer: Gazetteer, named: str) -> tuple[Reason, ...]:
    """Say so when the committee or the compound's name stands for another lane than the one given."""
    reasons = []
    if named in gazetteer.committees and gazetteer.committees[named] not in site.committees:
        reasons.append(Reason.COMMITTEE_DISAGREES)
    known = gazetteer.by_name.get(name_key(address.compound), ()) if address.compound else ()
    if known and all(site is not other for other in known):
        reasons.append(Reason.NAME_DISAGREES)
    return tuple(reasons)


def _look_further(address: Address, gazetteer: Gazetteer, named: str) -> Found:
    """Look for the compound by less than its road and lane."""
    lane_sites, reason = _by_lane(address, gazetteer)
    name_sites = _by_name(address, gazetteer)
    both = [site for site in lane_sites if any(site is other for other in name_sites)]
    if both:
        return both, (reason, Reason.NAME_USED)
    if lane_sites and reason is not Reason.ROAD_GUESSED:
        return lane_sites, (reason,)
    if name_sites:
        return name_sites, (Reason.NAME_USED,)
    if lane_sites:
        return lane_sites, (reason,)
    return _by_committee_alone(address, gazetteer, named, reason)


def _by_lane(address: Address, gazetteer: Gazetteer) -> tuple[list[Site], Reason]:
    if not address.lane:
        return [], Reason.NAME_UNKNOWN if address.compound else Reason.ROAD_UNKNOWN
    if not address.road:
        return gazetteer.by_lane.get((address.lane, address.sublane), []), Reason.ROAD_MISSING
    on_road = gazetteer.by_road_lane.get((address.road, address.lane))
    if on_road:
        return on_road, Reason.SUBLANE_UNSURE
    if address.road in gazetteer.roads:
        return [], Reason.LANE_UNKNOWN
    near = gazetteer.by_lane.get((address.lane, address.sublane), [])
    guessed = [site for site in near if _is_slip(site.place.road, address.road)]
    return guessed, Reason.ROAD_GUESSED if guessed else Reason.ROAD_UNKNOWN


def _is_slip(road: str, written: str) -> bool:
    """Say whether one character of the road was mistaken, dropped or doubled (路 itself may be missing)."""
    if len(road) == len(written):
        return sum(a != b for a, b in zip(road, written, strict=True)) == 1 and len(road) > 2
    longer, shorter = sorted((road, written), key=len, reverse=True)
    one_off = len(longer) - len(shorter) == 1 and len(shorter) > 2
    return one_off and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _by_name(address: Address, gazetteer: Gazetteer) -> list[Site]:
    for name in (address.compound, without_city(address.compound), address.leftover):
        sites = gazetteer.by_name.get(name_key(name)) if name else None
        if sites:
            return sites
    return _begun_with(address.leftover, gazetteer)


def _begun_with(words: str, gazetteer: Gazetteer) -> list[Site]:
    """The compound with whose name the words begin that nobody could read further: 红星村5组老王家."""
    keys = (name_key(words[:end]) for end in range(min(len(words), LONGEST_NAME), SHORTEST_NAME - 1, -1))
    return next((gazetteer.by_name[key] for key in keys if key in gazetteer.by_name), [])


def _by_committee_alone(address: Address, gazetteer: Gazetteer, named: str, reason: Reason) -> Found:
    """Read 胶州路居民区37号705室: nothing but the committee says where the building is."""
    if address.road or address.lane or address.compound:
        return [], (reason,)
    if not named or not address.building:
        return [], (Reason.NOTHING_NAMED,)
    return gazetteer.by_committee.get(named, []), (Reason.COMMITTEE_USED,)


def _narrow(found: Found, gazetteer: Gazetteer, named: str) -> Found:
    """Keep the compounds of the committee named, where it has any of them."""
    sites, reasons = found
    if len(sites) < 2 or named not in gazetteer.committees:
        return found
    key = gazetteer.committees[named]
    own = [site for site in sites if key in site.committees]
    return (own, (*reasons, Reason.COMMITTEE_USED)) if own else found


def _inside(address: Address, sites: list[Site], reasons: tuple[Reason, ...]) -> Resolution:
    """Follow building and door into the compounds that compete."""
    if not sites:
        return Resolution(Level.UNKNOWN, reasons=reasons)
    if len(sites) == 1:
        return _in_site(address, sites[0], reasons)
    results = [_in_site(address, site, reasons) for site in sites]
    for level in (Level.FLAT, Level.STAIR):
        fitting = [result for result in results if result.level is level]
        if len(fitting) == 1:
            return replace(
                fitting[0], reasons=(*fitting[0].reasons, Reason.ONLY_ONE_FITS), candidates=_keys(sites)
            )
        if fitting:
            break
    return _undecided(sites, reasons)


def _keys(sites: list[Site]) -> tuple[Key, ...]:
    return tuple(site.key for site in sites)


def _undecided(sites: list[Site], reasons: tuple[Reason, ...]) -> Resolution:
    committee = _only(set().union(*(site.committees for site in sites)))
    level = Level.UNKNOWN if committee is None else Level.COMMITTEE
    return Resolution(
        level, committee=committee, candidates=_keys(sites), reasons=(*reasons, Reason.SEVERAL_FIT)
    )


def _only(keys: set[Key]) -> Key:
    return next(iter(keys)) if len(keys) == 1 else None


def _in_site(address: Address, site: Site, reasons: tuple[Reason, ...]) -> Resolution:
    found = Resolution(Level.COMPOUND, compound=site.key, committee=_only(site.committees), reasons=reasons)
    stairs = _stairs(address, site)
    if not stairs:
        why = Reason.BUILDING_UNKNOWN if address.building else Reason.BUILDING_MISSING
        return _stop(found, why, site)
    return _in_stairs(address, stairs, found)


def _stop(found: Resolution, why: Reason, site: Site) -> Resolution:
    """Stop at the compound; a road with no compound on it is none, only its committee is certain."""
    found = replace(found, reasons=(*found.reasons, why))
    if _is_compound(site.place):
        return found
    level = Level.UNKNOWN if found.committee is None else Level.COMMITTEE
    return replace(found, level=level, compound=None)


def _is_compound(place: Place) -> bool:
    return bool(place.lane or place.name)


def _stairs(address: Address, site: Site) -> list[Flats]:
    """List the stairs meant; a compound of one stair needs no building."""
    if address.building:
        return site.find_stairs(stair_of(address))
    if address.door and len(site.stairs) == 1 and _is_compound(site.place):
        return list(site.stairs.values())
    return []


def _has_door(stair: Flats, door: str) -> bool:
    """A house is found as one home only while no flat of it is known."""
    return door in stair.flats and (bool(door) or len(stair.flats) == 1)


def _in_stairs(address: Address, stairs: list[Flats], found: Resolution) -> Resolution:
    fitting = [stair for stair in stairs if _has_door(stair, address.door)]
    if len(fitting) == 1:
        stair = fitting[0]
        return replace(
            found,
            level=Level.FLAT,
            flat=stair.flats[address.door],
            stair=stair.key,
            compound=stair.compound,
            committee=stair.committee,
        )
    if len(stairs) > 1:
        return replace(found, reasons=(*found.reasons, Reason.STAIR_SHARED))
    stair = stairs[0]
    is_house = not stair.flats and not address.door  # a house without flats is found whole by its number
    why = Reason.ROOM_UNKNOWN if address.door else Reason.ROOM_MISSING
    reasons = found.reasons if is_house else (*found.reasons, why)
    return replace(
        found,
        level=Level.STAIR,
        stair=stair.key,
        compound=stair.compound,
        committee=stair.committee,
        reasons=reasons,
    )
