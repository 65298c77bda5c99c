"""What people do with messages that no rule could deal with: those that came in, and those nothing takes out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Person

from ..models import Incoming, Message
from ..rules import Step, Why
from .replying import Reply, answer_all
from .sending import check_sender
from .stepping import add_step
from .tying import tell, tie_address, unread_of

READERS = (Role.DUTY_OFFICER, Role.COMMANDER, Role.COMMITTEE_WORKER, Role.DOCTOR, Role.SYSTEM)


@transaction.atomic
def settle(*, by: Actor, incoming_id: UUID, at: datetime, note: str = "") -> Incoming:
    """Somebody has dealt with a message: recorded what it said, rung, sent a visit."""
    incoming = _open(by, incoming_id)
    _close(by, incoming, Incoming.State.SETTLED, note, at=at)
    record(
        "messages.settled",
        by=by,
        at=at,
        about=incoming,
        person=incoming.person_id,
        committee=incoming.committee_id,
    )
    return incoming


@transaction.atomic
def dismiss(*, by: Actor, incoming_id: UUID, reason: str, at: datetime) -> Incoming:
    """Sets a message aside, for a reason that is kept. Raises `messages.reason_missing`."""
    if not reason.strip():
        raise Refused("messages.reason_missing")
    incoming = _open(by, incoming_id)
    _close(by, incoming, Incoming.State.DISMISSED, reason, at=at)
    record(
        "messages.dismissed", by=by, at=at, about=incoming, person=incoming.person_id,
        committee=incoming.committee_id, reason=reason.strip()[:200],
    )  # fmt: skip
    return incoming


@transaction.atomic
def answer(*, by: Actor, incoming_id: UUID, text: str, at: datetime) -> Message | None:
    """Writes back to whoever wrote, and with that the message is dealt with. Raises `messages.text_empty`."""
    if not text.strip():
        raise Refused("messages.text_empty")
    incoming = _open(by, incoming_id)
    said = {"text": text.strip()[:300]}
    reply = Reply(incoming, "answer", said, key=f"by hand {at.isoformat()}", handed=False)
    [message] = answer_all(by, [reply], at=at)
    _close(by, incoming, Incoming.State.SETTLED, "", at=at)
    record(
        "messages.answered",
        by=by,
        at=at,
        about=incoming,
        person=incoming.person_id,
        committee=incoming.committee_id,
    )
    return message


@transaction.atomic
def tie(*, by: Actor, incoming_id: UUID, person_id: UUID, at: datetime) -> Incoming:
    """Says whose number or account this is, from now on; what it wrote and nobody has dealt with is read anew.

    The rooms above are told as if it had just come in.
    """
    incoming = _open(by, incoming_id)
    person = Person.objects.visible_to(by).get(pk=person_id)
    waiting = [incoming, *unread_of(incoming)]
    tie_address(incoming, person, by.name)
    for one in waiting:
        tell(by, one, person, at)
    incoming.refresh_from_db()
    return incoming


@transaction.atomic
def withdraw(*, by: Actor, message_id: UUID, at: datetime, why: str = Why.BY_HAND) -> Message:
    """Takes a message back that has not gone out."""
    message = _outgoing(by, message_id)
    message.why = why
    add_step(by, message, Step.WITHDRAWN, at)
    record(
        "messages.withdrawn",
        by=by,
        at=at,
        about=message,
        person=message.person_id,
        committee=message.committee_id,
    )
    return message


@transaction.atomic
def hand(*, by: Actor, message_id: UUID, at: datetime) -> Message:
    """Says that the office gave it: read out on the phone, on paper, or sent from a telephone of its own."""
    message = _outgoing(by, message_id)
    add_step(by, message, Step.HANDED, at)
    record(
        "messages.handed",
        by=by,
        at=at,
        about=message,
        person=message.person_id,
        committee=message.committee_id,
    )
    return message


@transaction.atomic
def open_message(*, by: Actor, message_id: UUID, at: datetime) -> Message:
    """Notes that somebody read a message's words: each look is in the record."""
    check_sender(by, READERS)
    message: Message = Message.objects.visible_to(by).get(pk=message_id)
    record(
        "messages.opened",
        by=by,
        at=at,
        about=message,
        person=message.person_id,
        committee=message.committee_id,
    )
    return message


def _open(by: Actor, incoming_id: UUID) -> Incoming:
    check_sender(by, READERS)
    rows = Incoming.objects.visible_to(by).select_for_update(of=("self",))
    incoming: Incoming = rows.get(pk=incoming_id)
    if not incoming.is_open:
        raise Refused("messages.settled_already")
    return incoming


def _close(by: Actor, incoming: Incoming, state: Incoming.State, note: str, *, at: datetime) -> None:
    incoming.state, incoming.settled_at, incoming.settled_by_name = state, at, by.name
    incoming.note = note.strip()[:200]
    incoming.save(update_fields=["state", "settled_at", "settled_by_name", "note"])


def _outgoing(by: Actor, message_id: UUID) -> Message:
    check_sender(by, READERS)
    rows = Message.objects.visible_to(by).select_for_update(of=("self",))
    message: Message = rows.get(pk=message_id)
    return message
