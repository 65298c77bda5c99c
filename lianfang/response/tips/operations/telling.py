"""Somebody tells what they saw: by the page behind the QR code, or by a message. No account, no name asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from lianfang.core import Actor, Refused, Role, clock, ids
from lianfang.ledger.operations import record
from lianfang.registry.forms import operations as forms
from lianfang.registry.places.models import Compound

from .. import asking, codes, jobs, kinds, rules
from ..models import Tip, Tipster

HOUR = timedelta(hours=1)
CHECKED_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Told:
    """What was told. `contact` is kept apart, `sender` is a keyed hash of the network address; `client_id` makes a
    retry count once. `compound` is the gate whose poster was scanned; `answered` what the office's workbook asks
    further."""

    client_id: str
    kind: str
    where: str
    what: str = field(repr=False)
    named: str = field(default="", repr=False)
    from_place: str = ""
    seen_on: date | None = None
    contact: str = field(default="", repr=False)
    way: str = Tipster.Way.PHONE.value
    source: str = Tip.Source.PAGE.value
    compound: UUID | None = None
    language: str = ""
    sender: bytes = field(default=b"", repr=False)
    answered: forms.Answered | None = field(default=None, repr=False)


@transaction.atomic
def tell(*, by: Actor, told: Told, at: datetime) -> Tip:
    """Keeps a tip, and apart from it how to reach whoever told; the same sending again counts once.

    Raises `tips.nothing_said`, `tips.too_long`, `tips.day_wrong`, `tips.too_many`, and `forms.invalid` where the
    workbook does not take what it asked further.
    """
    if by.role != Role.SYSTEM:
        raise Refused("tips.not_for_this_role")
    _hold(by, told.client_id)
    known = Tip.objects.of(by.subdistrict).filter(client_id=told.client_id).first()
    if known is not None:
        return known
    rules.check_told(told.where, told.what, told.seen_on, clock.day_of(at))
    _check_rate(by, told.sender, at)
    tip = _tip(by, told, at)
    tip.save(force_insert=True)
    if told.contact.strip():
        Tipster.objects.create(
            subdistrict=by.subdistrict, tip=tip, way=told.way, contact=told.contact.strip()[:120]
        )
    if told.answered:
        answered = replace(told.answered, about=(asking.ABOUT, tip.id), committee=tip.committee_id)
        forms.hand_in(by=by, answered=answered, instance_id=f"tip-{tip.id.hex}", at=at)
    record("tips.told", by=by, at=at, about=tip, committee=tip.committee_id, kind=tip.kind, source=tip.source)
    jobs.locate_soon(by.subdistrict)
    return tip


def _hold(by: Actor, client_id: str) -> None:
    """One sending of a form at a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tip {by.subdistrict} {client_id}"]
        )


def _check_rate(by: Actor, sender: bytes, at: datetime) -> None:
    lately = Tip.objects.of(by.subdistrict).filter(received_at__gt=at - HOUR)
    rules.check_rate(lately.filter(sender=sender).count() if sender else 0, lately.count())


def _tip(by: Actor, told: Told, at: datetime) -> Tip:
    compounds = Compound.objects.of(by.subdistrict)
    compound = compounds.filter(pk=told.compound).first() if told.compound else None
    key, labels = ids.new(), kinds.labels(by.subdistrict, told.kind, at)
    is_known = bool(labels) or told.kind in set(rules.Kind)
    return Tip(
        id=key,
        subdistrict=by.subdistrict,
        client_id=told.client_id[:64],
        source=told.source,
        language=told.language[:10],
        kind=told.kind if is_known else rules.Kind.OTHER.value,
        kind_labels=labels,
        what=told.what.strip(),
        named=told.named.strip()[:60],
        where=told.where.strip()[:200],
        from_place=told.from_place.strip()[:80],
        seen_on=told.seen_on,
        compound=compound,
        committee_id=compound.committee_id if compound else None,
        received_at=at,
        due_at=at + CHECKED_WITHIN,
        sender=told.sender,
        code_lookup=codes.lookup_of(codes.code_of(key)),
    )
