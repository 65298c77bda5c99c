"""Writing the record: one entry an act, and what follows from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from lianfang.core import Actor

from ..models import Entry

H = TypeVar("H", bound=Callable[..., None])


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
    [entry] = record_all(event, acts=[Act(by, about, person, committee, reason, facts)], at=at)
    return entry


@dataclass(frozen=True, slots=True)
class Act:
    """One act of many that were done at one moment: what `record` takes of it."""

    by: Actor
    about: models.Model | None = None
    person: UUID | None = None
    committee: UUID | None = None
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def record_all(event: str, *, acts: Sequence[Act], at: datetime) -> list[Entry]:
    """Writes acts of one kind that were done at one moment, one entry each, in one insert, and tells what follows."""
    entries = [_entry(event, act, at) for act in acts]
    Entry.objects.bulk_create(entries)
    if entries:
        react(entries, [act.by for act in acts])
    return entries


def _entry(event: str, act: Act, at: datetime) -> Entry:
    about = act.about
    return Entry(
        subdistrict=act.by.subdistrict,
        at=at,
        event=event,
        actor=act.by.id,
        actor_name=act.by.name,
        role=act.by.role.value,
        about_kind=about._meta.label if about is not None else "",
        about=about.pk if about is not None else None,
        person=act.person,
        committee=act.committee,
        reason=act.reason,
        facts=plain(act.facts),
    )


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as JSON holds them: ids and dates as text."""
    return {key: json.loads(json.dumps(value, default=str)) for key, value in facts.items()}


class Reactions:
    """What follows from an event: filled once by `config.reactions`, read at every record."""

    table: dict[str, list[Any]] = {}
    at_once: set[Any] = set()

    @classmethod
    def together(cls, handler: H) -> H:
        """Marks a handler that takes all entries of a moment at once, `handler(entries, by)`, set-based. Every other
        is called with each entry for itself."""
        cls.at_once.add(handler)
        return handler


def react(entries: Sequence[Entry], by: Sequence[Actor]) -> None:
    """Runs what the table says follows from these entries of one event, in the same transaction: one handler after
    the other, each for all of them."""
    for handler in Reactions.table.get(entries[0].event, ()):
        if handler in Reactions.at_once:
            handler(entries, by)
            continue
        for entry, who in zip(entries, by, strict=True):
            handler(entry, who)
