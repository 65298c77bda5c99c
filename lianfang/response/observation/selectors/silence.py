"""Households that fell silent: since when, and how many slots went by without a reading or a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lianfang.core import Actor

from .. import fortnight, rules
from ..models import Episode, Reading

LAST = 3


@dataclass(frozen=True, slots=True)
class Silent:
    """One household on one card: its silent members (the longest silent first), since which slot, how many
    slots in a row, the last readings of the first member (newest first)."""

    episodes: list[Episode]
    since_on: date
    since_slot: str
    missed: int
    readings: list[Reading]

    @property
    def first(self) -> Episode:
        """The member the card is led by."""
        return self.episodes[0]

    @property
    def ends_on(self) -> date:
        """The earliest last day among them."""
        return min(one.last_day for one in self.episodes)


def silent_households(viewer: Actor, groups: Sequence[Sequence[UUID]], at: datetime) -> list[Silent]:
    """Cards for these groups of episodes, in their order; a bounded number of queries."""
    keys = [key for group in groups for key in group]
    rows = (
        Episode.objects.visible_to(viewer)
        .filter(pk__in=keys)
        .select_related("person__building__compound", "person__compound", "committee", "protocol")
    )
    found = {one.id: one for one in rows}
    facts = fortnight.facts_of(found.values())
    cards = []
    for group in groups:
        members = [found[key] for key in group if key in found]
        if members:
            cards.append(_card(members, facts, at))
    return cards


def _card(members: list[Episode], facts: fortnight.Facts, at: datetime) -> Silent:
    gaps = [(_gap(one, facts, at), one) for one in members]
    gaps.sort(key=lambda pair: (-len(pair[0]), pair[1].id))
    cells, first = gaps[0]
    readings = sorted(facts.readings[first.id].values(), key=lambda reading: reading.taken_at, reverse=True)
    since = cells[0] if cells else None
    return Silent(
        [one for _cells, one in gaps],
        since.day if since else first.starts_on,
        since.slot.name if since else "",
        len(cells),
        readings[:LAST],
    )


def _gap(one: Episode, facts: fortnight.Facts, at: datetime) -> list[rules.Cell]:
    """The slots missed since the last one that ended, in order of time."""
    gap: list[rules.Cell] = []
    for cell in fortnight.strip_of(one, facts, at).cells:
        if cell.is_ended:
            gap = []
        elif cell.mark == rules.Mark.MISSED:
            gap.append(cell)
    return gap
