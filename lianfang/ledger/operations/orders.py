"""调用令: permission to use data collected for one purpose for another."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role
from lianfang.core.purposes import Purpose

from ..models import Order
from .recording import record


@transaction.atomic
def give_order(
    *, by: Actor, purpose_from: str, purpose_to: str, reason: str, at: datetime, ends_at: datetime
) -> Order:
    """Lets data of one purpose be used for another until a date.

    Raises `ledger.only_the_commander_orders`, `ledger.unknown_purpose`, `ledger.reason_missing`,
    `ledger.order_must_end_later`.
    """
    if by.role not in (Role.COMMANDER, Role.SYSTEM):
        raise Refused("ledger.only_the_commander_orders")
    if purpose_from == purpose_to or not {purpose_from, purpose_to} <= set(Purpose):
        raise Refused("ledger.unknown_purpose")
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
