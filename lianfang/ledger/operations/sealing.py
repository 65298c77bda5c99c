"""Chaining the record: each seal holds the hash of an entry and of the seal before it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, models, transaction

from lianfang.core import Actor

from .. import selectors
from ..chain import Health, link
from ..models import Entry, Seal
from .recording import record

BATCH = 2000


@transaction.atomic
def seal(*, by: Actor, at: datetime) -> int:
    """Chains every entry not yet chained; returns how many. One sealer at a time per subdistrict."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"seal {by.subdistrict}"])
    last = Seal.objects.of(by.subdistrict).order_by("-number").first()
    number, before = (last.number, bytes(last.hash)) if last else (0, b"")
    seals = []
    for entry in _unsealed(by.subdistrict).iterator(BATCH):
        number, before = number + 1, link(before, entry)
        seals.append(Seal(subdistrict=by.subdistrict, number=number, entry=entry.id, hash=before, at=at))
    Seal.objects.bulk_create(seals, batch_size=BATCH)
    return len(seals)


@transaction.atomic
def check_chain(*, by: Actor, at: datetime) -> Health:
    """Recomputes the whole chain and writes down what was found."""
    health = selectors.verify(by.subdistrict)
    record(
        "ledger.verified",
        by=by,
        at=at,
        sealed=health.sealed,
        waiting=health.waiting,
        broken_at=health.broken_at,
    )
    return health


def _unsealed(subdistrict: UUID) -> models.QuerySet[Entry]:
    sealed = Seal.objects.of(subdistrict).filter(entry=models.OuterRef("id"))
    return Entry.objects.of(subdistrict).filter(~models.Exists(sealed)).order_by("at", "id")
