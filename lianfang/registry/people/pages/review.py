"""待核对: two cards side by side, S same, D different, L later; the next pair is already there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import Actor, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of
from lianfang.core.notices import say
from lianfang.registry.places.models import Committee

from .. import operations, selectors
from ..forms import DecideForm
from ..models import Pair
from ..rules import rights
from ..rules.rights import Verdict
from ..selectors import PairView

ON_SCREEN = 2
SAID = {
    Verdict.SAME: _("Merged into one person."),
    Verdict.DIFFERENT: _("Kept apart; this pair will not be asked again."),
    Verdict.LATER: _("Put behind the others."),
}


@open_to(*rights.REVIEWERS)
@require_GET
def review(request: ActorRequest) -> HttpResponse:
    """The queue; `?first=` puts one pair in front."""
    viewer, at = request.actor, clock.now()
    committee = _committee(request.GET.get("committee", ""))
    pairs = _first(viewer, request.GET.get("first", ""))
    on_screen = [pair.id for pair in pairs]
    pairs += selectors.next_pairs(
        viewer, at, committee=committee, beside=on_screen, count=ON_SCREEN - len(pairs)
    )
    context = {
        "views": _shown(viewer, pairs, at),
        "left": selectors.waiting_pairs(viewer, at).count(),
        "committee": committee,
        "committees": _committees(viewer),
    }
    return render(request, "people/review.html", context)


@open_to(*rights.REVIEWERS)
@require_POST
def decide(request: ActorRequest, pair_id: UUID) -> HttpResponse:
    """Decides one pair; the answer is the pair after those on the screen."""
    viewer, at = request.actor, clock.now()
    form = DecideForm(request.POST)
    form.is_valid()
    verdict = rights.verdict_of(form.cleaned_data.get("verdict", ""))
    operations.decide_pair(by=viewer, pair_id=pair_id, verdict=verdict, at=at)
    say(request, str(SAID[verdict]), undo=reverse("people:reopen", args=[pair_id]))
    if not request.headers.get("HX-Request"):
        return redirect("people:review")
    beside = [pair_id, *_keys(request.POST.getlist("beside"))]
    following = selectors.next_pairs(
        viewer, at, committee=form.cleaned_data.get("committee"), beside=beside, count=1
    )
    context = {"views": _shown(viewer, following, at), "left": selectors.waiting_pairs(viewer, at).count()}
    return render(request, "people/parts/following.html", context)


@open_to(*rights.REVIEWERS)
@require_POST
def reopen(request: ActorRequest, pair_id: UUID) -> HttpResponse:
    """Takes a decision back and shows the pair again."""
    operations.reopen_pair(by=request.actor, pair_id=pair_id, at=clock.now())
    return redirect(reverse("people:review") + f"?first={pair_id}")


@open_to(*rights.REVIEWERS)
@require_GET
def decided(request: ActorRequest) -> HttpResponse:
    """What was decided, newest first."""
    page = page_of(request, selectors.decided_pairs(request.actor, clock.now()))
    return render(request, "people/decided.html", {"page": page})


def _shown(viewer: Actor, pairs: Sequence[Pair], at: datetime) -> list[PairView]:
    """Pairs as they go to the screen, names in full: each showing is in the record."""
    for pair in pairs:
        operations.show_pair(by=viewer, pair_id=pair.id, at=at)
    return [selectors.pair_view(viewer, pair) for pair in pairs]


def _first(viewer: Actor, text: str) -> list[Pair]:
    keys = _keys([text])
    return list(Pair.objects.visible_to(viewer).waiting().select_related("left", "right").filter(pk__in=keys))


def _keys(texts: Sequence[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _committee(text: str) -> UUID | None:
    return next(iter(_keys([text])), None)


def _committees(viewer: Actor) -> list[Committee]:
    mine = list(Committee.objects.within(viewer).order_by("code", "name"))
    return mine if len(mine) > 1 else []
