"""Reminding people of a reading, step by step, and never whoever has given it, is not at home or wants no messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, clock
from lianfang.ledger.operations import record
from lianfang.response.messages import finding, texts
from lianfang.response.messages import operations as messages
from lianfang.response.messages.models import Channel, Message
from lianfang.response.messages.operations import Letter
from lianfang.response.messages.rules import Address, earliest

from .. import fortnight, rights, rules
from ..models import Episode, Reminder, ReminderRule
from ..rules.reminding import Chain, Step, step_due
from ..rules.slots import Key

TEXTS = {step: f"reminder_{step.value}" for step in Step}
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """One step that is due for one slot of one person."""

    episode: Episode
    key: Key
    slot: rules.Slot
    step: Step


@transaction.atomic
def remind(*, by: Actor, at: datetime) -> int:
    """Writes to everybody for whose slot a step of the chain is due; returns how many messages are new.

    Nothing in the hours in which nobody is woken. One message to one number a step, however many people it is for;
    each step of a slot happens once, whatever the job does.
    """
    rights.check(by, rights.RULERS)
    hours = texts.rule_on(by.subdistrict, clock.day_of(at)).hours
    if earliest(hours, at) > at:
        return 0
    wanted = due(by.subdistrict, at)
    if not wanted:
        return 0
    letters, whose = _letters(by, wanted, at)
    written = messages.send_many(by=by, letters=letters, at=at) if letters else []
    _keep(by.subdistrict, wanted, {one.key: one for one in written}, whose, at=at)
    fresh = sum(one.created_at == at for one in written)
    record("observation.reminded", by=by, at=at, steps=len(wanted), messages=fresh)
    return fresh


@transaction.atomic
def set_reminder_rule(*, by: Actor, chain: Chain, begins_on: date, at: datetime) -> ReminderRule:
    """Sets the chain from a day on. Raises `observation.not_for_this_role`, `observation.minutes_wrong`."""
    rights.check(by, rights.RULERS)
    minutes = (chain.before, chain.at, chain.after, chain.household)
    if any(one is not None and not 0 <= one < DAY for one in minutes):
        raise Refused("observation.minutes_wrong")
    made, _new = ReminderRule.objects.update_or_create(
        subdistrict=by.subdistrict, begins_on=begins_on,
        defaults={
            "before": chain.before, "at": chain.at, "after": chain.after, "household": chain.household,
            "set_at": at, "set_by_name": by.name,
        },
    )  # fmt: skip
    record("observation.reminder_rule_set", by=by, at=at, about=made, begins_on=begins_on)
    return made


def rule_on(subdistrict: UUID, day: date) -> ReminderRule:
    """The rule in force on a day; where none was set, an unsaved one with the house's numbers."""
    rows = ReminderRule.objects.of(subdistrict).filter(begins_on__lte=day).order_by("-begins_on")
    return rows.first() or ReminderRule(subdistrict=subdistrict)


def due(subdistrict: UUID, at: datetime) -> list[Wanted]:
    """Every step due now that did not happen yet, of people at home whose slot is empty."""
    today, chain = clock.day_of(at), rule_on(subdistrict, clock.day_of(at)).chain
    rows = Episode.objects.of(subdistrict).active().filter(starts_on__lt=today, last_day__gte=today)
    episodes = list(rows.select_related("protocol"))
    facts = fortnight.facts_of(episodes, today)
    found = [one for episode in episodes for one in _due_of(episode, facts, chain, at)]
    done = _done(subdistrict, today, {one.step for one in found})
    return [one for one in found if (one.episode.id, one.key[1], one.step.value) not in done]


def _due_of(episode: Episode, facts: fortnight.Facts, chain: Chain, at: datetime) -> Iterable[Wanted]:
    """The newest step of each of today's slots that still waits for an answer. A slot missed is for the callers."""
    today = clock.day_of(at)
    open_marks = (rules.Mark.FUTURE, rules.Mark.DUE, rules.Mark.LATE)
    for cell in fortnight.strip_of(episode, facts, at, today).on(today):
        step = step_due(chain, cell.slot, today, at) if cell.mark in open_marks else None
        if step is not None:
            yield Wanted(episode, (today, cell.slot.code), cell.slot, step)


def _done(subdistrict: UUID, day: date, steps: set[Step]) -> set[tuple[UUID, str, str]]:
    rows = Reminder.objects.of(subdistrict).filter(slot_day=day, step__in=[one.value for one in steps])
    return set(rows.values_list("episode_id", "slot", "step"))


Whose = dict[str, list[Wanted]]


def _letters(by: Actor, wanted: Sequence[Wanted], at: datetime) -> tuple[list[Letter], Whose]:
    """One letter a number and step; nobody is written to who cannot be reached, or wants no messages."""
    reached = finding.reach(by.subdistrict, {one.episode.person_id for one in wanted}, at)
    ways = set(Channel.objects.of(by.subdistrict).filter(is_on=True).values_list("kind", flat=True))
    every = [way for one in reached.values() for way in (*one.own, *one.household)]
    stopped = finding.stopped(by.subdistrict, [way.lookup for way in every]) if every else set()
    whose: Whose = defaultdict(list)
    letters: dict[str, Letter] = {}
    for one in wanted:
        address = _address(one, reached.get(one.episode.person_id), ways, stopped)
        # Without any gateway the one step with the link lies in the outbox for the office; no more than that.
        if address is None or (address.kind not in ways and one.step != Step.AT):
            continue
        key = f"reminder {address.lookup.hex()} {one.key[0]} {one.key[1]} {one.step}"
        whose[key].append(one)
        letters.setdefault(key, _letter(key, one, address, reached[one.episode.person_id].language))
    return list(letters.values()), whose


def _address(
    one: Wanted, reached: finding.Reached | None, ways: set[str], stopped: set[tuple[str, bytes]]
) -> Address | None:
    if reached is None:
        return None
    found = reached.second if one.step == Step.HOUSEHOLD else reached.first
    wanted = [way for way in found if (way.kind, way.lookup) not in stopped]
    return next((way for way in wanted if way.kind in ways), wanted[0] if wanted else None)


def _letter(key: str, one: Wanted, address: Address, language: str) -> Letter:
    until = one.slot.at(one.key[0], one.slot.closes)
    due_at = one.slot.at(one.key[0], one.slot.due)
    return Letter(
        TEXTS[one.step],
        person=one.episode.person_id,
        facts={
            "slot": SLOT_SAID.get(language or "zh-hans", SLOT_SAID["zh-hans"]).get(
                one.slot.code, one.slot.code
            ),
            "time": f"{due_at.astimezone(clock.LOCAL):%H:%M}",
        },
        about=("observation.Episode", one.episode.id),
        key=key,
        until=until,
        language=language,
        to=address,
        committee=one.episode.committee_id,
    )


# In the language of the text, which is not the language of whoever runs the job.
SLOT_SAID = {
    "zh-hans": {"am": "上午", "pm": "下午", "noon": "中午", "night": "晚上"},
    "en": {"am": "morning", "pm": "afternoon", "noon": "noon", "night": "evening"},
}


def _keep(
    subdistrict: UUID, wanted: Sequence[Wanted], written: dict[str, Message], whose: Whose, *, at: datetime
) -> None:
    """Each step as a fact, with its message where there is one."""
    message_of = {id(one): written[key].id for key, ones in whose.items() for one in ones if key in written}
    rows = [
        Reminder(
            subdistrict=subdistrict,
            episode=one.episode,
            slot_day=one.key[0],
            slot=one.key[1],
            step=one.step.value,
            message=message_of.get(id(one)),
            at=at,
        )
        for one in wanted
    ]
    if rows:
        Reminder.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def no_longer_wanted(subdistrict: UUID, written: Sequence[Message], at: datetime) -> set[UUID]:
    """Reminders whose every reading came in since, or whose people are not at home any more: asked at the moment a
    message would set out."""
    keys = [one.id for one in written if one.code in set(TEXTS.values())]
    if not keys:
        return set()
    rows = Reminder.objects.of(subdistrict).filter(message__in=keys).select_related("episode__protocol")
    found = list(rows)
    facts = fortnight.facts_of({one.episode_id: one.episode for one in found}.values(), clock.day_of(at))
    wanted = {one.message for one in found if _is_wanted(one, facts, at)}
    return set(keys) - wanted


def _is_wanted(one: Reminder, facts: fortnight.Facts, at: datetime) -> bool:
    if not one.episode.is_active:
        return False
    cells = fortnight.strip_of(one.episode, facts, at, one.slot_day).on(one.slot_day)
    cell = next((cell for cell in cells if cell.slot.code == one.slot), None)
    return cell is not None and cell.mark in (rules.Mark.FUTURE, rules.Mark.DUE, rules.Mark.LATE)
