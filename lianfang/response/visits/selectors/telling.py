"""What came of the visits about one matter, for the page of the room whose matter it is."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lianfang.core import Actor

from .. import phonewords
from ..models import Check, Visit


@dataclass(frozen=True, slots=True)
class Knocked:
    """One knock: what they said in words, and what the police were asked about it."""

    visit: Visit
    said: tuple[str, ...]
    checks: tuple[Check, ...]


def at_the_door(viewer: Actor, about_kind: str, about_id: UUID) -> list[Knocked]:
    """Every knock about a matter, oldest first, as far as the viewer sees the visits; two queries."""
    rows = Visit.objects.visible_to(viewer).filter(request__about_kind=about_kind, request__about_id=about_id)
    visits = list(rows.select_related("request").order_by("at", "id"))
    checks = list(Check.objects.visible_to(viewer).filter(visit__in=visits).order_by("asked_at", "id"))
    return [
        Knocked(one, said_of(one), tuple(check for check in checks if check.visit_id == one.id))
        for one in visits
    ]


def said_of(visit: Visit) -> tuple[str, ...]:
    """What the plain form was told, in the reader's words."""
    offered = phonewords.choices()
    told = visit.answers
    words = (
        dict(offered["verdicts"]).get(told.get("verdict", "")),
        told.get("arrived_on"),
        told.get("place"),
        dict(offered["reasons"]).get(told.get("reason", "")),
    )
    return tuple(str(word) for word in words if word)
