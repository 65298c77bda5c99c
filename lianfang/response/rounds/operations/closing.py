"""Closing a round: nobody is called for it any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor
from lianfang.ledger.operations import record
from lianfang.response.calls import operations as calls
from lianfang.response.calls.rules import Purpose as About

from ..models import Campaign, Target
from ..rules import Event, Move, State
from .marking import mark
from .repeating import own

CALLED = (State.WAITING, State.NOT_YET)


@transaction.atomic
def close(*, by: Actor, campaign_id: UUID, at: datetime) -> Campaign:
    """Closes a round; what is still to call is taken out of the queue. A committee closes its own rounds only."""
    campaign = own(by, campaign_id, Move.CLOSED)
    mine = Target.objects.of(by.subdistrict).filter(campaign=campaign)
    waiting = list(mine.filter(state__in=CALLED).select_for_update().order_by("id"))
    calls.withdraw(by=by, purpose=About.ROUND, about_ids=[one.id for one in waiting], at=at)
    dropped = mark(by, waiting, Event.DROPPED, at=at)
    campaign.closed_at, campaign.closed_by_name = at, by.name
    campaign.save(update_fields=["closed_at", "closed_by_name"])
    record("rounds.closed", by=by, at=at, about=campaign, dropped=len(dropped))
    return campaign
