"""Whose turn it is: one statement gives an agent what is in their hand, else the first in the queue.

Statements of the path that two hundred agents walk at once are written out: building them anew at each tap took longer
than the database did.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lianfang.core import Actor, Refused
from lianfang.core.actor import BY_COMMITTEE

from . import rules
from .models import Callee, Seat

# Both locked; callees that others are taking this moment are stepped over. In the order of the index
# `callees_in_order`, whose condition stands here word by word.
MINE_OR_NEXT = """
WITH mine AS MATERIALIZED (
    SELECT * FROM calls_callee WHERE subdistrict = %(home)s AND agent = %(me)s FOR UPDATE
), first AS MATERIALIZED (
    SELECT * FROM calls_callee
    WHERE subdistrict = %(home)s AND rank IS NOT NULL AND agent IS NULL
      AND rank <= %(last)s AND not_before <= %(at)s
      AND (language = '' OR language = ANY(%(speaks)s))
      AND (%(places)s::uuid[] IS NULL OR committee_id = ANY(%(places)s::uuid[]))
      AND NOT EXISTS (SELECT FROM mine)
    ORDER BY rank, due_at, id LIMIT 1
    FOR UPDATE SKIP LOCKED
)
SELECT * FROM mine UNION ALL SELECT * FROM first
"""

# What this agent has in hand, locked; also what idled out of it, as long as nobody else took it.
IN_HAND = """
SELECT *, (SELECT lookup FROM people_contact AS n
           WHERE n.subdistrict = c.subdistrict AND n.id = c.contact) AS dialled
FROM calls_callee AS c
WHERE subdistrict = %(home)s AND id = %(callee)s
  AND (agent = %(me)s OR (agent IS NULL AND last_agent = %(me)s))
FOR UPDATE OF c
"""


def mine_or_next(by: Actor, seat: Seat, terms: rules.Terms, at: datetime) -> Callee | None:
    """What this agent has in hand, else the first that they may be given now; locked."""
    is_day = rules.may_ring(terms, rules.Rank.ROUND, at)
    facts = {
        "home": by.subdistrict,
        "me": by.id,
        "last": (max(rules.Rank) if is_day else rules.Rank.SYMPTOM).value,
        "at": at,
        "speaks": seat.languages,
        "places": list(by.committees) if by.role in BY_COMMITTEE else None,
    }
    return next(iter(Callee.objects.raw(MINE_OR_NEXT, facts)), None)


def in_hand(by: Actor, callee_id: UUID) -> Callee:
    """What this agent has in hand, locked. `dialled`: the keyed hash of the number. Raises `calls.nothing_in_hand`."""
    facts = {"home": by.subdistrict, "callee": callee_id, "me": by.id}
    found = next(iter(Callee.objects.raw(IN_HAND, facts)), None)
    if found is None:
        raise Refused("calls.nothing_in_hand")
    return found
