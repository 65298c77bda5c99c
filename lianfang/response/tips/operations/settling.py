"""What became of it: when the report it led to is verified, or the visit made, the tip is dealt with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.operations import record
from lianfang.response.screening.rules import State as ReportState

from .. import rules
from ..models import Tip
from ..rules import Move
from .stepping import Facts, take


@transaction.atomic
def settle(*, by: Actor, visited: Sequence[UUID] = (), at: datetime) -> int:
    """Settles tips whose report is no longer to verify, and those that were visited; returns how many.

    May run at any time and settles nothing twice.
    """
    if by.role != Role.SYSTEM:
        raise Refused("tips.not_for_this_role")
    verified = Q(state=rules.State.REPORTED) & ~Q(report__state=ReportState.OPEN)
    seen = Q(state=rules.State.VISIT, pk__in=list(visited))
    rows = Tip.objects.of(by.subdistrict).filter(verified | seen)
    done = list(rows.select_for_update(of=("self",)).order_by("id"))
    for tip in done:
        take(by, tip, Move.SETTLED, Facts(), at=at)
    if done:
        record("tips.settled", by=by, at=at, tips=len(done))
    return len(done)
