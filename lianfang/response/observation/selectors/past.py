"""How it stood at an instant gone by, from facts only: what today is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from lianfang.core import Actor, clock

from ..models import Alert, Episode, Excuse, Protocol, Reading
from ..rules.protocol import Slot


def observed_at(viewer: Actor, moments: Sequence[datetime]) -> list[int]:
    """How many were under observation at each of some instants; one query."""
    return _counted(Episode.objects.visible_to(viewer), "begun_at", moments)


def alerts_at(viewer: Actor, moments: Sequence[datetime]) -> list[int]:
    """How many alerts stood open at each of some instants; one query."""
    return _counted(Alert.objects.visible_to(viewer), "opened_at", moments)


def completeness_at(viewer: Actor, moments: Sequence[datetime]) -> list[tuple[int, int]]:
    """Slots of each instant's local day that had opened by then: how many were owed, and how many of them had
    ended by then with a reading or a reason. One query, and two for each instant."""
    protocols = [(each.id, each.terms.slots) for each in Protocol.objects.visible_to(viewer)]
    return [_completeness(viewer, _opened(protocols, at), at) for at in moments]


def _completeness(viewer: Actor, slots: list[tuple[Any, Slot]], at: datetime) -> tuple[int, int]:
    day = clock.day_of(at)
    if not slots:
        return 0, 0
    then = Episode.objects.visible_to(viewer).filter(
        _standing_at("begun_at", at), _begun_before(day), last_day__gte=day
    )
    owing = {f"n{n}": Count("id", filter=_owed(slot, day, key)) for n, (key, slot) in enumerate(slots)}
    return sum(then.aggregate(**owing).values()), _ended(viewer, then, slots, at)


def _ended(viewer: Actor, then: QuerySet[Episode], slots: list[tuple[Any, Slot]], at: datetime) -> int:
    day = clock.day_of(at)
    owed = Q()
    for key, slot in slots:
        owed |= _owed(slot, day, key, "episode__") & Q(slot=slot.code)
    asked = Q(slot_day=day, episode__in=then) & owed
    read = Reading.objects.visible_to(viewer).filter(asked, received_at__lte=at)
    excused = Excuse.objects.visible_to(viewer).filter(asked, at__lte=at)
    return read.values("episode_id", "slot").union(excused.values("episode_id", "slot")).count()


def _opened(protocols: list[tuple[UUID, tuple[Slot, ...]]], at: datetime) -> list[tuple[Any, Slot]]:
    day = clock.day_of(at)
    return [(key, slot) for key, slots in protocols for slot in slots if slot.at(day, slot.opens) <= at]


def _owed(slot: Slot, day: date, protocol: Any, via: str = "") -> Q:
    closes = slot.at(day, slot.closes)
    return Q(**{f"{via}protocol_id": protocol, f"{via}begun_at__lt": closes})


def _counted(rows: QuerySet[Any], begun: str, moments: Sequence[datetime]) -> list[int]:
    asked = {f"n{n}": Count("id", filter=_standing_at(begun, at)) for n, at in enumerate(moments)}
    found = rows.aggregate(**asked)
    return [found[f"n{n}"] for n in range(len(moments))]


def _standing_at(begun: str, at: datetime) -> Q:
    stood = Q(**{f"{begun}__lte": at}) & (Q(closed_at=None) | Q(closed_at__gt=at))
    # Somebody at a hospital or a central site is not counted among those at home.
    return stood & (Q(away_since=None) | Q(away_since__gt=at)) if begun == "begun_at" else stood


def _begun_before(day: date) -> Q:
    return Q(first_on__lt=day) | Q(first_on=None, starts_on__lt=day)
