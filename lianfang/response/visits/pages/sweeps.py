"""入户排摸: rounds from door to door with their coverage, a stair at a time; slips, rentals, loudspeakers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Refused, clock, ids
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of
from lianfang.core.models import Subdistrict
from lianfang.core.notices import say, wrong

from .. import operations, rules, selectors
from ..models import Knock, Sweep, Turn
from ..operations.sweeping import OPENERS, SWEEPERS
from ..rules.rentals import FINDINGS, Finding
from ..selectors import sweeping
from ..sweep_forms import BroadcastForm, KnockForm, SweepForm
from ..terms import terms
from .dispatch import READERS

A_PAGE = 60
OPENING = tuple(role for role in OPENERS if role in READERS)
KNOCKING = tuple(role for role in SWEEPERS if role in READERS)


@open_to(*READERS)
@require_http_methods(["GET", "POST"])
def index(request: ActorRequest) -> HttpResponse:
    """All rounds with their coverage, what rentals were found, and a form for a new one."""
    viewer = request.actor
    form = SweepForm(viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.open_sweep(by=viewer, wanted=form.wanted(), at=clock.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The round is open."))
            return redirect("visits:sweep", made.id)
    found = [
        (one, [FINDINGS[Finding(f)] for f in one.findings]) for one in sweeping.rentals_found(viewer)[:40]
    ]
    context = {
        "page": page_of(request, sweeping.sweeps(viewer)),
        "rentals": found,
        "form": form,
        "can_open": viewer.role in OPENING,
    }
    return render(request, "visits/sweeps.html", context, status=400 if request.method == "POST" else 200)


@open_to(*READERS)
@require_GET
def sweep(request: ActorRequest, sweep_id: UUID) -> HttpResponse:
    """One round: its stairs with their counts."""
    found = sweeping.sweeps(request.actor).get(pk=sweep_id)
    context = {
        "sweep": found,
        "stairs": sweeping.stairs(request.actor, found),
        "can_open": request.actor.role in OPENING,
    }
    return render(request, "visits/sweep.html", context)


@open_to(*READERS)
@require_GET
def stair(request: ActorRequest, sweep_id: UUID, building_id: UUID) -> HttpResponse:
    """One stair, door by door, each with its form."""
    viewer, at = request.actor, clock.now()
    found = Sweep.objects.visible_to(viewer).get(pk=sweep_id)
    page = page_of(request, sweeping.turns(viewer, found, building_id), A_PAGE)
    turns = list(page)
    if not turns:
        raise Turn.DoesNotExist
    building = turns[0].door.building
    is_alone = all(one.door.building_id == building.id for one in turns)
    last = sweeping.last_knocks(viewer, turns)
    gap = terms(viewer.subdistrict, at).revisit_minutes
    can = viewer.role in KNOCKING and found.closed_at is None
    context = {
        "sweep": found,
        "name": building.whole if is_alone else sweeping.ground_of(building),
        "page": page,
        "doors": [_door(one, one.can_be_tried(at, gap), last.get(one.id)) for one in turns],
        "can_knock": can,
    }
    return render(request, "visits/stair.html", context)


def _door(one: Turn, is_ready: bool, last: Knock | None) -> dict[str, Any]:
    """A door with its form: empty for a new knock, with the last one's words to correct it."""
    client = ids.new().hex
    return {
        "turn": one,
        "name": _called(one),
        "client_id": client,
        "last": last,
        "findings": [FINDINGS[Finding(each)] for each in one.findings],
        "is_ready": is_ready and not one.is_over,
        "slip": client[-6:].upper(),
    }


def _called(one: Turn) -> str:
    """What the door is called on the stair's page: its room, or the house that is one home."""
    return str(one.door) if one.door.room else str(one.door.building)


@open_to(*KNOCKING)
@require_POST
def knock(request: ActorRequest, turn_id: UUID) -> HttpResponse:
    """Writes down what one knock found, and goes back to the stair."""
    viewer = request.actor
    turn = Turn.objects.visible_to(viewer).select_related("door__building__compound").get(pk=turn_id)
    form = KnockForm(request.POST)
    if form.is_valid():
        made = operations.knock(by=viewer, turn_id=turn_id, seen=form.seen(), at=clock.now())
        word = rules.OUTCOMES[rules.Outcome(made.outcome)]
        say(request, _("%(door)s: %(outcome)s") % {"door": _called(turn), "outcome": word})
    else:
        wrong(request, _("Choose what came of it; numbers as numbers."))
    page = request.POST.get("page", "")
    where = f"?page={page}" if page.isdigit() else ""
    return redirect(
        f"{reverse('visits:stair', args=[turn.sweep_id, turn.door.building_id])}{where}#t{turn.id}"
    )


@open_to(*OPENING)
@require_POST
def close(request: ActorRequest, sweep_id: UUID) -> HttpResponse:
    """Ends a round."""
    operations.close_sweep(by=request.actor, sweep_id=sweep_id, at=clock.now())
    say(request, _("The round is closed."))
    return redirect("visits:sweep", sweep_id)


@open_to(*READERS)
@require_GET
def slips(request: ActorRequest) -> HttpResponse:
    """空门联系条: strips to cut, eight a sheet, without anybody's name: whoever finds one calls or scans."""
    home = Subdistrict.objects.get(pk=request.actor.subdistrict)
    url = request.build_absolute_uri(reverse("screening:join", args=[home.code]))
    context = {"home": home, "url": url, "strips": range(8)}
    return render(request, "visits/slips.html", context)


@open_to(*READERS)
@require_http_methods(["GET", "POST"])
def broadcasts(request: ActorRequest) -> HttpResponse:
    """喇叭巡播: what was said where, and a form for one more."""
    viewer, at = request.actor, clock.now()
    form = BroadcastForm(viewer, at, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.log_broadcast(by=viewer, spoken=form.spoken(), at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("Written down."))
            return redirect("visits:broadcasts")
    context = {
        "page": page_of(request, selectors.broadcasts(viewer)),
        "form": form,
        "can_open": viewer.role in OPENING,
    }
    return render(request, "visits/broadcasts.html", context, status=400 if request.method == "POST" else 200)
