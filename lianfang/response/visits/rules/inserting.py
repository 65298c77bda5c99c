"""Putting doors into orders one by one: the urgent first, each where it costs the fewest steps.

Makes a first plan from nothing, and takes a new urgent door into a plan under way without upsetting it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .kinds import Urgency
from .problem import Crew, Door, Key, Left, Leg, Problem, Routes
from .walking import Order, added, distance, walk

Orders = dict[Key, Order]
# What it is worth, in metres, that people see the face they know, and that a crew stays in its own area.
KNOWN_FACE, OWN_AREA = 400, 400
RANK = {Urgency.NOW: 0, Urgency.TODAY: 1, Urgency.TOMORROW: 2}


@dataclass(frozen=True, slots=True)
class _Place:
    """One way to take a door in: what it costs, in whose order, where."""

    cost: int
    crew: Crew
    place: int


def fill(problem: Problem, orders: Orders, doors: Iterable[Door]) -> list[Door]:
    """Puts doors into the orders, the urgent and those that close first; returns those that fit nowhere."""
    waiting = sorted(doors, key=lambda one: (RANK.get(Urgency(one.urgency), 1), one.closes, str(one.key)))
    return [door for door in waiting if not _put(problem, orders, door)]


def insert(problem: Problem, orders: Orders, door: Door) -> list[Door]:
    """Takes one more door into orders under way; nothing else moves where it fits between. An urgent door that fits
    nowhere pushes less urgent ones out, which then go where they fit. Returns what fits nowhere now."""
    if _put(problem, orders, door):
        return []
    if door.urgency != Urgency.NOW:
        return [door]
    pushed = _push_in(problem, orders, door)
    return [door] if pushed is None else fill(problem, orders, pushed)


def routes(problem: Problem, orders: Orders) -> Routes:
    """Orders as a plan: times, distances, and for every door left over why."""
    legs: dict[Key, tuple[Leg, ...]] = {}
    walked = 0
    for crew in problem.crews:
        found = walk(problem, crew, orders.get(crew.key, []))
        legs[crew.key] = tuple(found[0]) if found else ()
        walked += distance(crew, orders.get(crew.key, [])) if found else 0
    planned = {leg.door for stops in legs.values() for leg in stops}
    left = {door.key: _why(problem, orders, door) for door in problem.doors if door.key not in planned}
    return Routes(legs, left, walked)


def liking(crew: Crew, door: Door) -> int:
    """What it costs, in metres, that this crew goes and not a better known or a nearer one."""
    stranger = KNOWN_FACE if door.prefers is not None and door.prefers != crew.key else 0
    abroad = OWN_AREA if crew.areas and door.area not in crew.areas else 0
    return stranger + abroad


def _put(problem: Problem, orders: Orders, door: Door) -> bool:
    for way in sorted(_places(problem, orders, door), key=lambda one: one.cost):
        order = orders.setdefault(way.crew.key, [])
        tried = [*order[: way.place], door, *order[way.place :]]
        if walk(problem, way.crew, tried):
            order.insert(way.place, door)
            return True
    return False


def _places(problem: Problem, orders: Orders, door: Door) -> Iterator[_Place]:
    for crew in problem.crews:
        if crew.may(door):
            order = orders.get(crew.key, [])
            for place in range(len(order) + 1):
                yield _Place(added(crew, order, place, door) + liking(crew, door), crew, place)


def _push_in(problem: Problem, orders: Orders, door: Door) -> list[Door] | None:
    """Puts an urgent door in and takes as few less urgent ones out as it needs; None where even that fails."""
    best: tuple[int, int, Key, Order, list[Door]] | None = None
    for way in _places(problem, orders, door):
        order = orders.get(way.crew.key, [])
        kept, out = [*order[: way.place], door, *order[way.place :]], []
        while not walk(problem, way.crew, kept):
            victim = _victim(kept)
            if victim is None:
                break
            kept.remove(victim)
            out.append(victim)
        else:
            if best is None or (len(out), way.cost) < best[:2]:
                best = (len(out), way.cost, way.crew.key, kept, out)
    if best is None:
        return None
    orders[best[2]] = best[3]
    return best[4]


def _victim(order: Order) -> Door | None:
    """Whom to ask to wait: never an urgent door, else the one that can wait longest."""
    can_wait = [door for door in order if door.urgency != Urgency.NOW and door.pinned is None]
    return max(can_wait, key=lambda one: (RANK[Urgency(one.urgency)], one.closes), default=None)


def _why(problem: Problem, orders: Orders, door: Door) -> Left:
    able = [crew for crew in problem.crews if crew.may(door)]
    if not able:
        return Left.NO_TEAM
    used = {crew.key: sum(one.sets for one in orders.get(crew.key, [])) for crew in able}
    if door.sets and all(used[crew.key] + door.sets > crew.sets for crew in able):
        return Left.NO_SETS
    return Left.NO_TIME
