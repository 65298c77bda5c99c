"""What a subdistrict has stored about its observations, as plain values: what the invariants are checked on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import IntegerField, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from lianfang.core import Actor
from lianfang.ledger.models import Entry
from lianfang.registry.people.models import Merge, Person
from lianfang.response.observation import selectors
from lianfang.response.observation.models import (
    Alert,
    AlertStep,
    Episode,
    Excuse,
    Protocol,
    Reading,
    Term,
    Turn,
)
from lianfang.response.observation.rules import Terms
from lianfang.response.observation.selectors import Standing
from lianfang.response.screening.models import Report, Verification


class Watch(NamedTuple):
    """One episode's columns."""

    id: UUID
    person_id: UUID
    begun_for: UUID
    protocol_id: UUID
    starts_on: date
    first_on: date | None
    last_day: date
    begun_at: datetime
    state: str
    closed_at: datetime | None
    joined_into_id: UUID | None


class Move(NamedTuple):
    """One turn."""

    id: UUID
    episode_id: UUID
    kind: str
    effective_at: datetime
    day_zero: date | None
    protocol_id: UUID | None
    undoes_id: UUID | None
    before: dict[str, Any]


class Value(NamedTuple):
    """One reading."""

    id: UUID
    episode_id: UUID
    client_id: str
    slot_day: date
    slot: str
    is_abnormal: bool


class Reason(NamedTuple):
    """One slot's excuse."""

    episode_id: UUID
    slot_day: date
    slot: str


class Alarm(NamedTuple):
    """One alert."""

    id: UUID
    episode_id: UUID
    reading_id: UUID | None
    state: str


class Deed(NamedTuple):
    """One step about an alert."""

    id: UUID
    alert_id: UUID
    kind: str
    reading_id: UUID | None


class Earlier(NamedTuple):
    """The protocol an episode was under until a day."""

    episode_id: UUID
    protocol_id: UUID
    until_on: date


class Finding(NamedTuple):
    """One verification."""

    id: UUID
    report_id: UUID
    outcome: str


@dataclass
class Shown:
    """What the product shows at this instant: today's standing, and who is away past their last day."""

    standing: dict[UUID, Standing] = field(default_factory=dict)
    away_and_over: set[UUID] = field(default_factory=set)


@dataclass
class Record:
    """The record: how often each event was told, about what, which turns, and the sums of its counts."""

    told: Counter[str]
    about: dict[str, Counter[UUID]]
    turns: set[UUID]
    sums: dict[str, int]


@dataclass
class Facts:
    """Everything at one instant."""

    at: datetime
    watches: dict[UUID, Watch]
    protocols: dict[UUID, Terms]
    moves: dict[UUID, list[Move]]
    values: dict[UUID, list[Value]]
    reasons: dict[UUID, list[Reason]]
    earlier: dict[UUID, list[Earlier]]
    alarms: dict[UUID, Alarm]
    deeds: list[Deed]
    merged: dict[UUID, UUID | None]
    pairs: set[frozenset[UUID]]
    reports: dict[UUID, str]
    findings: list[Finding]
    shown: Shown
    record: Record

    @cached_property
    def joined(self) -> dict[UUID, list[UUID]]:
        """By episode the episodes that were joined into it."""
        found: dict[UUID, list[UUID]] = defaultdict(list)
        for one in self.watches.values():
            if one.joined_into_id:
                found[one.joined_into_id].append(one.id)
        return found


R = TypeVar("R", bound=Any)
COUNTED = {
    "observation.readings_recorded": "readings",
    "observation.slots_excused": "slots",
    "observation.many_begun": "episodes",
    "screening.many_verified": "verified",
}


def read(by: Actor, at: datetime) -> Facts:
    """Everything stored about the observations of a subdistrict; the same few queries whatever its size."""
    key = by.subdistrict
    watches = {one.id: one for one in _rows(Episode, Watch, key)}
    persons = {one.person_id for one in watches.values()} | {one.begun_for for one in watches.values()}
    merged = Person.objects.of(key).filter(pk__in=persons)
    return Facts(
        at=at,
        watches=watches,
        protocols={one.id: one.terms for one in Protocol.objects.of(key)},
        moves=_by_episode(_rows(Turn, Move, key)),
        values=_by_episode(_rows(Reading, Value, key)),
        reasons=_by_episode(_rows(Excuse, Reason, key)),
        earlier=_by_episode(_rows(Term, Earlier, key, "until_on", "at")),
        alarms={one.id: one for one in _rows(Alert, Alarm, key)},
        deeds=_rows(AlertStep, Deed, key),
        merged=dict(merged.values_list("id", "merged_into_id")),
        pairs={frozenset(two) for two in Merge.objects.of(key).values_list("kept_id", "gone_id")},
        reports=dict(Report.objects.of(key).values_list("id", "state")),
        findings=_rows(Verification, Finding, key, "at", "id"),
        shown=_shown(by, at),
        record=_record(key),
    )


def _rows(model: Any, shape: type[R], key: UUID, *order: str) -> list[R]:
    by = order or (("at", "id") if model is Turn else ("id",) if "id" in shape._fields else ("pk",))
    return [shape(*row) for row in model.objects.of(key).order_by(*by).values_list(*shape._fields)]


def _by_episode(rows: Iterable[R]) -> dict[UUID, list[R]]:
    grouped: dict[UUID, list[R]] = defaultdict(list)
    for row in rows:
        grouped[row.episode_id].append(row)
    return grouped


def _shown(by: Actor, at: datetime) -> Shown:
    standing = {one.episode: one for one in selectors.standing(by, at)}
    return Shown(standing, set(selectors.away_and_over(by, at).values_list("id", flat=True)))


def _record(key: UUID) -> Record:
    entries = Entry.objects.of(key).filter(event__regex=r"^(observation|screening)\.").order_by()
    told: Counter[str] = Counter()
    about: dict[str, Counter[UUID]] = defaultdict(Counter)
    for event, thing in entries.values_list("event", "about"):
        told[event] += 1
        if thing is not None:
            about[event][thing] += 1
    turns = entries.exclude(facts__turn=None).values_list(KT("facts__turn"), flat=True)
    sums = {event: _sum(entries.filter(event=event), name) for event, name in COUNTED.items()}
    return Record(told, about, {UUID(turn) for turn in turns if turn}, sums)


def _sum(entries: Any, name: str) -> int:
    counted = Cast(KT(f"facts__{name}"), IntegerField())
    return int(entries.aggregate(all=Sum(counted))["all"] or 0)


# Rows that never change once they are written: their number and their content are remembered from day to day.
LASTING = (Reading, Excuse, Turn, AlertStep, Term, Verification, Entry)
REMEMBER = (
    "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text, max(id::text) FROM {} t"
)


@dataclass(frozen=True, slots=True)
class Memory:
    """What was written so far, by table: how many rows, a sum over their content, the last key."""

    tables: dict[str, tuple[int, str, str | None]]


def remember(before: Memory | None = None) -> Memory:
    """What is written now; with `before` only the rows that were there already: they must be the same.

    Keys grow with time, so the rows of before are those up to its last key. Row-level security bounds it all to
    the subdistrict at work.
    """
    found = {}
    with connection.cursor() as cursor:
        for model in LASTING:
            table = model._meta.db_table
            limit = before.tables[table][2] if before else None
            if before and limit is None:
                found[table] = before.tables[table]
                continue
            where = " WHERE id <= %s::uuid" if limit else ""
            cursor.execute(REMEMBER.format(table) + where, [limit] if limit else [])
            found[table] = cursor.fetchone()
    return Memory(found)
