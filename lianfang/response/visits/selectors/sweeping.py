"""Rounds from door to door: how far they came, stair by stair, and what the rule of rentals found."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from lianfang.core import Actor
from lianfang.registry.places.models import Building

from .. import rules
from ..models import Broadcast, Sweep, Turn

OVER = Q(turns__outcome__in=list(rules.FINISHING))
DONE = Q(outcome__in=list(rules.FINISHING))


@dataclass(frozen=True, slots=True)
class Stair:
    """One stair of a round with its counts."""

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
    rows = Turn.objects.visible_to(viewer).filter(sweep=sweep).values("door__building").annotate(
        doors=Count("id"),
        done=Count("id", filter=DONE),
        empty=Count("id", filter=Q(outcome=rules.Outcome.NOBODY)),
        found=Count("id", filter=~Q(findings=[])),
    )  # fmt: skip
    counts = {row["door__building"]: row for row in rows}
    buildings = Building.objects.of(viewer.subdistrict).filter(pk__in=counts).select_related("compound")
    ordered = buildings.order_by("compound__sort_key", "compound__name", "sort_key", "number")
    return [
        Stair(one, *(counts[one.id][name] for name in ("doors", "done", "empty", "found"))) for one in ordered
    ]


def turns(viewer: Actor, sweep: Sweep, building: UUID) -> QuerySet[Turn]:
    """The doors of one stair, in the order of their numbers."""
    rows = Turn.objects.visible_to(viewer).filter(sweep=sweep, door__building=building)
    return rows.select_related("door").order_by("door__sort_key", "door__room")


def rentals_found(viewer: Actor) -> QuerySet[Turn]:
    """Doors against which the rule of rentals says something, newest first."""
    rows = Turn.objects.visible_to(viewer).exclude(findings=[])
    return rows.select_related("door__building__compound", "sweep__committee").order_by("-last_at")


def broadcasts(viewer: Actor) -> QuerySet[Broadcast]:
    """Loudspeaker rounds, newest first."""
    return Broadcast.objects.visible_to(viewer).select_related("committee").order_by("-begins_at")
