"""The next round: whoever the phone did not reach is called again, before anybody knocks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.operations import record

from .. import rules
from ..models import Campaign, Target
from ..rules import Event, Move
from .marking import mark
from .opening import ask_for, check_opener

NO_NUMBER = "no_number"


@transaction.atomic
def begin_next(*, by: Actor, campaign_id: UUID, at: datetime) -> Campaign:
    """Begins the next round with those not reached who have a number, in their order. A committee does it with rounds
    of its own area only: its number is the whole round's.

    Raises `rounds.not_your_committee`, `rounds.closed`, `rounds.paused`, `rounds.nobody_remains`,
    `rounds.rounds_enough`.
    """
    campaign = own(by, campaign_id, Move.NEXT)
    rows = Target.objects.visible_to(by).filter(campaign=campaign, state=rules.State.UNREACHED)
    again = list(rows.exclude(why=NO_NUMBER).select_for_update(of=("self",)).order_by("place"))
    rules.check_next(campaign.number, len(again))
    campaign.number += 1
    campaign.save(update_fields=["number"])
    mark(by, again, Event.AGAIN, number=campaign.number, at=at)
    ask_for(by, campaign, again, at)
    record("rounds.next_begun", by=by, at=at, about=campaign, number=campaign.number, homes=len(again))
    return campaign


def locked(by: Actor, campaign_id: UUID, move: Move) -> Campaign:
    """The round, visible and locked, where this may be done with it now."""
    campaign: Campaign = Campaign.objects.visible_to(by).select_for_update().get(pk=campaign_id)
    rules.stand_after(campaign.stand, move)
    return campaign


def own(by: Actor, campaign_id: UUID, move: Move) -> Campaign:
    """The same for what concerns the whole round: a committee does it with rounds of its own area only."""
    check_opener(by)
    campaign = locked(by, campaign_id, move)
    is_own = bool(campaign.committees) and set(campaign.committees) <= by.committees
    if by.role == Role.COMMITTEE_WORKER and not is_own:
        raise Refused("rounds.not_your_committee")
    return campaign
