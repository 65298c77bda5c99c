"""How far it would be by the old way: each door to the nearest team that may go, each team along its addresses."""

from __future__ import annotations

from .problem import Door, Key, Problem, metres
from .walking import distance


def walked_by_address(problem: Problem) -> int:
    """Metres in all; the measure that a plan's saving is told against. Windows and shift ends are not asked here."""
    lists: dict[Key, list[Door]] = {crew.key: [] for crew in problem.crews}
    for door in problem.doors:
        able = [crew for crew in problem.crews if crew.may(door)]
        if able:
            nearest = min(able, key=lambda crew: metres(crew.spot, door.spot))
            lists[nearest.key].append(door)
    return sum(distance(crew, sorted(lists[crew.key], key=_address)) for crew in problem.crews)


def _address(door: Door) -> tuple[str, str]:
    return str(door.area), str(door.spot.stair)
