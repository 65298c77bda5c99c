"""What waits on 今天 for those who look after people under observation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, Role, clock, masking
from lianfang.core.waiting import Top, Urgency, Waiting

from ..models import Episode
from .desk import alerts
from .standing import standing

TOP = 3


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """Alerts, people who fell silent, readings missing now, releases due or overdue."""
    if not viewer.sees_health:
        return []
    rows, today = standing(viewer, at), clock.day_of(at)
    index = reverse("observation:index")
    piles = [
        *alerts(viewer, at),
        _pile(
            viewer,
            _("Held past their last day"),
            [row.episode for row in rows if row.last_day < today],
            Urgency.OVERDUE,
            f"{index}?only=overdue",
            _("Release"),
        ),
        _pile(
            viewer,
            _("Silent for two readings"),
            [row.episode for row in rows if row.missed >= 2],
            Urgency.OVERDUE,
            f"{index}?only=silent",
            _("Visit or call"),
        ),
        _pile(
            viewer,
            _("Last day today"),
            [row.episode for row in rows if row.last_day == today],
            Urgency.TODAY,
            f"{index}?only=due",
            _("Release"),
        ),
    ]
    if viewer.role == Role.COMMITTEE_WORKER:
        missing = [row.episode for row in rows if row.is_missing]
        url = reverse("observation:enter")
        piles.append(_pile(viewer, _("Readings missing"), missing, Urgency.TODAY, url, _("Enter readings")))
    return piles


def _pile(
    viewer: Actor, title: str, keys: Sequence[UUID], urgency: Urgency, url: str, action: str
) -> Waiting:
    top = Episode.objects.visible_to(viewer).filter(pk__in=keys).select_related("person")
    shown = top.order_by("last_day", "id")[:TOP] if keys else []
    lines = tuple(
        Top(masking.name(one.person.name), reverse("observation:episode", args=[one.id])) for one in shown
    )
    return Waiting(title, len(keys), urgency, url, action, lines)
