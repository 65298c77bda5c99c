"""What observation shows beside a call: the fortnight of everybody in the household who is under observation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lianfang.core import Actor
from lianfang.registry.people.hooks import Panel

from . import rules
from .models import Episode
from .selectors import lists

MOST = 6


def panels(viewer: Actor, persons: list[UUID], at: datetime) -> list[Panel]:
    """The strips, those to be spoken about first. Whoever has the call in hand may see them though the home lies
    elsewhere; roles that read no health see none."""
    if not viewer.sees_health:
        return []
    rows = Episode.objects.visible_to(viewer).open().filter(person_id__in=persons)
    found = list(
        rows.select_related("protocol", "person__building__compound", "person__compound", "committee")
    )
    found.sort(key=lambda one: persons.index(one.person_id))
    return [
        Panel(
            "observation/parts/beside_call.html",
            {"row": row, "state_said": str(rules.STATES[rules.State(row.episode.state)])},
        )
        for row in lists.whole_rows(viewer, found[:MOST], at)
    ]
