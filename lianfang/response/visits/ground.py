"""Where doors lie, in metres: by the positions entered, else by a guess that says so.

The guess: a committee without positions is a field of 400 × 300 m in the order of committees; a compound without one
stands somewhere in its committee, always in the same spot for the same road and lane; stairs follow 20 m apart by
their numbers. Good enough for an order of doors, wrong by some hundred metres.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import cos, radians
from random import Random
from statistics import fmean
from uuid import UUID

from lianfang.registry.places.models import Building, Committee, Compound

from .rules.problem import Spot

METRES_A_DEGREE = 111_320
FIELD, ACROSS = (400, 300), 5
AROUND = 120
NUMBER = re.compile(r"\d+")
Point = tuple[float, float]


@dataclass
class Ground:
    """The positions known in a subdistrict, and the guesses beside them."""

    subdistrict: UUID
    guessed: set[UUID] = field(default_factory=set)

    def spots(self, buildings: Iterable[UUID | None]) -> dict[UUID, Spot]:
        """The stairs named, each as a point; `guessed` tells afterwards which of them are guesses."""
        keys = {key for key in buildings if key}
        rows = Building.objects.of(self.subdistrict).filter(pk__any=keys).select_related("compound")
        return {row.id: Spot(*self._stair(row), str(row.id)) for row in rows}

    def compounds(self, keys: Iterable[UUID | None]) -> dict[UUID, Spot]:
        """Compounds as points: bases, and requests that know no stair."""
        wanted = {key for key in keys if key}
        rows = Compound.objects.of(self.subdistrict).filter(pk__any=wanted)
        return {row.id: Spot(*self._wall(row)) for row in rows}

    def committee(self, key: UUID | None) -> Spot:
        """The middle of a committee, or of the whole."""
        return Spot(*self._centres.get(key, self._middle))

    def _stair(self, row: Building) -> Point:
        if row.latitude is not None and row.longitude is not None:
            return self._metres(row.latitude, row.longitude)
        x, y = self._wall(row.compound)
        self.guessed.add(row.id)
        number = int(found[0]) if (found := NUMBER.search(row.number or row.block)) else 0
        return x + number % 8 * 20, y + number // 8 * 20

    def _wall(self, row: Compound) -> Point:
        if row.latitude is not None and row.longitude is not None:
            return self._metres(row.latitude, row.longitude)
        self.guessed.add(row.id)
        x, y = self._centres.get(row.committee_id, self._middle)
        rng = Random(f"{row.road} {row.lane} {row.sublane} {row.name}")
        return x + rng.uniform(-AROUND, AROUND), y + rng.uniform(-AROUND, AROUND)

    @cached_property
    def _known(self) -> list[tuple[UUID, float, float]]:
        rows = Compound.objects.of(self.subdistrict).exclude(latitude=None).exclude(longitude=None)
        found = rows.values_list("committee_id", "latitude", "longitude")
        return [(key, north, east) for key, north, east in found if north is not None and east is not None]

    @cached_property
    def _origin(self) -> Point:
        return (self._known[0][1], self._known[0][2]) if self._known else (0.0, 0.0)

    @cached_property
    def _centres(self) -> dict[UUID | None, Point]:
        order = Committee.objects.of(self.subdistrict).order_by("code", "name").values_list("id", flat=True)
        found: dict[UUID | None, Point] = {
            key: ((n % ACROSS + 0.5) * FIELD[0], (n // ACROSS + 0.5) * FIELD[1])
            for n, key in enumerate(order)
        }
        by_committee: dict[UUID, list[Point]] = {}
        for committee, latitude, longitude in self._known:
            by_committee.setdefault(committee, []).append(self._metres(latitude, longitude))
        return found | {key: _mean(points) for key, points in by_committee.items()}

    @cached_property
    def _middle(self) -> Point:
        return _mean(list(self._centres.values()))

    def _metres(self, latitude: float, longitude: float) -> Point:
        north, east = self._origin
        x = (longitude - east) * METRES_A_DEGREE * cos(radians(north))
        return x, (latitude - north) * METRES_A_DEGREE


def _mean(points: Sequence[Point]) -> Point:
    return (fmean(p[0] for p in points), fmean(p[1] for p in points)) if points else (0.0, 0.0)
