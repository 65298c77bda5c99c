"""Writing the record, sealing it, and the orders that let one purpose read another."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from lianfang.core import Actor, Refused, Role

from .models import Entry, Order, Seal

BATCH = 2000


def record(
    event: str,
    *,
    by: Actor,
    at: datetime,
    about: models.Model | None = None,
    person: UUID | None = None,
    committee: UUID | None = None,
    reason: str = "",
    **facts: Any,
) -> Entry:
    """Writes one act into the record and tells what follows from it. Call it last, inside the act's transaction.

    `facts` must be plain values (ids, codes, counts, dates), never clear identifiers.
    """
    entry = Entry.objects.create(
        subdistrict=by.subdistrict,
        at=at,
        event=event,
        actor=by.id,
        actor_name=by.name,
        role=by.role.value,
        about_kind=about._meta.label if about is not None else "",
        about=about.pk if about is not None else None,
        person=person,
        committee=committee,
        reason=reason,
        facts=plain(facts),
    )
    react(entry, by)
    return entry


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as JSON holds them: ids and dates as text."""
    return {key: json.loads(json.dumps(value, default=str)) for key, value in facts.items()}


class Reactions:
    """What follows from an event: filled once by `config.reactions`, read at every record."""

    table: dict[str, list[Any]] = {}


def react(entry: Entry, by: Actor) -> None:
    """Runs what the table says follows from this event, in the same transaction."""
    for handler in Reactions.table.get(entry.event, ()):
        handler(entry, by)


@transaction.atomic
def seal(*, by: Actor, at: datetime) -> int:
    """Chains every entry not yet chained; returns how many. One sealer at a time per subdistrict."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"seal {by.subdistrict}"])
    last = Seal.objects.of(by.subdistrict).order_by("-number").first()
    number, before = (last.number, bytes(last.hash)) if last else (0, b"")
    seals = []
    for entry in _unsealed(by.subdistrict):
        number, before = number + 1, link(before, entry)
        seals.append(Seal(subdistrict=by.subdistrict, number=number, entry=entry.id, hash=before, at=at))
    Seal.objects.bulk_create(seals, batch_size=BATCH)
    return len(seals)


def link(before: bytes, entry: Entry) -> bytes:
    """The chain's next hash: SHA-256 over the hash before and the entry's whole content."""
    content = {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields}
    text = json.dumps(content, default=_spelled, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(before + text.encode()).digest()


@transaction.atomic
def give_order(
    *, by: Actor, purpose_from: str, purpose_to: str, reason: str, at: datetime, ends_at: datetime
) -> Order:
    """Lets data of one purpose be used for another until a date. Only the commander gives it."""
    if by.role not in (Role.COMMANDER, Role.SYSTEM):
        raise Refused("ledger.only_the_commander_orders")
    if not reason.strip():
        raise Refused("ledger.reason_missing")
    if ends_at <= at:
        raise Refused("ledger.order_must_end_later")
    order = Order.objects.create(
        subdistrict=by.subdistrict,
        purpose_from=purpose_from,
        purpose_to=purpose_to,
        reason=reason.strip(),
        given_by=by.id or UUID(int=0),
        given_by_name=by.name,
        begins_at=at,
        ends_at=ends_at,
    )
    record("ledger.order_given", by=by, at=at, about=order, reason=reason, ends_at=ends_at)
    return order


@transaction.atomic
def end_order(*, by: Actor, order_id: UUID, at: datetime) -> Order:
    """Ends an order before its day."""
    order = Order.objects.visible_to(by).select_for_update().get(pk=order_id)
    if by.role != Role.COMMANDER:
        raise Refused("ledger.only_the_commander_orders")
    if order.ended_at:
        raise Refused("ledger.order_ended")
    order.ended_at = at
    order.save(update_fields=["ended_at"])
    record("ledger.order_ended", by=by, at=at, about=order)
    return order


def _unsealed(subdistrict: UUID) -> models.QuerySet[Entry]:
    sealed = Seal.objects.of(subdistrict).filter(entry=models.OuterRef("id"))
    return Entry.objects.of(subdistrict).filter(~models.Exists(sealed)).order_by("at", "id")


def _spelled(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
