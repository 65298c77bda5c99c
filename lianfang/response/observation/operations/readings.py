"""Readings: typed by staff for one or for a household, sent by residents and devices, or thousands at once; each
counted once, each judged by the protocol of its episode, abnormal ones on the duty desk in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.operations import Act, record_all

from .. import rights
from ..alerting import open_alerts
from ..models import Reading
from ..taking import Receipt, Sent, Stored, Typed, take_in

T = TypeVar("T")
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
    told = _by_sender(zip(by, taken.receipts, strict=True))
    stored = _by_sender((one.by, one) for one in taken.stored)
    acts = [_act(sender, ones, told[sender]) for sender, ones in stored.items()]
    record_all("observation.readings_recorded", acts=acts, at=at)
    for sender, ones in stored.items():
        open_alerts(sender, _abnormal(sender, ones), at)
    return taken.receipts


def _by_sender(pairs: Iterable[tuple[Actor, T]]) -> dict[Actor, list[T]]:
    found: dict[Actor, list[T]] = {}
    for sender, one in pairs:
        found.setdefault(sender, []).append(one)
    return found


def _abnormal(by: Actor, stored: Iterable[Stored]) -> list[Reading]:
    keys = [one.columns["id"] for one in stored if one.columns["is_abnormal"]]
    if not keys:
        return []
    rows = Reading.objects.of(by.subdistrict).filter(pk__in=keys).select_related("episode")
    return list(rows.order_by("pk"))


def _act(by: Actor, stored: list[Stored], receipts: list[Receipt]) -> Act:
    """One sender's part in words; about the reading and its person where there is but one."""
    facts = {
        "readings": len(stored),
        "abnormal": sum(one.columns["is_abnormal"] for one in stored),
        "known": sum(receipt.became == "known" for receipt in receipts),
        "refused": sum(receipt.became == "refused" for receipt in receipts),
    }
    if len(stored) > 1:
        return Act(by, facts=facts)
    [one] = stored
    about = Reading(id=one.columns["id"])
    return Act(by, about, one.episode.person_id, one.episode.committee_id, facts=facts)


__all__ = ["AT_ONCE", "TYPISTS", "Receipt", "Typed", "record_reading", "record_readings", "record_together"]
