"""我手上的: a helper's own page on the phone: where to go, what for, done."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianfang.core import clock, ids
from lianfang.core.access import ActorRequest, open_to

from .. import operations, rules, selectors
from ..models import Errand, Kind
from ..operations.showing import Stop
from .errands import HANDS

MOST = 60


@dataclass(frozen=True, slots=True)
class Card:
    """One errand on the phone: the door, its kind, its money so far, and the id that makes a retry count once."""

    stop: Stop
    kind: Kind
    sums: rules.Account | None
    client_id: str


@dataclass(frozen=True, slots=True)
class Done:
    """One errand that is done: its kind, its money, whether a slip of the thumb can still be taken back."""

    errand: Errand
    kind: Kind
    sums: rules.Account | None
    client_id: str

    @property
    def owed(self) -> int:
        """What the household still has to pay back, in 分."""
        return max(self.sums.owed, 0) if self.sums else 0


@open_to(*HANDS)
@require_GET
def mine(request: ActorRequest) -> HttpResponse:
    """What I have in hand, with the doors (each in the record), and what I did today."""
    viewer, at = request.actor, clock.now()
    keys = list(selectors.held(viewer).values_list("id", flat=True)[:MOST])
    stops = operations.show_doors(by=viewer, errand_ids=keys, at=at) if keys else []
    kinds = {kind.code: kind for kind in selectors.all_kinds(viewer).reverse()}
    done = selectors.lately_done(viewer, at)[:MOST]
    sums = selectors.accounts_of(viewer, [*(stop.errand for stop in stops), *done])
    context = {
        "cards": [
            Card(stop, kinds[stop.errand.kind], sums.get(stop.errand.id), ids.new().hex) for stop in stops
        ],
        "done": [Done(one, kinds[one.kind], sums.get(one.id), ids.new().hex) for one in done],
        "ways": rules.WAYS.items(),
        "now": at,
    }
    return render(request, "services/mine.html", context)
