"""A crew's walk along an order of doors: when it arrives where, and whether that holds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .problem import Crew, Door, Leg, Problem, metres

Order = list[Door]


def walk(problem: Problem, crew: Crew, order: Sequence[Door]) -> tuple[list[Leg], int] | None:
    """The stops of an order with their times, and when the crew is back; None where some door would be late, the
    shift too short, or the sets too few."""
    if sum(door.sets for door in order) > crew.sets:
        return None
    legs, back = go(problem, crew, order)
    late = any(leg.arrives > door.closes for leg, door in zip(legs, order, strict=True))
    return None if late or back > crew.ends else (legs, back)


def go(problem: Problem, crew: Crew, order: Sequence[Door]) -> tuple[list[Leg], int]:
    """The stops of an order with their times whether or not they are in time, and when the crew is back."""
    at, spot, legs = crew.begins, crew.spot, []
    for door in order:
        far = metres(spot, door.spot)
        at = max(at + problem.seconds(far), door.opens)
        legs.append(Leg(door.key, at, far))
        at, spot = at + door.serve, door.spot
    return legs, at + problem.seconds(metres(spot, crew.spot)) if order else at


def distance(crew: Crew, order: Sequence[Door]) -> int:
    """Metres from the base along the doors and back."""
    spots = [crew.spot, *(door.spot for door in order), crew.spot]
    return sum(metres(a, b) for a, b in pairwise(spots)) if order else 0


def added(crew: Crew, order: Sequence[Door], place: int, door: Door) -> int:
    """Metres more when a door is put into an order at a place."""
    before = order[place - 1].spot if place else crew.spot
    after = order[place].spot if place < len(order) else crew.spot
    both = metres(before, door.spot) + metres(door.spot, after)
    return both - (metres(before, after) if order else 0)
