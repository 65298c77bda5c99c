"""Whose slots of yesterday and today are not those of everybody under their protocol: moved to another protocol, back
home from a hospital or a central site, or joined with another observation since. Few, so they are asked for apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from lianfang.core import Actor, clock

from .. import fortnight, rules
from ..models import Episode, Term
from ..rules.slots import Absence


@dataclass(frozen=True, slots=True)
class Lately:
    """By episode: the protocol of yesterday where it was another, when somebody was away, and into which
    observation one was joined. Two queries, and one where somebody came home."""

    before: dict[UUID, UUID]
    away: dict[UUID, tuple[Absence, ...]]
    joined: dict[UUID, UUID]

    def is_own(self, episode: UUID) -> bool:
        """True where this one's slots are to be reckoned for itself."""
        return episode in self.before or episode in self.away


def lately(viewer: Actor, at: datetime) -> Lately:
    """What happened since the beginning of yesterday that changes which slots are owed or have ended."""
    yesterday = clock.day_of(at) - timedelta(days=1)
    since = clock.at_local(yesterday)
    mine = Episode.objects.visible_to(viewer)
    moved = Term.objects.of(viewer.subdistrict).filter(until_on__gte=yesterday).order_by("-until_on", "-at")
    home = Q(state=rules.State.ACTIVE, home_since__gte=since)
    found = list(mine.filter(home | Q(state=rules.State.JOINED, closed_at__gte=since)))
    return Lately(
        # The earliest change of a day is the last of this order: it says what yesterday was under.
        before=dict(moved.values_list("episode_id", "protocol_id")),
        away=fortnight.absences_of([one for one in found if one.is_active]),
        joined={one.id: one.joined_into_id for one in found if one.joined_into_id and not one.is_open},
    )
