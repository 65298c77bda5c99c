"""Money beside an errand: what a helper laid out, what the household paid back, the receipt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role, cipher, clock
from lianfang.ledger.operations import record

from .. import rights, rules
from ..models import Errand, Kind, Payment
from .stepping import locked

SEALED = "services_payment.receipt"


@dataclass(frozen=True, slots=True)
class Laid:
    """Money that went one way, in 分, with the photograph of the receipt where there is one."""

    kind: str
    fen: int
    way: str
    note: str = ""
    receipt: bytes = field(default=b"", repr=False)
    client_id: str = ""


@transaction.atomic
def pay(*, by: Actor, errand_id: UUID, laid: Laid, at: datetime) -> Payment:
    """Notes money laid out or paid back. Raises `services.no_money_here`, `services.photo_too_large`,
    `services.not_a_photo`."""
    errand = locked(by, errand_id)
    _check(by, errand, at)
    known = Payment.objects.of(by.subdistrict).filter(errand=errand, client_id=laid.client_id).first()
    if laid.client_id and known is not None:
        return known
    kind = rules.check_photo(laid.receipt) if laid.receipt else ""
    made = Payment.objects.create(
        subdistrict=by.subdistrict,
        errand=errand,
        kind=rules.PayKind(laid.kind),
        fen=laid.fen,
        way=rules.Way(laid.way),
        note=laid.note.strip()[:120],
        receipt=cipher.seal_bytes(rules.without_traces(laid.receipt), SEALED) if kind else None,
        receipt_kind=kind,
        by=by.id,
        by_name=by.name,
        at=at,
        client_id=laid.client_id[:64],
    )
    _tell("services.paid", by, made, at)
    return made


@transaction.atomic
def strike(*, by: Actor, payment_id: UUID, at: datetime) -> Payment:
    """A wrong amount is struck by a second row that says the opposite; both stay to be read."""
    first = Payment.objects.visible_to(by).select_related("errand").get(pk=payment_id)
    errand = locked(by, first.errand_id)
    _check(by, errand, at)
    if first.strikes_id or Payment.objects.of(by.subdistrict).filter(strikes=first).exists():
        raise Refused("services.struck_already")
    facts = {name: getattr(first, name) for name in ("kind", "fen", "way")}
    made = Payment.objects.create(
        subdistrict=by.subdistrict, errand=errand, strikes=first, by=by.id, by_name=by.name, at=at, **facts
    )
    _tell("services.struck", by, made, at)
    return made


@transaction.atomic
def open_receipt(*, by: Actor, payment_id: UUID, at: datetime) -> tuple[bytes, str]:
    """The photograph of a receipt and its media type; that it was looked at is kept."""
    found = Payment.objects.visible_to(by).select_related("errand").get(pk=payment_id)
    if not found.receipt:
        raise Payment.DoesNotExist
    _tell("services.receipt_opened", by, found, at)
    return cipher.unseal_bytes(bytes(found.receipt), SEALED), found.receipt_kind


def _check(by: Actor, errand: Errand, at: datetime) -> None:
    """Staff and the helper note money, where the kind has any."""
    if by.role == Role.RESIDENT or (by.role not in rights.STAFF and errand.helper != by.id):
        raise Refused("services.not_for_this_role")
    kinds = Kind.objects.visible_to(by).filter(code=errand.kind, begins_on__lte=clock.day_of(at))
    kind = kinds.order_by("-begins_on").first()
    if kind is None or not kind.has_money:
        raise Refused("services.no_money_here")


def _tell(event: str, by: Actor, made: Payment, at: datetime) -> None:
    errand = made.errand
    facts = {"errand": errand.id, "kind": made.kind, "fen": made.fen}
    record(event, by=by, at=at, about=made, person=errand.person_id, committee=errand.committee_id, **facts)
