"""What becomes of messages that came in: a room has done what they ask or leaves them to a person, and the senders
are told. Set-based: one look-up, one insert and one update however many they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from lianfang.core import Actor, bulk
from lianfang.ledger.operations import Act, record_all

from ..models import Incoming, Message
from ..rules import Address, Kind
from .sending import Letter, send_many

# Two machines that answer each other stop here.
ANSWERS_AN_HOUR = 8
# What is said differently to a follower of the official account, whom nobody can ring.
ACCOUNT_TEXTS = {"unknown_sender": "unknown_account"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a room makes of one message: it is done (`is_done`) or for a person to read, why, and with which text the
    sender is told."""

    incoming: Incoming
    template: str
    facts: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""
    is_done: bool = True
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one message. `handed`: in the very answer to the official account's call, while that is open."""

    incoming: Incoming
    template: str
    facts: Mapping[str, object] = field(default_factory=dict)
    key: str = ""
    handed: bool = True


@transaction.atomic
def take(
    *,
    by: Actor,
    incoming_id: UUID,
    template: str,
    facts: Mapping[str, object],
    at: datetime,
    reason: str = "",
) -> Incoming:
    """A room says that it has done what a message asks, and what to answer. Called while it is received."""
    rows = Incoming.objects.of(by.subdistrict).select_for_update(of=("self",))
    incoming: Incoming = rows.get(pk=incoming_id)
    conclude(by=by, verdicts=[Verdict(incoming, template, facts, reason)], at=at)
    return incoming


@transaction.atomic
def conclude(*, by: Actor, verdicts: Sequence[Verdict], at: datetime) -> list[Incoming]:
    """A room says what it made of several messages, each once, which it has read and holds; the senders are told.

    What is done is `messages.understood`, what a person has to read `messages.passed_on`, an entry each.
    """
    answers = answer_all(by, [Reply(one.incoming, one.template, one.facts) for one in verdicts], at=at)
    for one, answered in zip(verdicts, answers, strict=True):
        _write_down(one, answered, at)
    keep([one.incoming for one in verdicts])
    for event, is_done in (("messages.understood", True), ("messages.passed_on", False)):
        acts = [
            Act(by, one.incoming, one.incoming.person_id, reason=one.reason)
            for one in verdicts
            if one.is_done == is_done
        ]
        record_all(event, acts=acts, at=at)
    return [one.incoming for one in verdicts]


def _write_down(one: Verdict, answered: Message | None, at: datetime) -> None:
    incoming = one.incoming
    incoming.reply = answered.id if answered else None
    if one.is_done:
        incoming.state, incoming.reason, incoming.settled_at = Incoming.State.UNDERSTOOD, one.reason, at
        return
    incoming.reason, incoming.is_urgent = one.reason[:40], incoming.is_urgent or one.is_urgent


def keep(changed: Sequence[Incoming]) -> None:
    """Stores what became of messages."""
    names = ("id", "subdistrict", "state", "reason", "settled_at", "is_urgent", "reply")
    bulk.update(Incoming, [{name: getattr(one, name) for name in names} for one in changed])


def answer_all(by: Actor, replies: Sequence[Reply], *, at: datetime) -> list[Message | None]:
    """Puts answers into the outbox, in order. None where this number has been answered often enough this hour."""
    if not replies:
        return []
    lately = _answered_lately(by.subdistrict, {bytes(one.incoming.sender_lookup) for one in replies}, at)
    letters: dict[int, Letter] = {}
    for n, one in enumerate(replies):
        lookup = bytes(one.incoming.sender_lookup)
        lately[lookup] = lately.get(lookup, 0) + 1
        if lately[lookup] <= ANSWERS_AN_HOUR:
            letters[n] = _letter(one, at)
    sent = send_many(by=by, letters=list(letters.values()), at=at, each=True) if letters else []
    messages = dict(zip(letters, sent, strict=True))
    return [messages.get(n) for n in range(len(replies))]


def _answered_lately(subdistrict: UUID, lookups: set[bytes], at: datetime) -> dict[bytes, int]:
    """How often these numbers were answered within the hour."""
    lately = Message.objects.of(subdistrict).filter(
        address_lookup__in=lookups, changed_at__gt=at - timedelta(hours=1), about_kind=Incoming._meta.label
    )
    counts = lately.values_list("address_lookup").annotate(Count("pk")).order_by()
    return {bytes(lookup): count for lookup, count in counts if lookup}


def _letter(one: Reply, at: datetime) -> Letter:
    incoming = one.incoming
    # Said later (somebody tied the sender), it goes on its own, and may have been said before.
    is_fresh = incoming.received_at == at
    to = Address(incoming.kind, incoming.sender, bytes(incoming.sender_lookup), incoming.sender_masked)
    return Letter(
        ACCOUNT_TEXTS.get(one.template, one.template) if incoming.kind == Kind.WECHAT else one.template,
        person=incoming.person_id,
        facts=one.facts,
        about=incoming,
        key=f"reply {incoming.id.hex} {one.key or one.template}",
        urgent=True,
        language=incoming.language,
        to=to,
        handed=one.handed and is_fresh and incoming.kind == Kind.WECHAT,
        is_new=is_fresh,
        committee=incoming.committee_id,
    )
