"""The terms in force: what the command post set, or the defaults of the room."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lianfang.core import clock

from . import rules
from .models import Policy

FIELDS = (
    "urgent_minutes",
    "day_from",
    "day_until",
    "daylight_from",
    "daylight_until",
    "elderly_from",
    "revisit_minutes",
    "check_minutes",
    "metres_a_minute",
    "minutes",
)


def terms(subdistrict: UUID, at: datetime) -> rules.Terms:
    """The terms of the day, from the latest policy begun; without one the defaults."""
    rows = Policy.objects.of(subdistrict).filter(begins_on__lte=clock.day_of(at)).order_by("-begins_on")
    found = rows.first()
    return rules.Terms(**{name: getattr(found, name) for name in FIELDS}) if found else rules.Terms()
