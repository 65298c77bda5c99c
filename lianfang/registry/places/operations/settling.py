"""The household ledger: every place it names, made where it is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor
from lianfang.ledger.operations import record

from ..models import Building, Door
from .stock import BATCH, Entry, Stock, new_door


class Said(NamedTuple):
    """What all ledger rows of one door say of it together: two households behind one door are added up."""

    building: Building
    room: str
    is_rented: bool = False
    residents: int | None = None

    def plus(self, entry: Entry) -> Said:
        """With one more row."""
        counts = [count for count in (self.residents, entry.residents) if count is not None]
        return self._replace(
            is_rented=self.is_rented or entry.is_rented, residents=sum(counts) if counts else None
        )


@transaction.atomic
def settle(*, by: Actor, entries: Iterable[Entry], at: datetime) -> dict[str, int]:
    """Enters a household ledger: missing committees, compounds, buildings and doors are made, the rest kept.

    Returns how many of each were made, how many doors `changed`, and how many entries were `unplaced`:
    their address names no road and no compound, or nobody says which committee an unknown one belongs to.
    Set-based: 20,000 households take seconds. The same ledger again makes nothing.
    """
    stock = Stock(by.subdistrict)
    said, unplaced = _gather(stock, entries)
    made = stock.save()
    fresh, changed = _doors(by.subdistrict, said)
    Door.objects.bulk_create(fresh, batch_size=BATCH)
    Door.objects.of(by.subdistrict).bulk_update(changed, ["is_rented", "residents"], batch_size=BATCH)
    made |= {"doors": len(fresh), "changed": len(changed), "unplaced": unplaced}
    record("places.settled", by=by, at=at, made=made)
    return made


def _gather(stock: Stock, entries: Iterable[Entry]) -> tuple[dict[tuple[UUID, str], Said], int]:
    said: dict[tuple[UUID, str], Said] = {}
    houses: dict[UUID, list[Said]] = defaultdict(list)
    unplaced = 0
    for entry in sorted(entries, key=_names_no_committee):
        building = stock.building(entry)
        door = entry.address.door[:30]
        if building is None:
            unplaced += 1
        elif door:
            key = (building.id, door)
            said[key] = said.get(key, Said(building, door)).plus(entry)
        elif not entry.is_shared:
            houses[building.id].append(Said(building, "").plus(entry))
    return said | _single(houses, {building for building, _door in said}), unplaced


def _single(houses: dict[UUID, list[Said]], with_flats: set[UUID]) -> dict[tuple[UUID, str], Said]:
    """A house with one household and no flats is a home itself (a village's, 红星村3组15号); one that several
    households share without saying which room is whose, is none."""
    homes = {key: rows[0] for key, rows in houses.items() if len(rows) == 1 and key not in with_flats}
    return {(key, ""): home for key, home in homes.items()}


def _names_no_committee(entry: Entry) -> bool:
    """Entries without a committee come last: the others may have told whose the compound is."""
    return not (entry.committee.strip() or entry.address.committee)


def _doors(subdistrict: UUID, said: dict[tuple[UUID, str], Said]) -> tuple[list[Door], list[Door]]:
    """Doors to make and doors to change."""
    stairs = {building for building, _room in said}
    held = Door.objects.of(subdistrict).filter(building_id__in=stairs)
    known = {(door.building_id, door.room): door for door in held}
    with_flats = {building for building, room in known if room}
    fresh, changed = [], []
    for key, one in said.items():
        door = known.get(key)
        if door is None and not one.room and one.building.id in with_flats:
            continue
        if door is None:
            door = new_door(one.building, one.room)
            fresh.append(door)
        elif _says_the_same(door, one):
            continue
        else:
            changed.append(door)
        door.is_rented, door.residents = one.is_rented, _counted(door, one)
    return fresh, changed


def _says_the_same(door: Door, said: Said) -> bool:
    return (door.is_rented, door.residents) == (said.is_rented, _counted(door, said))


def _counted(door: Door, said: Said) -> int | None:
    """A ledger that leaves the count blank takes nothing back."""
    return door.residents if said.residents is None else min(said.residents, 32767)
