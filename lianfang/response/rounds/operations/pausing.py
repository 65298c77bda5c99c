"""A pause: the phones are wanted for something else. Nobody is called for the round until it goes on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor
from lianfang.ledger.operations import record
from lianfang.response.calls import operations as calls
from lianfang.response.calls.rules import Purpose as About

from ..models import Campaign, Target
from ..rules import Move, State
from .closing import CALLED
from .hearing import again_for
from .opening import ask_for
from .repeating import own


@transaction.atomic
def pause(*, by: Actor, campaign_id: UUID, at: datetime) -> Campaign:
    """Lets a round rest: what is still to call leaves the queue; what is being said on the phone this moment is still
    heard. A committee pauses its own rounds only. Raises `rounds.paused`, `rounds.closed`."""
    campaign = own(by, campaign_id, Move.PAUSED)
    mine = Target.objects.of(by.subdistrict).filter(campaign=campaign, state__in=CALLED)
    homes = calls.withdraw(
        by=by, purpose=About.ROUND, about_ids=list(mine.values_list("id", flat=True)), at=at
    )
    campaign.paused_at, campaign.paused_by_name = at, by.name
    campaign.save(update_fields=["paused_at", "paused_by_name"])
    record("rounds.paused", by=by, at=at, about=campaign, homes=homes)
    return campaign


@transaction.atomic
def resume(*, by: Actor, campaign_id: UUID, at: datetime) -> Campaign:
    """Goes on with a round: who is still to call is in the queue again, in the old order, from today so many homes a
    day; who is expected back is called before their day. Raises `rounds.not_paused`, `rounds.closed`."""
    campaign = own(by, campaign_id, Move.RESUMED)
    campaign.paused_at, campaign.paused_by_name = None, ""
    campaign.save(update_fields=["paused_at", "paused_by_name"])
    mine = Target.objects.of(by.subdistrict).filter(campaign=campaign).select_for_update().order_by("place")
    waiting = list(mine.filter(state=State.WAITING))
    expected = list(mine.filter(state=State.NOT_YET, expected_on__isnull=False))
    ask_for(by, campaign, waiting, at)
    calls.ask_many(by=by, needs=[again_for(campaign, one, at) for one in expected], at=at)
    record("rounds.resumed", by=by, at=at, about=campaign, homes=len(waiting) + len(expected))
    return campaign
