"""Messages that name temperatures become readings, and are answered; what is not plain goes to a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record
from lianfang.response.messages import operations as messages
from lianfang.response.messages.models import Incoming

from .. import answering
from ..answering import Heard
from .readings import Receipt, Typed, record_readings, record_together


@transaction.atomic
def take_messages(*, by: Actor, incoming_ids: Sequence[UUID], at: datetime) -> list[Receipt]:
    """Records what residents of different households wrote, of each message all or nothing, and answers with what was
    understood.

    Whose it is or for when not being plain, or the record refusing it, a message is passed on to a person, at once
    where somebody may be unwell; the others stand.
    """
    rows = Incoming.objects.of(by.subdistrict).filter(pk__any=incoming_ids).order_by("pk")
    heard = answering.hear(list(rows.select_for_update(of=("self",))), at)
    receipts = _record([one for one in heard if one.found], at)
    verdicts = [_verdict(one, receipts.get(one.incoming.id)) for one in heard]
    messages.conclude(by=by, verdicts=verdicts, at=at)
    return [receipt for mine in receipts.values() for receipt in mine]


def _record(heard: Sequence[Heard], at: datetime) -> dict[UUID, list[Receipt]]:
    """Stores the readings, by message. A message of which the record refuses anything steps back with the reason, and
    the rest is stored without it."""
    while heard:
        with transaction.atomic():
            receipts = _record_all(heard, at)
            for one in heard:
                refusals = (receipt.refusal for receipt in receipts[one.incoming.id])
                one.why = next((refusal for refusal in refusals if refusal), None)
            if not any(one.why for one in heard):
                return receipts
            transaction.set_rollback(True)
        heard = [one for one in heard if one.why is None]
    return {}


def _record_all(heard: Sequence[Heard], at: datetime) -> dict[UUID, list[Receipt]]:
    typed = {one.incoming.id: answering.typed_of(one) for one in heard}
    by = [answering.resident_of(one) for one in heard for _each in typed[one.incoming.id]]
    receipts = iter(record_together(by=by, typed=[each for mine in typed.values() for each in mine], at=at))
    return {key: list(islice(receipts, len(mine))) for key, mine in typed.items()}


def _verdict(one: Heard, receipts: Sequence[Receipt] | None) -> messages.Verdict:
    if receipts is None:
        return _passed_on(one)
    template = "recorded"
    if any(receipt.is_abnormal for receipt in receipts):
        is_told = any(each.celsius is not None for each in one.said)
        template = "recorded_abnormal" if is_told else "symptoms_noted"
    return messages.Verdict(one.incoming, template, {"readings": answering.told(one)}, "recorded")


def _passed_on(one: Heard) -> messages.Verdict:
    """For a person to read; at once where the message tells of illness."""
    home = one.home
    template = "which_one" if home.episodes else "passed_on" if home.people else "unknown_sender"
    name = next((home.people[key].name for key in home.episodes), "")
    facts = {"who": name[:1] + "*" * (len(name) - 1) if name else ""}
    reason = one.why.code if isinstance(one.why, Refused) else str(one.why)
    return messages.Verdict(one.incoming, template, facts, reason, is_done=False, is_urgent=one.is_ill)


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
