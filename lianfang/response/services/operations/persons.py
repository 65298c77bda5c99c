"""Errands follow whoever they are for when two records turn out to be one person, and part as they were joined."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from lianfang.core import Actor
from lianfang.ledger.operations import record

from ..models import Errand


@transaction.atomic
def follow_persons(*, by: Actor, kept: UUID, gone: UUID, parted: bool, at: datetime) -> int:
    """After a merge: errands of the record gone are the kept one's. After its undoing: back. Returns how many."""
    rows = Errand.objects.of(by.subdistrict)
    if parted:
        moved = rows.filter(asked_for=gone).update(person_id=F("asked_for"))
    else:
        moved = rows.filter(person_id=gone).update(person_id=kept)
    if moved:
        record("services.followed", by=by, at=at, person=kept, gone=gone, errands=moved)
    return moved
