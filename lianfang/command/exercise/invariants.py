"""What must hold whatever happens: checks over the stored facts, independent of the code that wrote them.

Each takes the facts of one instant and yields what is broken, told by keys and days, never by names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from lianfang.core import clock
from lianfang.response.observation import rules
from lianfang.response.screening import rules as screening

from .facts import Facts, Memory, Move, Watch

DAY = timedelta(days=1)
Key = tuple[date, str]
# Turns that others tell in the record: by the event about the episode, or about the persons.
TOLD_OTHERWISE = {"protocol_set": "observation.protocol_set", "persons_merged": "observation.joined"}


@dataclass(frozen=True, slots=True)
class Broken:
    """One invariant that does not hold: which, about what, with its facts."""

    rule: str
    about: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.rule} [{self.about or '-'}] {told}"


def check(facts: Facts) -> list[Broken]:
    """Every invariant at one instant."""
    return [broken for rule in RULES for broken in rule(facts)]


def nobody_twice(facts: Facts) -> Iterator[Broken]:
    """One open observation a human being, merges of persons followed to their end."""
    persons = Counter(_root(facts, one.person_id) for one in facts.watches.values() if _is_open(one))
    for person, count in persons.items():
        if count > 1:
            yield Broken("observed twice at once", person, {"observations": count})


def nobody_early(facts: Facts) -> Iterator[Broken]:
    """A release lies on the rule's day or later, as counted anew from what was told."""
    for one in facts.watches.values():
        if one.state != rules.State.RELEASED or one.closed_at is None:
            continue
        first = rules.release_from(facts.protocols[one.protocol_id], last_day(facts, one))
        if one.closed_at < first:
            yield Broken("released early", one.id, {"closed_at": one.closed_at, "not_before": first})


def nobody_held_unseen(facts: Facts) -> Iterator[Broken]:
    """Whoever is held past the last day stands in red where the office looks."""
    today = clock.day_of(facts.at)
    for one in facts.watches.values():
        end = last_day(facts, one)
        if not _is_open(one) or end >= today:
            continue
        shown = facts.shown.standing.get(one.id)
        in_red = (shown is not None and shown.last_day < today) or one.id in facts.shown.away_and_over
        if not in_red:
            yield Broken("held past the last day and not in red", one.id, {"last_day": end})


def every_slot_ended(facts: Facts) -> Iterator[Broken]:
    """A person had, when released, a reading or a reason for every slot that was owed."""
    for one in facts.watches.values():
        if one.state == rules.State.RELEASED and one.closed_at is not None:
            ended = _ended(facts, one) | _ended_by_another(facts, one, one.closed_at)
            missing = [key for key, _slot in owed(facts, one, last_day(facts, one)) if key not in ended]
            if missing:
                yield Broken("released with slots missing", one.id, {"slots": missing[:4]})


def every_abnormal_alerted(facts: Facts) -> Iterator[Broken]:
    """An abnormal reading opened an alert or joined one; nobody who is free has one open."""
    alerted = {one.reading_id for one in facts.alarms.values()} | {deed.reading_id for deed in facts.deeds}
    for values in facts.values.values():
        for value in values:
            if value.is_abnormal and value.id not in alerted:
                yield Broken("abnormal and no alert", value.id, {"slot": (value.slot_day, value.slot)})
    for alarm in facts.alarms.values():
        if alarm.state != rules.AlertState.CLOSED and not _is_open(facts.watches[alarm.episode_id]):
            state = facts.watches[alarm.episode_id].state
            yield Broken("alert open after the end", alarm.id, {"state": state})


def no_alert_lost_by_joining(facts: Facts) -> Iterator[Broken]:
    """An alert that two persons' joining closed goes on with the observation that goes on."""
    ends = {d.alert_id for d in facts.deeds if d.kind == rules.Step.ENDED}
    again = {d.alert_id for d in facts.deeds if d.kind == rules.Step.REOPENED}
    taken: dict[UUID, set[UUID | None]] = {}
    for alarm in facts.alarms.values():
        taken.setdefault(alarm.episode_id, set()).add(alarm.reading_id)
    for deed in facts.deeds:
        if deed.kind == rules.Step.ANOTHER:
            taken.setdefault(facts.alarms[deed.alert_id].episode_id, set()).add(deed.reading_id)
    for key in ends - again:
        alarm = facts.alarms[key]
        one = facts.watches[alarm.episode_id]
        into = one.joined_into_id if one.state == rules.State.JOINED else None
        if into is not None and alarm.reading_id not in taken.get(into, set()):
            yield Broken("alert lost by joining", key, {"into": into})


def state_as_told(facts: Facts) -> Iterator[Broken]:
    """Columns say what the turns say: state, day zero, last day; and reports what was found out."""
    for one in facts.watches.values():
        state = rules.State.ACTIVE
        for move in standing(facts, one):
            state = rules.TRANSITIONS.get((state, rules.Event(move.kind)), state)
        expected = (state, day_zero(facts, one), last_day(facts, one), state in rules.OPEN)
        kept = (one.state, one.starts_on, one.last_day, one.closed_at is None)
        if expected != kept:
            yield Broken("state is not what was told", one.id, {"kept": kept, "told": expected})


def reports_as_found(facts: Facts) -> Iterator[Broken]:
    """A report's state follows from its verifications."""
    found: dict[UUID, list[Any]] = {}
    for one in facts.findings:
        found.setdefault(one.report_id, []).append(screening.Outcome(one.outcome))
    for key, outcomes in found.items():
        state, replayed = facts.reports[key], screening.replay(outcomes)
        # A confirmed count that was over already is kept as such; a joined report went with its person.
        is_same = state == replayed or state in (screening.State.EXPIRED, screening.State.JOINED)
        if not is_same:
            yield Broken("report is not what was found", key, {"kept": state, "found": replayed})


def days_right(facts: Facts) -> Iterator[Broken]:
    """The lists, the desk and the board count the same people, days and slots as the facts."""
    today, shown = clock.day_of(facts.at), facts.shown.standing
    active = {one.id for one in facts.watches.values() if one.state == rules.State.ACTIVE}
    for key in active ^ shown.keys():
        yield Broken("shown and observed differ", key, {"shown": key in shown})
    for key in active & shown.keys():
        one, row = facts.watches[key], shown[key]
        expected = ((today - day_zero(facts, one)).days, last_day(facts, one), *_today(facts, one))
        said = (row.day, row.last_day, row.owed, row.ended, row.missed)
        if expected != said:
            yield Broken("day or slots shown wrong", key, {"shown": said, "facts": expected})


def counted_once(facts: Facts) -> Iterator[Broken]:
    """One reading a client id, and as many as the record says came in."""
    values = [value for values in facts.values.values() for value in values]
    for client, count in Counter(value.client_id for value in values).items():
        if count > 1:
            yield Broken("a reading counted twice", None, {"client_id": client})
    said = facts.record.sums["observation.readings_recorded"]
    if said != len(values):
        yield Broken("readings differ from the record", None, {"stored": len(values), "told": said})


def all_in_the_record(facts: Facts) -> Iterator[Broken]:
    """Every write has its entry."""
    yield from _turns_told(facts)
    told, about, sums = facts.record.told, facts.record.about, facts.record.sums
    counts = {
        "observations": (len(facts.watches), told["observation.begun"] + sums["observation.many_begun"]),
        "reasons": (
            sum(map(len, facts.reasons.values())),
            told["observation.slot_excused"] + sums["observation.slots_excused"],
        ),
    }
    for name, (stored, said) in counts.items():
        if stored > said:
            yield Broken(f"{name} without an entry", None, {"stored": stored, "told": said})
    for key in facts.alarms:
        if not about["observation.alert_opened"][key]:
            yield Broken("an alert without an entry", key)
    steps = Counter(deed.alert_id for deed in facts.deeds if deed.kind in DONE)
    for key, count in steps.items():
        said = sum(about[f"observation.alert_{word}"][key] for word in ("acknowledged", "stepped", "closed"))
        if said < count:
            yield Broken("steps without an entry", key, {"stored": count, "told": said})


# Steps that somebody takes; the others are told with the reading or with the turn that brought them.
DONE = frozenset(rules.Step) - {rules.Step.ANOTHER, rules.Step.ENDED, rules.Step.REOPENED}


def _turns_told(facts: Facts) -> Iterator[Broken]:
    by_id = {move.id: move for moves in facts.moves.values() for move in moves}
    for move in by_id.values():
        undone = by_id[move.undoes_id] if move.undoes_id else None
        if move.id in facts.record.turns:
            continue
        if undone is not None and undone.kind == rules.Event.MERGED:
            is_told = facts.record.told["observation.parted"] > 0
        else:
            event = TOLD_OTHERWISE.get(move.kind, "")
            is_told = bool(facts.record.about[event][move.episode_id] or facts.record.told[event])
        if not is_told:
            yield Broken("a turn without an entry", move.id, {"kind": move.kind})


def lost(before: Memory, now: Memory) -> Iterator[Broken]:
    """No row of yesterday is gone or changed: `now` is what `before` knew, read again."""
    for table, was in before.tables.items():
        if now.tables[table] != was:
            yield Broken(
                "rows lost or changed", None, {"table": table, "rows": (was[0], now.tables[table][0])}
            )


RULES: tuple[Callable[[Facts], Iterator[Broken]], ...] = (
    nobody_twice,
    nobody_early,
    nobody_held_unseen,
    every_slot_ended,
    every_abnormal_alerted,
    no_alert_lost_by_joining,
    state_as_told,
    reports_as_found,
    days_right,
    counted_once,
    all_in_the_record,
)


def standing(facts: Facts, one: Watch) -> list[Move]:
    """The turns of an episode that were not taken back, in order."""
    mine = facts.moves.get(one.id, [])
    undone = {move.undoes_id for move in mine}
    return [m for m in mine if m.id not in undone and m.kind != rules.Event.UNDONE]


def day_zero(facts: Facts, one: Watch) -> date:
    """The latest last contact that was told, else the day it began with."""
    told = [move.day_zero for move in standing(facts, one) if move.day_zero]
    return told[-1] if told else first_zero(facts, one)


def first_zero(facts: Facts, one: Watch) -> date:
    """The day zero before any extension."""
    before = [move.before for move in facts.moves.get(one.id, ()) if move.day_zero]
    return date.fromisoformat(before[0]["starts_on"]) if before else one.starts_on


def last_day(facts: Facts, one: Watch) -> date:
    """Day zero and the days of the protocol."""
    return day_zero(facts, one) + facts.protocols[one.protocol_id].days * DAY


def owed(facts: Facts, one: Watch, until: date, since: date = date.min) -> Iterator[tuple[Key, rules.Slot]]:
    """The slots of an episode between two days that had to end with a reading or a reason."""
    day, away = max(first_zero(facts, one) + DAY, since), list(_away(facts, one))
    while day <= until:
        for slot in _terms(facts, one, day).slots:
            closes = slot.at(day, slot.closes)
            is_away = any(since < closes and (back is None or closes <= back) for since, back in away)
            if closes > one.begun_at and not is_away:
                yield (day, slot.code), slot
        day += DAY


def _terms(facts: Facts, one: Watch, day: date) -> rules.Terms:
    before = (e.protocol_id for e in facts.earlier.get(one.id, ()) if day <= e.until_on)
    return facts.protocols[next(before, one.protocol_id)]


def _away(facts: Facts, one: Watch) -> Iterator[tuple[datetime, datetime | None]]:
    since: datetime | None = None
    for move in standing(facts, one):
        if move.kind == rules.Event.TRANSFERRED:
            since = since or move.effective_at
        elif move.kind == rules.Event.RETURNED and since:
            yield since, move.effective_at
            since = None
    if since:
        yield since, None


def _ended(facts: Facts, one: Watch) -> set[Key]:
    """Slots with a reading or a reason, of this episode or of one that was joined into it."""
    found: set[Key] = set()
    for key in (one.id, *facts.joined.get(one.id, ())):
        found |= {(value.slot_day, value.slot) for value in facts.values.get(key, ())}
        found |= {(reason.slot_day, reason.slot) for reason in facts.reasons.get(key, ())}
    return found


def _ended_by_another(facts: Facts, one: Watch, at: datetime) -> set[Key]:
    """Slots that a record of the same person ended as it was believed at an instant, though the two were parted
    since: a release is judged by what was known when it was confirmed."""
    found: set[Key] = set()
    for other in facts.watches.values():
        if frozenset((one.begun_for, other.begun_for)) in facts.pairs and _was_joined(facts, other, at):
            found |= {(value.slot_day, value.slot) for value in facts.values.get(other.id, ())}
            found |= {(reason.slot_day, reason.slot) for reason in facts.reasons.get(other.id, ())}
    return found


def _was_joined(facts: Facts, one: Watch, at: datetime) -> bool:
    mine = facts.moves.get(one.id, [])
    parted = {move.undoes_id: move.effective_at for move in mine if move.undoes_id}
    joined = [move for move in mine if move.kind == rules.Event.MERGED and move.effective_at <= at]
    return any(move.id not in parted or parted[move.id] > at for move in joined)


def _today(facts: Facts, one: Watch) -> tuple[int, int, int]:
    """Today's slots that have opened: how many were owed, how many ended; and the closed ones of today and
    yesterday that were missed."""
    today, at = clock.day_of(facts.at), facts.at
    ended, recent = _ended(facts, one), []
    for key, slot in owed(facts, one, min(today, last_day(facts, one)), today - DAY):
        if slot.at(key[0], slot.opens) <= at:
            recent.append((key, slot))
    mine = [key for key, _slot in recent if key[0] == today]
    missed = [key for key, slot in recent if slot.at(key[0], slot.closes) <= at and key not in ended]
    return len(mine), sum(key in ended for key in mine), len(missed)


def _is_open(one: Watch) -> bool:
    return one.state in rules.OPEN


def _root(facts: Facts, person: UUID) -> UUID:
    seen = person
    while (into := facts.merged.get(seen)) is not None:
        seen = into
    return seen
