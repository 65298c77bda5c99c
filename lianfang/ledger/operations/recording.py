"""Writing the record: one entry an act, and what follows from it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from lianfang.core import Actor

from ..models import Entry


def record(
    event: str,
    *,
    by: Actor,
    at: datetime,
    about: models.Model | None = None,
    person: UUID | None = None,
    committee: UUID | None = None,
    reason: str = "",
    **facts: Any,
) -> Entry:
    """Writes one act into the record and tells what follows from it. Call it last, in the act's transaction.

    `facts` must be plain values (ids, codes, counts, dates), never clear identifiers.
    """
    entry = Entry.objects.create(
        subdistrict=by.subdistrict,
        at=at,
        event=event,
        actor=by.id,
        actor_name=by.name,
        role=by.role.value,
        about_kind=about._meta.label if about is not None else "",
        about=about.pk if about is not None else None,
        person=person,
        committee=committee,
        reason=reason,
        facts=plain(facts),
    )
    react(entry, by)
    return entry


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as JSON holds them: ids and dates as text."""
    return {key: json.loads(json.dumps(value, default=str)) for key, value in facts.items()}


class Reactions:
    """What follows from an event: filled once by `config.reactions`, read at every record."""

    table: dict[str, list[Any]] = {}


def react(entry: Entry, by: Actor) -> None:
    """Runs what the table says follows from this event, in the same transaction."""
    for handler in Reactions.table.get(entry.event, ()):
        handler(entry, by)
