"""Taking a whole import back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record
from lianfang.registry.people.operations.intake import withdraw

from ..models import Import, Row
from .settling import reinstate
from .uploading import STATE


@transaction.atomic
def undo(*, by: Actor, import_id: UUID, at: datetime) -> Import:
    """Takes an import back: what its rows said counts no more, persons only they named are gone from lists,
    and what they replaced in the issue before counts again.

    What the rows said stays as a fact until its day of destruction. Verifications and readings that people
    made since stay too: they are their own work.
    """
    source = Import.objects.visible_to(by).select_for_update().get(pk=import_id)
    if source.state not in (STATE.DONE, STATE.PREVIEW, STATE.LINKING):
        raise Refused("lists.cannot_undo", state=source.get_state_display())
    if source.reissues.filter(state__in=[STATE.DONE, STATE.LINKING, STATE.RUNNING]).exists():
        raise Refused("lists.newer_issue_stands")
    count = drop_rows(by, source, at)
    reinstate(by, source, at)
    source.state, source.undone_at = STATE.UNDONE, at
    source.save(update_fields=["state", "undone_at"])
    record("lists.undone", by=by, at=at, about=source, mentions=count)
    return source


def drop_rows(by: Actor, source: Import, at: datetime) -> int:
    """Withdraws what an import's own rows said (not what they share with the issue before)."""
    rows = Row.objects.of(source.subdistrict).filter(source=source, mention__isnull=False)
    own = rows.exclude(state=Row.State.UNCHANGED).values_list("mention_id", flat=True)
    count = withdraw(by=by, mention_ids=list(own), at=at)
    if source.state == STATE.RUNNING:
        Row.objects.of(source.subdistrict).filter(source=source).delete()
    return count
