"""Where compounds and stairs stand on the ground: entered, pasted from a sheet, or drawn for an exercise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from ..models import Building, Compound
from ..rules.rights import check_can_edit

# A degree of arc is not a subdistrict: values beyond China are a swapped or mistyped pair.
LATITUDES, LONGITUDES = (15.0, 55.0), (70.0, 140.0)


@dataclass(frozen=True, slots=True)
class Position:
    """One compound, or one of its stairs, in degrees (WGS 84)."""

    compound: UUID
    building: UUID | None
    latitude: float
    longitude: float


@transaction.atomic
def set_positions(*, by: Actor, positions: Sequence[Position], at: datetime) -> int:
    """Writes down where compounds and stairs stand; returns how many. Raises `places.position_out_of_range`."""
    check_can_edit(by)
    for one in positions:
        check_position(one.latitude, one.longitude)
    stairs = {one.building: one for one in positions if one.building}
    walls = {one.compound: one for one in positions if not one.building}
    done = _set(by, Building, stairs) + _set(by, Compound, walls)
    record("places.positions_set", by=by, at=at, stairs=len(stairs), compounds=len(walls))
    return done


def check_position(latitude: float, longitude: float) -> None:
    """Refuses a pair that lies nowhere near."""
    if not (LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]):
        raise Refused("places.position_out_of_range", latitude=latitude, longitude=longitude)


def _set(by: Actor, model: type[Building] | type[Compound], found: dict[UUID, Position]) -> int:
    rows: list[Any] = list(model.objects.of(by.subdistrict).filter(pk__any=list(found))) if found else []
    for row in rows:
        row.latitude, row.longitude = found[row.pk].latitude, found[row.pk].longitude
    model.objects.bulk_update(rows, ["latitude", "longitude"], batch_size=1000)
    return len(rows)
