"""How everybody under observation stands today: one pass over the active episodes, from which counts,
filters and
what waits are drawn. Readings of today and yesterday only; four queries whatever the size."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.aggregates import BitOr
from django.db.models import Case, Q, When
from django.db.models.functions import Coalesce

from lianfang.core import Actor, clock

from .. import rules
from ..models import Alert, Episode, Excuse, Protocol, Reading
from ..rules.slots import WANTED, Key, mark_empty, was_away
from .lately import Lately, lately

Bits = dict[Key, int]
Span = tuple[date, date, datetime]
_Tally = tuple[int, int, int, int, int]
# Slots missed in a row that make a silence.
SILENT = 2
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Standing(NamedTuple):
    """One active episode today. `owed` and `ended` count today's slots that have opened; `missed` the
    closed
    slots of today and yesterday without reading or reason, `late` today's that are past their time, `gap` the
    missed ones since the last answer."""

    episode: UUID
    committee: UUID | None
    household: UUID | None
    day: int
    last_day: date
    owed: int
    ended: int
    missed: int
    late: int = 0
    gap: int = 0

    @property
    def is_silent(self) -> bool:
        """True after two missed slots in a row; an answer ends the silence."""
        return self.gap >= SILENT

    @property
    def is_missing(self) -> bool:
        """True where a slot that has opened today waits for a reading."""
        return self.ended < self.owed


@dataclass(frozen=True, slots=True)
class CommitteeCounts:
    """One committee's figures today (None: no committee known). `slots_*` count slots, `missing` and `late` the
    people behind them."""

    committee: UUID | None
    observed: int
    slots_owed: int
    slots_ended: int
    silent: int
    alerts: int
    due_today: int
    due_tomorrow: int
    overdue: int
    slots_late: int = 0
    missing: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class _Window:
    """One slot of yesterday or today as it stands for everybody to whom it is open and unanswered."""

    day: date
    bit: int
    closes_at: datetime
    is_today: bool
    is_missed: bool
    is_late: bool


def standing(viewer: Actor, at: datetime) -> list[Standing]:
    """Every active episode this viewer may see, as it stands today."""
    active = Episode.objects.visible_to(viewer).active()
    # After an extension the days before the new day zero were owed too.
    first = Coalesce("first_on", "starts_on")
    rows = active.values_list(
        "id", "committee_id", "household_id", "starts_on", "last_day", "protocol_id", first, "begun_at"
    )
    bits: Bits = {}
    windows = {p.id: _windows(p.terms, at, bits) for p in Protocol.objects.visible_to(viewer)}
    own, today = lately(viewer, at), clock.day_of(at)
    ended = _ended(viewer, bits, own.joined) if bits else {}
    tallies = _Tallies(windows, today)

    def tally(key: UUID, protocol: UUID, span: Span) -> _Tally:
        if own.is_own(key):
            return _tally(_owed(_windows_of(key, protocol, windows, own), *span), ended.get(key, 0))
        return tallies.of(protocol, span, ended.get(key, 0))

    return [
        Standing(
            row[0],
            row[1],
            row[2],
            rules.day_number(row[3], today),
            row[4],
            *tally(row[0], row[5], (row[6], row[4], row[7])),
        )
        for row in rows
    ]


class _Tallies:
    """How many slots somebody owes, ended, missed and is late with. Thousands have the same answer: it is reckoned
    once for each protocol, span and set of ended slots, not once a person."""

    def __init__(self, windows: dict[UUID, list[_Window]], today: date) -> None:
        self.windows, self.known = windows, dict[tuple[object, ...], _Tally]()
        self.long_ago, self.today = today - timedelta(days=2), today
        closing = [window.closes_at for found in windows.values() for window in found]
        self.earliest = min(closing, default=LONG_AGO)

    def of(self, protocol: UUID, span: Span, ended: int) -> _Tally:
        """The tally of one person. Days and instants that lie beyond the windows are all the same."""
        first, last_day, since = span
        key = (
            protocol,
            max(first, self.long_ago),
            min(last_day, self.today),
            since if since >= self.earliest else None,
            ended,
        )
        if key not in self.known:
            self.known[key] = _tally(_owed(self.windows[protocol], first, last_day, since), ended)
        return self.known[key]


def _windows_of(
    episode: UUID, protocol: UUID, windows: dict[UUID, list[_Window]], own: Lately
) -> list[_Window]:
    """Yesterday under the protocol of yesterday, and without what closed while somebody was away."""
    yesterday = [w for w in windows[own.before.get(episode, protocol)] if not w.is_today]
    found = [*yesterday, *(w for w in windows[protocol] if w.is_today)]
    away = own.away.get(episode, ())
    return [w for w in found if not was_away(w.closes_at, away)]


def _ended(viewer: Actor, bits: Bits, joined: dict[UUID, UUID]) -> dict[UUID, int]:
    """Which of these slots ended with a reading or a reason, a number of bits an episode: one row comes over
    for each instead of one for each reading. What was given under a joined observation counts for the one it was
    joined into."""
    ended: dict[UUID, int] = {}
    marks = Case(*(When(slot_day=day, slot=code, then=bit) for (day, code), bit in bits.items()), default=0)
    for model in (Reading, Excuse):
        since = min(day for day, _code in bits)
        rows = model.objects.filter(subdistrict=viewer.subdistrict, slot_day__gte=since)  # type: ignore[attr-defined]
        if not viewer.sees_whole:
            mine = Q(episode__in=Episode.objects.visible_to(viewer).active())
            rows = rows.filter(mine | Q(episode__in=list(joined)) if joined else mine)
        for episode, found in rows.values_list("episode_id").annotate(found=BitOr(marks)).order_by():
            head = joined.get(episode, episode)
            ended[head] = ended.get(head, 0) | found
    return ended


def _windows(terms: rules.Terms, at: datetime, bits: Bits) -> list[_Window]:
    """Reckoned once a protocol, not once a person: thousands share them. Slots get their bits as they come."""
    today = clock.day_of(at)
    found = []
    for day in (today - timedelta(days=1), today):
        for slot in terms.slots:
            mark, closes_at = mark_empty(day, slot, LONG_AGO, at), slot.at(day, slot.closes)
            if mark in WANTED:
                bit = bits.setdefault((day, slot.code), 1 << len(bits))
                is_missed, is_late = mark == rules.Mark.MISSED, mark != rules.Mark.DUE
                found.append(_Window(day, bit, closes_at, day == today, is_missed, is_late))
    return found


def _owed(windows: list[_Window], first_on: date, last_day: date, since: datetime) -> list[_Window]:
    return [w for w in windows if first_on < w.day <= last_day and since < w.closes_at]


def _tally(owed: list[_Window], ended: int) -> _Tally:
    empty = [w for w in owed if not ended & w.bit]
    now = sum(w.is_today for w in owed)
    return (
        now,
        now - sum(w.is_today for w in empty),
        sum(w.is_missed for w in empty),
        sum(w.is_today and w.is_late for w in empty),
        _gap(owed, ended),
    )


def _gap(owed: list[_Window], ended: int) -> int:
    gap = 0
    for window in owed:
        gap = 0 if ended & window.bit else gap + window.is_missed
    return gap


def counts(viewer: Actor, at: datetime) -> list[CommitteeCounts]:
    """Figures by committee for the board; committees without anybody under observation are left out."""
    return counts_of(viewer, standing(viewer, at), at)


def counts_of(viewer: Actor, rows: list[Standing], at: datetime) -> list[CommitteeCounts]:
    """The same from a standing already at hand."""
    alerts = _alerts(viewer)
    grouped: dict[UUID | None, list[Standing]] = {}
    for row in rows:
        grouped.setdefault(row.committee, []).append(row)
    keys = [*grouped, *(key for key in alerts if key not in grouped)]
    return [_counted(key, grouped.get(key, []), alerts[key], clock.day_of(at)) for key in keys]


def _counted(key: UUID | None, rows: list[Standing], alerts: int, today: date) -> CommitteeCounts:
    return CommitteeCounts(
        key,
        observed=len(rows),
        slots_owed=sum(row.owed for row in rows),
        slots_ended=sum(row.ended for row in rows),
        silent=sum(row.is_silent for row in rows),
        alerts=alerts,
        due_today=sum(row.last_day == today for row in rows),
        due_tomorrow=sum(row.last_day == today + timedelta(days=1) for row in rows),
        overdue=sum(row.last_day < today for row in rows),
        slots_late=sum(row.late for row in rows),
        missing=sum(row.is_missing for row in rows),
        late=sum(row.late > 0 for row in rows),
    )


def _alerts(viewer: Actor) -> Counter[UUID | None]:
    open_ones = Alert.objects.visible_to(viewer).exclude(state=rules.AlertState.CLOSED)
    return Counter(open_ones.values_list("episode__committee_id", flat=True))


def by_day(viewer: Actor, at: datetime) -> dict[int, int]:
    """How many are on which day of their count (0 to 14; beyond: held past their last day)."""
    return dict(sorted(Counter(row.day for row in standing(viewer, at)).items()))
