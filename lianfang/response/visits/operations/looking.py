"""Looking at the photograph of a slip on a door: whoever sees the visit may, and the record says who did."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, cipher, clock
from lianfang.ledger.models import Entry
from lianfang.ledger.operations import record

from ..models import Visit
from .recording import SEALED_PHOTO


@transaction.atomic
def open_photo(*, by: Actor, visit_id: UUID, at: datetime) -> bytes:
    """The photograph of a visit as JPEG; one entry a photograph, viewer and day. DoesNotExist where there is none."""
    visits = Visit.objects.visible_to(by).select_related("request").exclude(sealed_photo=None)
    visit: Visit = visits.get(pk=visit_id)
    begin, _end = clock.bounds(clock.day_of(at))
    seen = Entry.objects.of(by.subdistrict).filter(
        about=visit.id, actor=by.id, event="visits.photo_seen", at__gte=begin
    )
    if not seen.exists():
        request = visit.request
        record(
            "visits.photo_seen",
            by=by,
            at=at,
            about=visit,
            person=request.person_id,
            committee=request.committee_id,
        )
    return cipher.unseal_bytes(bytes(visit.sealed_photo or b""), SEALED_PHOTO)
