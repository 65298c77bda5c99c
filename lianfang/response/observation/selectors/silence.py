"""Households that fell silent: since when, and how many slots went by without a reading or a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from .. import fortnight, rules
from ..models import Episode, Reading
from .cards import Shown


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


def silent_households(groups: Sequence[Sequence[UUID]], shown: Shown, at: datetime) -> list[Silent]:
    """Cards for these groups of episodes, in their order, out of those shown; three queries."""
    members = [[shown.episodes[key] for key in group if key in shown.episodes] for group in groups]
    facts = fortnight.ended_of([one for group in members for one in group], shown.heads)
    return [_card(group, facts, shown, at) for group in members if group]


def _card(members: list[Episode], facts: fortnight.Facts, shown: Shown, at: datetime) -> Silent:
    gaps = [(_gap(fortnight.strip_of(one, facts, at)), one) for one in members]
    gaps.sort(key=lambda pair: (-len(pair[0]), pair[1].id))
    cells, first = gaps[0]
    since = cells[0] if cells else None
    return Silent(
        [one for _cells, one in gaps],
        since.day if since else first.starts_on,
        since.slot.name if since else "",
        len(cells),
        shown.readings[first.id],
    )


def _gap(strip: rules.Strip) -> list[rules.Cell]:
    """The slots missed since the last one that ended, in order of time."""
    gap: list[rules.Cell] = []
    for cell in strip.cells:
        if cell.is_ended:
            gap = []
        elif cell.mark == rules.Mark.MISSED:
            gap.append(cell)
    return gap
