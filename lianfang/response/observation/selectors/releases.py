"""Releases: whose days are over, whom the record lets go, and why not the others."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lianfang.core import Actor, Refused, clock

from .. import rules
from ..models import Episode
from .courses import PERSON
from .lists import Row, whole_rows


def releasable(viewer: Actor, at: datetime) -> tuple[list[Row], list[tuple[Row, str]]]:
    """Those whose last day has come: whom the record lets go now, and the others with the reason why not."""
    rows = Episode.objects.visible_to(viewer).open().filter(last_day__lte=clock.day_of(at))
    found = list(rows.select_related(*PERSON, "protocol").order_by("last_day", "household_id", "id"))
    ready: list[Row] = []
    waiting: list[tuple[Row, str]] = []
    for row in whole_rows(viewer, found, at):
        refusal = refusal_of(row, at)
        if refusal:
            waiting.append((row, refusal))
        else:
            ready.append(row)
    return ready, waiting


def refusal_of(row: Row, at: datetime) -> str:
    """Why release is not possible yet; empty when it is."""
    one = row.episode
    if row.strip is None or not one.is_open:
        return str(rules.STATES[rules.State(one.state)])
    try:
        rules.check_can_release(one.protocol.terms, one.last_day, row.strip, has_alert=row.has_alert, at=at)
    except Refused as refusal:
        return str(refusal)
    return "" if one.is_active else str(Refused("observation.word_of_the_site_missing"))


def released_of(viewer: Actor, keys: list[UUID]) -> list[UUID]:
    """Of these those that are released now, in their order."""
    rows = Episode.objects.visible_to(viewer).filter(pk__in=keys, state=rules.State.RELEASED)
    released = set(rows.values_list("pk", flat=True))
    return [key for key in keys if key in released]
