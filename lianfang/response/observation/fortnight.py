"""Strips out of the database: an episode's readings and excuses put under the pure rules, for many at a
time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import JSONBAgg

from . import rules
from .models import Episode, Excuse, Protocol, Reading, Term, Turn
from .rules.slots import Absence, Key, Taken

# Where it does not matter by what a slot ended.
ENDED = "ended"


@dataclass(slots=True)
class Facts:
    """What strips are made of, by episode."""

    readings: dict[UUID, dict[Key, Reading]]
    excuses: dict[UUID, dict[Key, str]]
    terms: dict[UUID, list[Term]]
    away: dict[UUID, tuple[Absence, ...]]


def facts_of(episodes: Iterable[Episode], on: date | None = None) -> Facts:
    """Readings, excuses (of one day where `on` says so) and earlier protocols of these episodes (and of those joined
    into them), and when somebody was away: four queries, and one where somebody was."""
    rows = list(episodes)
    facts = Facts(defaultdict(dict), defaultdict(dict), defaultdict(list), {})
    if rows:
        _gather(facts, rows[0].subdistrict, heads_of(rows), on)
        left = [e.id for e in rows if e.away_since or e.home_since]
        facts.away = absences_of(rows[0].subdistrict, left)
    return facts


def ended_of(episodes: list[Episode], heads: dict[UUID, UUID]) -> Facts:
    """Facts for strips that only tell which slots ended, not with what: thousands of readings need not come over for
    that. One row a slot of the day, its days in one value. `heads`: as `heads_of` tells them, of these or of more."""
    facts = Facts(defaultdict(dict), defaultdict(dict), defaultdict(list), {})
    if not episodes:
        return facts
    subdistrict, wanted = episodes[0].subdistrict, {one.id for one in episodes}
    heads = {key: head for key, head in heads.items() if head in wanted}
    for model in (Reading, Excuse):
        rows = model.objects.filter(subdistrict=subdistrict, episode_id__in=list(heads))
        for key, code, days in rows.order_by().values_list("episode_id", "slot", JSONBAgg("slot_day")):
            ended = {(date.fromisoformat(day), code): ENDED for day in days}
            facts.excuses[heads[key]].update(ended)
    _gather_terms(facts, subdistrict, heads)
    facts.away = absences_of(subdistrict, [e.id for e in episodes if e.away_since or e.home_since])
    return facts


def heads_of(rows: list[Episode]) -> dict[UUID, UUID]:
    """The keys of these episodes and of what was joined into them, be it by way of another, each with the one it
    counts for."""
    heads = {e.id: e.id for e in rows}
    latest = list(heads)
    while latest:
        joined = Episode.objects.filter(subdistrict=rows[0].subdistrict, joined_into__in=latest)
        further = {key: heads[into] for key, into in joined.values_list("id", "joined_into_id")}
        latest = [key for key in further if key not in heads]
        heads = further | heads
    return heads


def absences_of(subdistrict: UUID, episodes: list[UUID]) -> dict[UUID, tuple[Absence, ...]]:
    """When those who ever left home for a hospital or a central site were not there."""
    if not episodes:
        return {}
    turns = Turn.objects.of(subdistrict).filter(episode_id__in=episodes)
    changes = defaultdict(list)
    for turn in turns.standing().select_related("protocol"):
        changes[turn.episode_id].append(turn.change)
    return {key: rules.absences(found) for key, found in changes.items()}


def _gather(facts: Facts, subdistrict: UUID, heads: dict[UUID, UUID], on: date | None) -> None:
    """In order of receipt, so that a correction comes after what it supersedes and stands in its place."""
    keys = list(heads)
    days = {"slot_day": on} if on else {}
    readings = Reading.objects.filter(subdistrict=subdistrict, episode_id__in=keys, **days)
    for reading in readings.order_by("taken_at", "received_at", "id"):
        put(facts.readings[heads[reading.episode_id]], reading)
    excuses = Excuse.objects.filter(subdistrict=subdistrict, episode_id__in=keys, **days)
    for key, day, code, reason in excuses.values_list("episode_id", "slot_day", "slot", "reason"):
        facts.excuses[heads[key]][day, code] = reason
    _gather_terms(facts, subdistrict, heads)


def _gather_terms(facts: Facts, subdistrict: UUID, heads: dict[UUID, UUID]) -> None:
    terms = Term.objects.filter(subdistrict=subdistrict, episode_id__in=list(heads)).select_related(
        "protocol"
    )
    for term in terms.order_by("until_on", "at"):
        facts.terms[heads[term.episode_id]].append(term)


def put(slots: dict[Key, Reading], reading: Reading) -> None:
    """One reading stands for a slot: the abnormal one while it is not corrected, else the latest."""
    key = (reading.slot_day, reading.slot)
    standing = slots.get(key)
    corrects = standing is not None and reading.supersedes_id == standing.id
    if standing is None or corrects or reading.is_abnormal or not standing.is_abnormal:
        slots[key] = reading


def strip_of(episode: Episode, facts: Facts, at: datetime, on: date | None = None) -> rules.Strip:
    """The strip of one episode at an instant; only the day `on` where a list asks for no more."""
    first = episode.counted_since + timedelta(days=1)
    span = (max(on, first), min(on, episode.last_day)) if on else (first, episode.last_day)
    return rules.strip(
        span,
        terms_on(episode, facts),
        {key: _taken(reading) for key, reading in facts.readings[episode.id].items()},
        facts.excuses[episode.id],
        begun_at=episode.begun_at,
        at=episode.closed_at or at,
        away=facts.away.get(episode.id, ()),
    )


def strip_for(episode: Episode, at: datetime) -> rules.Strip:
    """The strip of a single episode, with its queries."""
    return strip_of(episode, facts_of([episode]), at)


def terms_on(episode: Episode, facts: Facts) -> Callable[[date], rules.Terms]:
    """The protocol of each day: the present one, before a move the one before."""
    read: dict[UUID, rules.Terms] = {}
    earlier = facts.terms[episode.id]

    def _of(day: date) -> rules.Terms:
        protocol: Protocol = next((t.protocol for t in earlier if day <= t.until_on), episode.protocol)
        if protocol.id not in read:
            read[protocol.id] = protocol.terms
        return read[protocol.id]

    return _of


def _taken(reading: Reading) -> Taken:
    return Taken(reading.celsius, reading.is_abnormal, tuple(reading.symptoms), reading.is_late)
