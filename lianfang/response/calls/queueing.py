"""The queue's cached columns: where a callee stands follows from its open needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import connection

from . import rules
from .models import Callee, Need

# Rank: the most urgent open need's; due: the earliest of that rank; not before: the earliest a need allows, and
# never before the rest after a try is over. What `rules.order_key` says, for many at once.
REFRESH = """
UPDATE calls_callee AS c SET rank = v.rank, due_at = v.due_at,
       not_before = GREATEST(v.not_before, CASE WHEN c.id = ANY(%s) THEN NULL ELSE c.resting_until END),
       resting_until = CASE WHEN c.id = ANY(%s) THEN NULL ELSE c.resting_until END
FROM (SELECT c.id, min(n.rank) AS rank, min(n.due_at) FILTER (WHERE n.rank = n.first) AS due_at,
             min(coalesce(n.not_before, n.asked_at)) AS not_before
      FROM unnest(%s) AS c(id)
      LEFT JOIN (SELECT callee_id, rank, due_at, not_before, asked_at,
                        min(rank) OVER (PARTITION BY callee_id) AS first
                 FROM calls_need
                 WHERE subdistrict = %s AND state = 'open' AND callee_id = ANY(%s)) AS n ON n.callee_id = c.id
      GROUP BY c.id) AS v
WHERE c.subdistrict = %s AND c.id = v.id
"""


class Wish(Protocol):
    """What asking again may change."""

    @property
    def rank(self) -> int:
        """How soon."""

    @property
    def due_at(self) -> datetime | None:
        """By when."""

    @property
    def silent_since(self) -> datetime | None:
        """Since when nothing was heard."""

    @property
    def missed(self) -> int:
        """How many readings are missing."""


def refresh(subdistrict: UUID, callees: Iterable[UUID], *, waking: Iterable[UUID] = ()) -> None:
    """Brings the queue's columns of these callees in step with their open needs; `waking` ends the rest after a try
    (a symptom does not wait for the next wave)."""
    keys, awake = list(callees), list(waking)
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(REFRESH, [awake, awake, keys, subdistrict, keys, subdistrict])


def place(callee: Callee, needs: Sequence[Need]) -> None:
    """Where one callee stands by everything that is open with it (saved by the caller, who holds its lock): what
    `refresh` says of many in the database."""
    opens = min((one.not_before or one.asked_at for one in needs), default=None)
    callee.rank, callee.due_at = (
        rules.order_key((one.rank, one.due_at) for one in needs) if needs else (None, None)
    )
    callee.not_before = max(filter(None, (opens, callee.resting_until)), default=None)


PLACED = ["rank", "due_at", "not_before", "resting_until"]


def raise_to(need: Need, wish: Wish, at: datetime) -> Need | None:
    """An open need asked for again: the more urgent rank, the longer silence. None where that changes nothing."""
    rank = min(need.rank, int(wish.rank))
    since = min(filter(None, (need.silent_since, wish.silent_since)), default=None)
    missed = max(need.missed, wish.missed)
    if (rank, since, missed) == (need.rank, need.silent_since, need.missed):
        return None
    if rank < need.rank:
        need.due_at = min(need.due_at, wish.due_at or at)
        need.not_before = None
    need.rank, need.silent_since, need.missed = rank, since, missed
    need.save(update_fields=["rank", "due_at", "not_before", "silent_since", "missed"])
    return need


def close(
    subdistrict: UUID, needs: Sequence[UUID], state: rules.State, *, by: UUID | None = None, at: datetime
) -> None:
    """Ends needs; `by` is the attempt that did."""
    rows = Need.objects.of(subdistrict).filter(pk__any=list(needs))
    rows.update(state=state, closed_at=at, closed_by=by)


def free(callee: Callee) -> None:
    """Out of every hand (saved by the caller)."""
    callee.agent, callee.agent_name, callee.contact = None, "", None
    callee.claimed_at = callee.claimed_until = callee.draft = None


FREED = ["agent", "agent_name", "contact", "claimed_at", "claimed_until", "draft"]
