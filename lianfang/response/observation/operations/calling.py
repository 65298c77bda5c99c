"""Whom observation has called, and what becomes of a call: an answer is a reading, silence an excuse and the door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor
from lianfang.ledger.operations import record
from lianfang.response.calls import operations as calls
from lianfang.response.calls import rules as called
from lianfang.response.calls.answering import Told
from lianfang.response.calls.models import Need
from lianfang.response.visits import operations as visits
from lianfang.response.visits.rules import Kind

from .. import fortnight, rights, rules
from ..models import Alert, Episode, Reading
from ..rules.slots import WANTED
from ..selectors import calling
from .excuses import Silence, excuse_slots
from .readings import Receipt, Typed, record_readings

NONE = "none"


@transaction.atomic
def ask_calls(*, by: Actor, at: datetime) -> int:
    """Asks for a call to everybody whose slot is late after the reminders, and to the frail who never report by
    themselves; returns how many are new. Idempotent: every few minutes."""
    rights.check(by, rights.RULERS)
    wanted = calling.wanted(by, at)
    new = calls.ask_many(by=by, needs=wanted, at=at) if wanted else 0
    if new:
        record("observation.calls_asked", by=by, at=at, asked=len(wanted), new=new)
    return new


@transaction.atomic
def follow_up(*, by: Actor, alert_id: UUID, at: datetime) -> Need | None:
    """After an abnormal value that nobody was told on the phone: somebody rings at once, at any hour."""
    alert = Alert.objects.of(by.subdistrict).select_related("episode", "reading").get(pk=alert_id)
    if alert.reading and alert.reading.channel == Reading.Channel.CALL:
        return None
    wish = calls.Ask(
        called.Purpose.ABNORMAL,
        "alert",
        alert.id,
        called.Rank.SYMPTOM,
        person=alert.episode.person_id,
        household=alert.episode.household_id,
        committee=alert.committee_id,
    )
    need = calls.ask(by=by, need=wish, at=at)
    record(
        "observation.calls_asked", by=by, at=at, about=alert, person=alert.episode.person_id, asked=1, new=1
    )
    return need


@transaction.atomic
def call_off(*, by: Actor, alert_id: UUID, at: datetime) -> int:
    """Somebody sees to an alert, or it is closed: nobody rings about it any more, and nobody knocks once it is closed.
    Returns how many calls and visits were taken back."""
    rights.check(by, rights.RULERS)
    alert = Alert.objects.of(by.subdistrict).get(pk=alert_id)
    called_off = calls.withdraw(by=by, purpose=called.Purpose.ABNORMAL, about_ids=[alert_id], at=at)
    if alert.state == rules.AlertState.CLOSED:
        called_off += visits.withdraw_about(
            by=by, about_kind="alert", about_id=alert_id, kinds=(Kind.SYMPTOM,), at=at
        )
    if called_off:
        record(
            "observation.called_off",
            by=by,
            at=at,
            about=alert,
            person=alert.episode.person_id,
            asked=called_off,
        )
    return called_off


@transaction.atomic
def take_answers(*, by: Actor, told: Sequence[Told], at: datetime) -> list[Receipt]:
    """Answered calls become readings of who was asked, abnormal ones on the desk at once. A temperature taken again
    is a second reading; an answer that mends a slip supersedes the one before."""
    rights.check(by, rights.RULERS)
    typed = [reading for one in told for reading in _readings(by, one, at)]
    if not typed:
        return []
    receipts = record_readings(by=by, typed=typed, at=at)
    for receipt in receipts:
        # A call that somebody was put on after the observation had ended: the answer stays with the call.
        if receipt.refusal is not None and receipt.code not in (
            "observation.over",
            "observation.not_observed",
        ):
            raise receipt.refusal
    return receipts


def _readings(by: Actor, one: Told, at: datetime) -> list[Typed]:
    celsius, again = read_celsius(one.values.get("celsius")), read_celsius(one.values.get("again"))
    symptoms = tuple(code for code in several(one.values.get("symptoms")) if code != NONE)
    if celsius is None and not symptoms:
        return []
    first = Typed(
        client_id=f"call-{one.answer.id.hex}",
        person=one.need.person_id,
        celsius=celsius,
        method=str(one.values.get("method") or "axillary"),
        symptoms=symptoms,
        taken_at=at,
        channel=Reading.Channel.CALL,
        supersedes=_mended(by, one),
    )
    second = Typed(
        client_id=f"call-{one.answer.id.hex}-again",
        person=one.need.person_id,
        celsius=again,
        symptoms=symptoms,
        taken_at=at,
        channel=Reading.Channel.CALL,
    )
    return [first] if again is None else [first, second]


def _mended(by: Actor, one: Told) -> UUID | None:
    """The reading of the same call as it was recorded before it was taken back."""
    earlier = calling.taken_back_answers(by.subdistrict, one)
    keys = [f"call-{answer.hex}" for answer in earlier]
    rows = Reading.objects.of(by.subdistrict).filter(episode__person=one.need.person_id, client_id__in=keys)
    return rows.order_by("-received_at", "-id").values_list("id", flat=True).first()


def read_celsius(value: Any) -> Decimal | None:
    """A temperature out of an answer; None for anything else."""
    try:
        return Decimal(str(value)).quantize(Decimal("0.1")) if value not in (None, "") else None
    except InvalidOperation:
        return None


def several(value: Any) -> list[str]:
    """The chosen ones, as a list or parted by spaces."""
    return value.split() if isinstance(value, str) else [str(one) for one in value or ()]


@transaction.atomic
def note_unreached(*, by: Actor, needs: Sequence[Need], refused: bool, at: datetime) -> int:
    """Whom the phone did not reach, or who would not answer: the slots that are wanted now end with that reason (a
    reading may still follow, and somebody goes to the door). Returns how many slots ended."""
    rights.check(by, rights.RULERS)
    keys = [one.about_id for one in needs if one.about_kind == "episode"]
    episodes = list(
        Episode.objects.of(by.subdistrict).active().filter(pk__any=keys).select_related("protocol")
    )
    facts = fortnight.facts_of(episodes)
    reason = rules.ExcuseReason.REFUSED if refused else rules.ExcuseReason.NOT_REACHED
    silences = [
        Silence(one.id, cell.day, cell.slot.code, reason, at)
        for one in episodes
        for cell in fortnight.strip_of(one, facts, at).cells
        if cell.mark in WANTED
    ]
    return excuse_slots(by=by, silences=silences, at=at) if silences else 0
