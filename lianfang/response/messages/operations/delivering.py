"""Taking messages out of the outbox: stamped and committed before the network is touched, then what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count

from lianfang.core import Actor, bulk, clock, ids
from lianfang.ledger.operations import record

from .. import hooks, rules, texts
from ..gateways import Envelope, Said, settings_of
from ..models import Channel, Delivery, Message
from ..rules import State, Step, Why
from ..rules.timing import HOUR, MINUTE
from .rerouting import by_another_way, without_shut
from .stepping import add_step

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one envelope."""

    envelope: Envelope
    said: Said


@transaction.atomic
def set_out(*, by: Actor, at: datetime, most: int = AT_ONCE) -> list[Envelope]:
    """Takes what may go now, stamps it as set out, and returns it. Two senders at once never take the same one.

    What is over is taken back; what a dead sender left behind is kept for the office, never sent twice; quiet hours
    and throttles put the rest off.
    """
    with connection.cursor() as cursor:
        # The throttles count what has set out: one sender counts at a time.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"set out {by.subdistrict}"])
    over = _end(by, at)
    ways = _ways(by.subdistrict)
    waiting = Message.objects.of(by.subdistrict).filter(state=State.WAITING, due_at__lte=at)
    rows = list(waiting.select_for_update(skip_locked=True).order_by("-is_urgent", "due_at", "id")[:most])
    rows = without_shut(by, _without_settled(by, rows, at), at)
    going = _allowed(by.subdistrict, rows, ways, at)
    _stamp(by, going, at)
    if going or over:
        record("messages.set_out", by=by, at=at, messages=len(going), over=over)
    return [_envelope(one, ways) for one in going]


@transaction.atomic
def note(*, by: Actor, outcomes: Sequence[Outcome], at: datetime) -> int:
    """Writes down what came of envelopes; what was settled otherwise meanwhile stays so. Returns how many."""
    said = {one.envelope.message: one for one in outcomes}
    rows = Message.objects.of(by.subdistrict).filter(
        pk__in=list(said), state__in=(State.SENDING, State.DELIVERED)
    )
    noted: Counter[str] = Counter()
    for message in rows.select_for_update(of=("self",)).order_by("pk"):
        outcome = said[message.id]
        if message.claim == outcome.envelope.claim:
            noted[_note(by, message, outcome.said, at)] += 1
    if noted:
        record("messages.sent_out", by=by, at=at, steps=dict(noted))
    return sum(noted.values())


@transaction.atomic
def report(*, by: Actor, gateway_id: str, delivered: bool, code: str, at: datetime) -> Message | None:
    """What the gateway says later about one message; a repeated or strange report changes nothing."""
    rows = Message.objects.of(by.subdistrict).exclude(gateway_id="").filter(gateway_id=gateway_id)
    message = rows.select_for_update(of=("self",)).first()
    if message is None or message.state not in (State.SENT, State.SENDING):
        return None
    step = Step.DELIVERED if delivered else Step.UNDELIVERED
    if (State(message.state), step) not in rules.states.TRANSITIONS:
        return None
    add_step(by, message, step, at, code=code)
    record("messages.reported", by=by, at=at, about=message, person=message.person_id, step=step.value)
    return message


def _note(by: Actor, message: Message, said: Said, at: datetime) -> str:
    step = said.step
    if step == Step.DEFERRED:
        pause = rules.pause_after(message.tries)
        if pause is None:
            step = Step.GIVEN_UP
        else:
            message.due_at = at + pause
    message.gateway_id = said.gateway_id[:80] or message.gateway_id
    add_step(by, message, step, at, code=said.code)
    if step == Step.SHUT:
        by_another_way(by, [message], at)
    return step.value


def _end(by: Actor, at: datetime) -> int:
    """Takes back what is over, and keeps for the office what a dead sender had set out with."""
    mine = Message.objects.of(by.subdistrict)
    over = mine.filter(state__in=(State.WAITING, State.HELD), until__lte=at)
    lost = mine.filter(state=State.SENDING, changed_at__lt=at - rules.LEASE)
    count = 0
    for rows, step, why in ((over, Step.WITHDRAWN, Why.EXPIRED), (lost, Step.UNCLEAR, None)):
        for message in rows.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:1000]:
            message.why = str(why or "")
            add_step(by, message, step, at)
            count += 1
    return count


def _without_settled(by: Actor, rows: list[Message], at: datetime) -> list[Message]:
    """Takes back what was answered meanwhile; returns the rest."""
    settled: set[UUID] = set().union(*(recall(by.subdistrict, rows, at) for recall in hooks.RECALLS))
    for message in rows:
        if message.id in settled:
            message.why = Why.ANSWERED
            add_step(by, message, Step.WITHDRAWN, at)
    return [one for one in rows if one.id not in settled]


def _ways(subdistrict: UUID) -> dict[str | UUID, Channel]:
    """The channels that are on, by kind and by key."""
    rows = Channel.objects.of(subdistrict).filter(is_on=True)
    found: dict[str | UUID, Channel] = {}
    for one in rows:
        found[one.id] = one
        found.setdefault(one.kind, one)
    return found


def _allowed(
    subdistrict: UUID, rows: Sequence[Message], ways: dict[str | UUID, Channel], at: datetime
) -> list[Message]:
    """Those that may go this minute; the others are put off to when they may."""
    hours = texts.rule_on(subdistrict, clock.day_of(at)).hours
    groups, addresses = _lately(subdistrict, rows, at)
    going, put_off = [], []
    for message in rows:
        channel = ways.get(message.channel_id or message.kind)
        again_at = _again_at(message, channel, hours, lately=(groups, addresses), at=at)
        if again_at is not None:
            message.due_at = again_at
            put_off.append(message)
            continue
        assert channel is not None
        message.channel = channel
        groups[channel.id] += 1
        addresses[bytes(message.address_lookup or b"")] += 1
        going.append(message)
    Message.objects.bulk_update(put_off, ["due_at"], batch_size=500)
    return going


Counts = tuple[Counter[UUID], Counter[bytes]]


def _again_at(
    message: Message, channel: Channel | None, hours: rules.Hours, *, lately: Counts, at: datetime
) -> datetime | None:
    """When to look at it again; None: it may go now."""
    groups, addresses = lately
    if channel is None:
        return at + HOUR
    wakes_at = rules.earliest(hours, at, is_urgent=message.is_urgent)
    if wakes_at > at:
        return wakes_at
    if message.kind == rules.Kind.GROUP:
        return at + MINUTE if groups[channel.id] >= hours.group_per_minute else None
    is_much = addresses[bytes(message.address_lookup or b"")] >= hours.per_hour
    return at + HOUR / 4 if is_much and not message.is_urgent else None


def _lately(subdistrict: UUID, rows: Iterable[Message], at: datetime) -> Counts:
    """What set out in the last minute by channel, and in the last hour by address."""
    lookups = {bytes(one.address_lookup) for one in rows if one.address_lookup}
    past = Delivery.objects.of(subdistrict).filter(step=Step.SET_OUT)
    by_channel = past.filter(at__gt=at - MINUTE).values_list("channel").annotate(n=Count("pk"))
    by_address = past.filter(at__gt=at - HOUR, address_lookup__in=lookups).values_list("address_lookup")
    counted: Any = by_address.annotate(n=Count("pk"))
    return (
        Counter({key: n for key, n in by_channel if key}),
        Counter({bytes(lookup): n for lookup, n in counted}),
    )


def _stamp(by: Actor, going: Sequence[Message], at: datetime) -> None:
    claim, steps = ids.new(), []
    done = Delivery.objects.of(by.subdistrict).filter(message__in=[one.pk for one in going])
    numbers = Counter(done.values_list("message_id", flat=True))
    for message in going:
        message.state, message.changed_at, message.claim = rules.after(message.state, Step.SET_OUT), at, claim
        message.tries += 1
        steps.append(
            Delivery(
                subdistrict=by.subdistrict,
                message=message,
                number=numbers[message.pk] + 1,
                step=Step.SET_OUT,
                channel=message.channel,
                address_lookup=message.address_lookup,
                at=at,
                by_name=by.name,
            )
        )
    Message.objects.bulk_update(going, ["state", "changed_at", "claim", "tries", "channel"], batch_size=500)
    bulk.insert(steps)


def _envelope(message: Message, ways: dict[str | UUID, Channel]) -> Envelope:
    channel = ways[message.channel_id or message.kind]
    return Envelope(
        message.id,
        message.claim or UUID(int=0),
        message.kind,
        message.address or "",
        message.subject,
        message.body,
        settings_of(channel),
        channel.id,
    )
