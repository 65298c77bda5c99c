"""Reading the record: entries, the chain's health, orders in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from lianfang.core import Actor

from .models import Entry, Order, Seal
from .operations import link


@dataclass(frozen=True, slots=True)
class Health:
    """The chain's state: entries sealed, entries waiting, and the first seal that does not fit (or None)."""

    sealed: int
    waiting: int
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        """True when every seal fits."""
        return self.broken_at is None


def entries(viewer: Actor) -> QuerySet[Entry]:
    """The record as this viewer may read it, newest first."""
    return Entry.objects.visible_to(viewer).order_by("-at", "-id")


def order_in_force(subdistrict: UUID, purpose_from: str, purpose_to: str, at: datetime) -> Order | None:
    """The order that lets one purpose read another at this time, or None."""
    return (
        Order.objects.of(subdistrict)
        .filter(
            purpose_from=purpose_from, purpose_to=purpose_to, begins_at__lte=at, ends_at__gt=at, ended_at=None
        )
        .first()
    )


def verify(subdistrict: UUID) -> Health:
    """Walks the whole chain and recomputes it. A changed, removed or reordered entry breaks it at its number."""
    before, count = b"", 0
    entries_by_id = {e.id: e for e in Entry.objects.of(subdistrict).iterator()}
    for seal in Seal.objects.of(subdistrict).order_by("number").iterator():
        entry = entries_by_id.pop(seal.entry, None)
        count += 1
        if entry is None or seal.number != count or link(before, entry) != bytes(seal.hash):
            return Health(count - 1, len(entries_by_id), seal.number)
        before = bytes(seal.hash)
    return Health(count, len(entries_by_id), None)
