"""Joining is people's work; that it failed is told with the imports that wait for it, and it can be sent again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from ..models import Import
from .uploading import HANDING_IN, STATE


@transaction.atomic
def tell_stuck(*, by: Actor, at: datetime) -> int:
    """Joining failed for good: every import that waits for it says so, with the time since when. Returns how many."""
    waiting = Import.objects.of(by.subdistrict).filter(state=STATE.LINKING, stuck_at=None)
    count = waiting.update(stuck_at=at)
    record("lists.stuck", by=by, at=at, imports=count)
    return count


@transaction.atomic
def join_again(*, by: Actor, at: datetime) -> int:
    """Sends everything that could not be joined on its way again; one run of joining sees them all.

    The caller asks for the run itself. Returns how many imports wait for it.
    """
    if by.role not in HANDING_IN:
        raise Refused("lists.not_handing_in")
    count = Import.objects.of(by.subdistrict).stuck().update(stuck_at=None)
    record("lists.joining_again", by=by, at=at, imports=count)
    return count
