"""A message that names temperatures becomes readings, and is answered; one that is not plain goes to a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record
from lianfang.response.messages import operations as messages
from lianfang.response.messages.models import Incoming
from lianfang.response.messages.operations.receiving import is_correction, meant_of
from lianfang.response.messages.rules.labels import Unclear

from .. import answering
from .readings import Receipt, Typed, record_readings


@transaction.atomic
def take_message(*, by: Actor, incoming_id: UUID, at: datetime) -> list[Receipt]:
    """Records what a resident wrote, all of it or nothing, and answers with what was understood.

    Whose it is or for when not being plain, or the record refusing it, it is passed on to a person: at once where
    somebody may be unwell.
    """
    incoming = Incoming.objects.of(by.subdistrict).get(pk=incoming_id)
    home = answering.household_of(incoming, at)
    said = meant_of(incoming)
    try:
        if incoming.received_at - incoming.sent_at > answering.LONGEST_WAY:
            raise Unclear("long on its way")
        found = answering.sort_out(said, home, incoming.sent_at)
        receipts = _record(incoming, home, found, at)
    except (Unclear, Refused) as why:
        _pass_on(by, incoming, home, why, at=at)
        return []
    is_bad = any(receipt.is_abnormal for receipt in receipts)
    template = "recorded_abnormal" if is_bad else "recorded"
    if is_bad and all(one.celsius is None for one in said):
        template = "symptoms_noted"
    told = answering.told(incoming, home, found)
    messages.take(
        by=by, incoming_id=incoming_id, template=template, facts={"readings": told}, reason="recorded", at=at
    )
    return receipts


def _record(
    incoming: Incoming, home: answering.Household, found: list[answering.Reported], at: datetime
) -> list[Receipt]:
    """Stores the readings, or none of them."""
    typed = answering.typed_of(incoming, found, is_correction=is_correction(incoming))
    with transaction.atomic():
        receipts = record_readings(by=answering.resident_of(home, found), typed=typed, at=at)
        refusal = next((one.refusal for one in receipts if one.refusal), None)
        if refusal is not None:
            raise refusal
    return receipts


def _pass_on(
    by: Actor, incoming: Incoming, home: answering.Household, why: Unclear | Refused, *, at: datetime
) -> None:
    """For a person to read; at once where the message tells of illness."""
    said = meant_of(incoming)
    # Which line counts is the protocol's to say; whoever reads it should not have to wait for the doubtful ones.
    is_ill = any(one.symptoms or (one.celsius is not None and one.celsius >= 37) for one in said)
    template = "which_one" if home.episodes else "passed_on" if home.people else "unknown_sender"
    reason = why.code if isinstance(why, Refused) else str(why)
    name = next((home.people[key].name for key in home.episodes), "")
    messages.pass_on(
        by=by, incoming_id=incoming.id, reason=reason, template=template, urgent=is_ill, at=at,
        facts={"who": name[:1] + "*" * (len(name) - 1) if name else ""},
    )  # fmt: skip


@transaction.atomic
def record_from_message(
    *, by: Actor, incoming_id: UUID, typed: Sequence[Typed], at: datetime
) -> list[Receipt]:
    """Records what somebody read out of a message, all of it or nothing; the message is dealt with then."""
    receipts = record_readings(by=by, typed=typed, at=at)
    refusal = next((one.refusal for one in receipts if one.refusal), None)
    if refusal is not None:
        raise refusal
    messages.settle(by=by, incoming_id=incoming_id, at=at)
    record("observation.message_taken", by=by, at=at, incoming=incoming_id, readings=len(receipts))
    return receipts
