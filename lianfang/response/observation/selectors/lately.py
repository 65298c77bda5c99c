"""Whose slots of yesterday and today are not simply those of their protocol: back home from a hospital or a central
site, or with another observation joined into theirs. Few, so they are asked for apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from lianfang.core import Actor, clock

from .. import fortnight, rules
from ..models import Episode
from ..rules.slots import Absence


@dataclass(frozen=True, slots=True)
class Lately:
    """By episode: when somebody was away, and for which observation one counts that was joined, be it by way of
    another. One query, and one where somebody came home."""

    away: dict[UUID, tuple[Absence, ...]]
    joined: dict[UUID, UUID]


def lately(viewer: Actor, at: datetime) -> Lately:
    """What happened since the beginning of yesterday that changes which slots are owed or have ended. Joins count
    wherever they happened: the one that goes on may be the viewer's while the other was not."""
    since = clock.at_local(clock.day_of(at) - timedelta(days=1))
    home = Q(state=rules.State.ACTIVE, home_since__gte=since)
    gone = Q(state=rules.State.JOINED, closed_at__gte=since, joined_into__isnull=False)
    rows = Episode.objects.of(viewer.subdistrict).filter(home | gone)
    found = list(rows.values_list("id", "state", "joined_into_id"))
    back = [key for key, state, _into in found if state == rules.State.ACTIVE]
    return Lately(
        away=fortnight.absences_of(viewer.subdistrict, back),
        joined=heads({key: into for key, state, into in found if state == rules.State.JOINED}),
    )


def heads(joined: dict[UUID, UUID]) -> dict[UUID, UUID]:
    """Each joined observation with the one that goes on for it: A into B into C counts for C."""
    found = {}
    for key, into in joined.items():
        passed = {key}
        while into in joined and into not in passed:
            passed.add(into)
            into = joined[into]
        found[key] = into
    return found
