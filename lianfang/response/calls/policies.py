"""Which policy of calls is in force."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lianfang.core import clock

from . import rules
from .models import Policy


def terms(subdistrict: UUID, at: datetime) -> rules.Terms:
    """The policy in force at an instant, else the defaults."""
    rows = Policy.objects.of(subdistrict).filter(begins_on__lte=clock.day_of(at))
    found = rows.order_by("-begins_on").first()
    return found.terms if found else rules.Terms()
