"""Rounds from door to door: how far they came, stair by stair, and what the rule of rentals found."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet

from lianfang.core import Actor
from lianfang.registry.places.models import Building

from .. import rules
from ..models import Broadcast, Knock, Sweep, Turn

OVER = Q(turns__outcome__in=list(rules.FINISHING))
DONE = Q(outcome__in=list(rules.FINISHING))
WALKED = ("compound__sort_key", "compound__name", "sort_key", "number")


@dataclass(frozen=True, slots=True)
class Stair:
    """One stair of a round with its counts; houses without flats in one lane or village are walked as one (`name` is
    then the lane's, `building` the first of them)."""

    name: str
    building: Building
    doors: int
    done: int
    empty: int
    found: int

    @property
    def left(self) -> int:
        """Doors that still have to open."""
        return self.doors - self.done


def sweeps(viewer: Actor) -> QuerySet[Sweep]:
    """Rounds with their coverage: `doors`, `done`, `empty`, `found`; open ones first, newest first."""
    rows = Sweep.objects.visible_to(viewer).select_related("committee")
    counted = rows.annotate(
        doors=Count("turns"),
        done=Count("turns", filter=OVER),
        empty=Count("turns", filter=Q(turns__outcome=rules.Outcome.NOBODY)),
        found=Count("turns", filter=~Q(turns__findings=[])),
    )
    return counted.order_by(F("closed_at").desc(nulls_first=True), "-opened_at")


def stairs(viewer: Actor, sweep: Sweep) -> list[Stair]:
    """The stairs of a round in the order one walks, each with its counts; two queries."""
    turns = Turn.objects.visible_to(viewer).filter(sweep=sweep)
    rows = turns.values("door__building").annotate(
        flat=Max("door__room"),
        doors=Count("id"),
        done=Count("id", filter=DONE),
        empty=Count("id", filter=Q(outcome=rules.Outcome.NOBODY)),
        found=Count("id", filter=~Q(findings=[])),
    )  # fmt: skip
    buildings = Building.objects.of(viewer.subdistrict).filter(pk__in=turns.values("door__building"))
    ordered = buildings.select_related("compound").order_by(*WALKED)
    counts = {row["door__building"]: row for row in rows}
    groups: dict[UUID, list[Building]] = defaultdict(list)
    for one in ordered:
        groups[one.id if counts[one.id]["flat"] else one.compound_id].append(one)
    return [_stair(group, counts) for group in groups.values()]


def _stair(group: list[Building], counts: dict[UUID, dict[str, Any]]) -> Stair:
    first, rows = group[0], [counts[one.id] for one in group]
    sums = (sum(row[name] for row in rows) for name in ("doors", "done", "empty", "found"))
    return Stair(first.whole if len(group) == 1 else ground_of(first), first, *sums)


def ground_of(building: Building) -> str:
    """The lane, village or road a house stands in, as people say it."""
    ground = building.compound
    return ground.road if ground.is_front else ground.name


def turns(viewer: Actor, sweep: Sweep, building: UUID) -> QuerySet[Turn]:
    """The doors of one stair, in the order of their numbers; of a house without flats, all such houses beside it."""
    rows = Turn.objects.visible_to(viewer).filter(sweep=sweep).select_related("door__building__compound")
    here = rows.filter(door__building=building)
    house = here.filter(door__room="").first()
    if house is not None:
        here = rows.filter(door__room="", door__building__compound=house.door.building.compound_id)
    return here.order_by("door__building__sort_key", "door__building__number", "door__sort_key", "door__room")


def last_knocks(viewer: Actor, turns: list[Turn]) -> dict[UUID, Knock]:
    """The last knock at each door, which the next one may correct."""
    rows = Knock.objects.visible_to(viewer).filter(turn__in=turns).order_by("at", "id")
    return {one.turn_id: one for one in rows}


def rentals_found(viewer: Actor) -> QuerySet[Turn]:
    """Doors against which the rule of rentals says something, newest first."""
    rows = Turn.objects.visible_to(viewer).exclude(findings=[])
    return rows.select_related("door__building__compound", "sweep__committee").order_by("-last_at")


def broadcasts(viewer: Actor) -> QuerySet[Broadcast]:
    """Loudspeaker rounds, newest first."""
    return Broadcast.objects.visible_to(viewer).select_related("committee").order_by("-begins_at")
