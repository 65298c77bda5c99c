"""What calls add to a person's page, and whom the queue still needs the registry for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from lianfang.core import Actor
from lianfang.registry.people.hooks import Event
from lianfang.registry.people.models import Person

from . import rules
from .models import Attempt, Need

SHOWN = 30


def timeline(viewer: Actor, person: Person, at: datetime) -> Iterator[Event]:
    """Calls about this person that stand, newest first; one query more than the needs."""
    mine = dict(Need.objects.visible_to(viewer).filter(person=person).values_list("id", "callee")[:200])
    if not mine:
        return
    rows = Attempt.objects.visible_to(viewer).standing().filter(callee__in=set(mine.values()))
    about = [one for one in rows.order_by("-at")[: 3 * SHOWN] if not mine.keys().isdisjoint(one.needs)]
    for one in about[:SHOWN]:
        tone = "good" if one.outcome == rules.Outcome.ANSWERED else ""
        said = str(rules.OUTCOMES[rules.Outcome(one.outcome)])
        yield Event(one.at, said, one.note, one.agent_name, "", tone)


def needed(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Persons whom somebody still has to call."""
    return Need.objects.of(subdistrict).open().exclude(person=None).values_list("person_id", flat=True)
