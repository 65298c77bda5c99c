"""What a plan must never do, told by going along it again: the planner's word is not taken for it."""

from __future__ import annotations

from .problem import Crew, Door, Leg, Problem, Routes, metres


def wrong(problem: Problem, found: Routes) -> list[str]:
    """Every rule a plan breaks, in words; empty for a plan that can be walked."""
    doors = {door.key: door for door in problem.doors}
    said = [key for legs in found.legs.values() for leg in legs for key in [leg.door]]
    told = [f"door {key} stands on two lists" for key in {key for key in said if said.count(key) > 1}]
    told += [f"door {key} is lost" for key in doors if key not in {*said, *found.left}]
    for crew in problem.crews:
        told += _along(problem, crew, found.legs.get(crew.key, ()), doors)
    return told


def _along(problem: Problem, crew: Crew, legs: tuple[Leg, ...], doors: dict[object, Door]) -> list[str]:
    told, at, spot, sets = [], crew.begins, crew.spot, 0
    for leg in legs:
        door = doors[leg.door]
        at += problem.seconds(metres(spot, door.spot))
        if leg.arrives < at or not door.opens <= leg.arrives <= door.closes:
            told.append(f"door {leg.door}: crew {crew.key} cannot be there at {leg.arrives}")
        if not crew.may(door):
            told.append(f"door {leg.door}: crew {crew.key} has not who is needed")
        at, spot, sets = leg.arrives + door.serve, door.spot, sets + door.sets
    if legs and at + problem.seconds(metres(spot, crew.spot)) > crew.ends:
        told.append(f"crew {crew.key} is back after its shift")
    return [*told, f"crew {crew.key} has too few sets"] if sets > crew.sets else told
