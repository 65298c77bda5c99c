"""Where the invented street lies: every committee a field of 400 × 300 m, compounds in it, stairs 25 m apart.

Drawn from the names alone, so that the same town always lies the same way, and apart from the town's own chance.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from math import cos, radians
from random import Random

from lianfang.core import Actor
from lianfang.registry.places import operations as places
from lianfang.registry.places.models import Building, Committee
from lianfang.registry.places.operations.positions import Position

CORNER = (31.2600, 121.4800)
METRES_A_DEGREE = 111_320
FIELD, ACROSS = (400, 300), 5


def lay_out(*, by: Actor, at: datetime) -> int:
    """Gives every compound and stair of the town a place on the ground; returns how many."""
    order = {key: n for n, key in enumerate(_committees(by))}
    rows = (
        Building.objects.of(by.subdistrict)
        .select_related("compound")
        .order_by("compound_id", "sort_key", "id")
    )
    made: list[Position] = []
    for compound, stairs in groupby(rows, key=lambda one: one.compound):
        rng = Random(f"{compound.road} {compound.lane} {compound.sublane} {compound.name}")
        n = order[compound.committee_id]
        x = n % ACROSS * FIELD[0] + rng.uniform(20, FIELD[0] - 80)
        y = n // ACROSS * FIELD[1] + rng.uniform(20, FIELD[1] - 80)
        made.append(Position(compound.id, None, *_degrees(x, y)))
        made += [
            Position(compound.id, stair.id, *_degrees(x + k % 4 * 25, y + k // 4 * 25))
            for k, stair in enumerate(stairs)
        ]
    return places.set_positions(by=by, positions=made, at=at)


def _committees(by: Actor) -> list[object]:
    return list(Committee.objects.of(by.subdistrict).order_by("code", "name").values_list("id", flat=True))


def _degrees(x: float, y: float) -> tuple[float, float]:
    latitude = CORNER[0] + y / METRES_A_DEGREE
    return latitude, CORNER[1] + x / (METRES_A_DEGREE * cos(radians(CORNER[0])))
