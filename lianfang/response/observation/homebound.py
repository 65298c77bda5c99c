"""Who has to stay at home now, for the rooms that look after homes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from lianfang.response.services.hooks import Homebound

from .models import Episode


def homebound(subdistrict: UUID, at: datetime, persons: list[UUID] | None = None) -> Iterator[Homebound]:
    """Everybody under observation at home (or those of `persons` who are), until their last day; one query."""
    rows = Episode.objects.of(subdistrict).active()
    if persons is not None:
        rows = rows.filter(person_id__in=persons)
    names = ("person_id", "person__household_id", "committee_id", "last_day", "home")
    for person, household, committee, until, home in rows.values_list(*names):
        yield Homebound(person, household, committee, until, home)
