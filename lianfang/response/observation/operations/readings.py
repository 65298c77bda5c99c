"""Readings: typed by staff for one or for a household, sent by residents and devices, or thousands at once; each
counted once, each judged by the protocol of its episode, abnormal ones on the duty desk in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.operations import record

from .. import rights
from ..alerting import open_alerts
from ..models import Reading
from ..taking import Receipt, Sent, Typed, take_in

AT_ONCE = 5000
TYPISTS = (*rights.CARERS, Role.RESIDENT)


@transaction.atomic
def record_reading(*, by: Actor, typed: Typed, at: datetime) -> Reading:
    """Records one reading; refused where the batch would only say so."""
    [receipt] = record_readings(by=by, typed=[typed], at=at)
    if receipt.refusal is not None:
        raise receipt.refusal
    return Reading.objects.visible_to(by).get(pk=receipt.reading)


@transaction.atomic
def record_readings(*, by: Actor, typed: Sequence[Typed], at: datetime) -> list[Receipt]:
    """Records readings of one sender, in order; one receipt each, one entry in the record.

    A value out of this world, from the future or for nobody under observation is refused by itself; the
    rest stands. Late values are kept and marked.
    """
    rights.check(by, TYPISTS)
    return record_together(by=[by] * len(typed), typed=typed, at=at)


@transaction.atomic
def record_together(*, by: Sequence[Actor], typed: Sequence[Typed], at: datetime) -> list[Receipt]:
    """Records what several senders of one subdistrict sent at one instant: `by[n]` sent `typed[n]`.

    What `record_readings` does, in one insert for all; one entry in the record for each sender.
    """
    for sender in set(by):
        rights.check(sender, TYPISTS)
    if len(typed) > AT_ONCE:
        raise Refused("observation.too_many")
    taken = take_in([Sent(who, one) for who, one in zip(by, typed, strict=True)], at)
    for sender, stored in _by_sender(taken.stored):
        receipts = [receipt for who, receipt in zip(by, taken.receipts, strict=True) if who == sender]
        _tell(sender, stored, receipts, at)
        open_alerts(sender, [reading for reading in stored if reading.is_abnormal], at)
    return taken.receipts


def _by_sender(stored: Iterable[tuple[Actor, Reading]]) -> list[tuple[Actor, list[Reading]]]:
    found: dict[Actor, list[Reading]] = {}
    for sender, reading in stored:
        found.setdefault(sender, []).append(reading)
    return list(found.items())


def _tell(by: Actor, fresh: list[Reading], receipts: list[Receipt], at: datetime) -> None:
    one = fresh[0] if len(fresh) == 1 else None
    record(
        "observation.readings_recorded",
        by=by,
        at=at,
        about=one,
        person=one.episode.person_id if one else None,
        committee=one.episode.committee_id if one else None,
        readings=len(fresh),
        abnormal=sum(reading.is_abnormal for reading in fresh),
        known=sum(receipt.became == "known" for receipt in receipts),
        refused=sum(receipt.became == "refused" for receipt in receipts),
    )


__all__ = ["AT_ONCE", "TYPISTS", "Receipt", "Typed", "record_reading", "record_readings", "record_together"]
