"""How many slots each person under observation owes, ended, missed and is late with, reckoned by the database.

The rules say which slots of yesterday and today are open, missed or late at this instant, once a protocol; the
statement below lays them beside the episodes and what was reported. Thousands of rows stay where they are: only what
is asked of them comes over. `tests/test_tallies.py` holds it against the strip of each (`fortnight`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.functions import Coalesce

from lianfang.core import Actor, clock

from .. import rules
from ..models import Episode, Protocol
from ..rules.slots import WANTED, mark_empty, was_away
from .lately import lately

# More slots than a day has.
A_DAY = 31
LONG_AGO = clock.at_local(date(1970, 1, 1))

# After an extension the days before the new day zero were owed too, hence `counted_since`.
_TALLIES = """
WITH mine (episode, committee, household, starts_on, last_day, protocol, counted_since, begun_at) AS ({mine}),
slots (nth, protocol, day, code, bit, turn, closes_at, is_today, is_missed, is_late) AS (
    SELECT * FROM unnest(%(nth)s::int[], %(protocol)s::uuid[], %(day)s::date[], %(code)s::text[], %(bit)s::bigint[],
        %(turn)s::bigint[], %(closes_at)s::timestamptz[], %(is_today)s::bool[], %(is_missed)s::bool[],
        %(is_late)s::bool[])
),
away (episode, nth) AS (SELECT * FROM unnest(%(away)s::uuid[], %(away_nth)s::int[])),
heads (episode, head) AS (
    SELECT episode, episode FROM mine UNION ALL SELECT * FROM unnest(%(joined)s::uuid[], %(into)s::uuid[])
),
days (day) AS (VALUES (%(yesterday)s::date), (%(today)s::date)),
under (episode, day, protocol) AS (
    SELECT DISTINCT ON (head, day) head, day, protocol_id
    FROM observation_term t JOIN heads ON heads.episode = t.episode_id JOIN days ON day <= until_on
    WHERE t.subdistrict = %(subdistrict)s AND until_on >= %(yesterday)s
    ORDER BY head, day, until_on, at
),
reported (episode, day, code) AS (
    SELECT episode_id, slot_day, slot FROM observation_reading
    WHERE subdistrict = %(subdistrict)s AND slot_day >= %(yesterday)s
    UNION ALL
    SELECT episode_id, slot_day, slot FROM observation_excuse
    WHERE subdistrict = %(subdistrict)s AND slot_day >= %(yesterday)s
),
filled (episode, bits) AS (
    SELECT episode, bit_or(bit) FROM reported JOIN (SELECT DISTINCT day, code, bit FROM slots) s USING (day, code)
    GROUP BY episode
),
done (episode, bits) AS (SELECT head, bit_or(bits) FROM filled JOIN heads USING (episode) GROUP BY head),
tallies AS MATERIALIZED (
    SELECT mine.episode, committee, household, %(today)s::date - starts_on AS day, last_day,
        count(*) FILTER (WHERE is_today) AS owed,
        count(*) FILTER (WHERE is_today AND bits & bit > 0) AS ended,
        count(*) FILTER (WHERE is_missed AND coalesce(bits & bit, 0) = 0) AS missed,
        count(*) FILTER (WHERE is_today AND is_late AND coalesce(bits & bit, 0) = 0) AS late,
        -- Of the slots missed, those whose turn came after the last that was answered.
        bit_count((coalesce(bit_or(turn) FILTER (WHERE is_missed AND coalesce(bits & bit, 0) = 0), 0)
            & coalesce(-2 * max(turn) FILTER (WHERE bits & bit > 0), -1))::bit(64)) AS gap
    FROM mine CROSS JOIN days
    LEFT JOIN under ON under.episode = mine.episode AND under.day = days.day
    LEFT JOIN slots ON slots.day = days.day AND slots.protocol = coalesce(under.protocol, mine.protocol)
        AND counted_since < days.day AND days.day <= last_day AND begun_at < closes_at
        AND (mine.episode, slots.nth) NOT IN (SELECT episode, nth FROM away)
    LEFT JOIN done ON done.episode = mine.episode
    GROUP BY mine.episode, committee, household, starts_on, last_day
)
"""


@dataclass(frozen=True, slots=True)
class _Slot:
    """One slot of yesterday or today as it stands for everybody under a protocol to whom it is open and unanswered.
    `bit` is its day's and code's, whatever the protocol: by it a reading says which slot it ended; `turn` a bit that is
    higher the later it comes in the two days."""

    protocol: UUID
    day: date
    code: str
    bit: int
    turn: int
    closes_at: datetime
    is_today: bool
    is_missed: bool
    is_late: bool


def ask(viewer: Actor, at: datetime, question: str, **facts: Any) -> list[tuple[Any, ...]]:
    """What a question about `tallies` (episode, committee, household, day, last_day, owed, ended, missed, late, gap)
    is answered for the active episodes this viewer may see; nothing for who sees none. Three queries, and one where
    somebody came home since yesterday."""
    first = Coalesce("first_on", "starts_on")
    columns = (
        "id",
        "committee_id",
        "household_id",
        "starts_on",
        "last_day",
        "protocol_id",
        first,
        "begun_at",
    )
    active = Episode.objects.visible_to(viewer).active().order_by()
    try:
        mine, given = active.values_list(*columns).query.sql_with_params()
    except EmptyResultSet:
        return []
    named = {f"mine_{n}": value for n, value in enumerate(given)}
    text = _TALLIES.format(mine=mine % tuple(f"%({name})s" for name in named)) + question
    with connection.cursor() as cursor:
        cursor.execute(text, named | _facts(viewer, at) | facts)
        return list(cursor.fetchall())


def _facts(viewer: Actor, at: datetime) -> dict[str, Any]:
    slots = open_slots(Protocol.objects.visible_to(viewer), at)
    own, today = lately(viewer, at), clock.day_of(at)
    away = [
        (episode, nth)
        for episode, absences in own.away.items()
        for nth, slot in enumerate(slots)
        if was_away(slot.closes_at, absences)
    ]
    columns = {name: [getattr(slot, name) for slot in slots] for name in _Slot.__slots__}
    return columns | {
        "nth": list(range(len(slots))),
        "away": [episode for episode, _nth in away],
        "away_nth": [nth for _episode, nth in away],
        "joined": list(own.joined),
        "into": list(own.joined.values()),
        "subdistrict": viewer.subdistrict,
        "today": today,
        "yesterday": today - timedelta(days=1),
    }


def open_slots(protocols: Iterable[Protocol], at: datetime) -> Sequence[_Slot]:
    """The slots of yesterday and today that have opened, as the rules mark one without reading or reason."""
    today = clock.day_of(at)
    bits: dict[tuple[date, str], int] = {}
    found = []
    for protocol in protocols:
        for day in (today - timedelta(days=1), today):
            for nth, slot in enumerate(protocol.terms.slots):
                mark = mark_empty(day, slot, LONG_AGO, at)
                if mark not in WANTED:
                    continue
                bit = bits.setdefault((day, slot.code), 1 << len(bits))
                is_missed, is_late = mark == rules.Mark.MISSED, mark != rules.Mark.DUE
                closes_at = slot.at(day, slot.closes)
                facts = closes_at, day == today, is_missed, is_late
                turn = 1 << (nth + A_DAY * (day == today))
                found.append(_Slot(protocol.id, day, slot.code, bit, turn, *facts))
    return found
