"""Which policy of calls is in force."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lianfang.core import clock

from . import rules
from .models import Policy

IN_FORCE = """
SELECT * FROM calls_policy WHERE subdistrict = %s AND begins_on <= %s ORDER BY begins_on DESC LIMIT 1
"""


def terms(subdistrict: UUID, at: datetime) -> rules.Terms:
    """The policy in force at an instant, else the defaults. Written out, as each claim and each outcome asks."""
    found = next(iter(Policy.objects.raw(IN_FORCE, [subdistrict, clock.day_of(at)])), None)
    return found.terms if found else rules.Terms()
