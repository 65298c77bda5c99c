"""有人回来了: a report by hand, at a desk or from the stair."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.core import Refused, Role, clock, ids
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say

from .. import forms, operations, selectors
from ..models import Report
from .reports import TELLERS

COMMON = 8
LISTED_DOORS = 80


@open_to(*TELLERS)
@require_http_methods(["GET", "POST"])
def tell(request: ActorRequest) -> HttpResponse:
    """Somebody came back: a report by hand."""
    at = clock.now()
    form = forms.SightingForm(request.actor, at, request.POST or None)
    done = _tell(request, form, at)
    if done is not None:
        return redirect("screening:report", report_id=done.id)
    context = {
        "form": form,
        "places": selectors.places_in_force(request.actor, at),
        "client_id": ids.new().hex,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "screening/tell.html", context, status=status)


@open_to(Role.LEADER)
@require_http_methods(["GET", "POST"])
def stair(request: ActorRequest) -> HttpResponse:
    """A leader's own page: tell of a neighbour by a few taps, see what became of earlier ones."""
    at = clock.now()
    form = forms.SightingForm(request.actor, at, request.POST or None)
    if _tell(request, form, at) is not None:
        return _thanked(request)
    places = selectors.places_in_force(request.actor, at)
    doors = form.doors
    context = {
        "form": form,
        "client_id": form["client_id"].value() or ids.new().hex,
        "doors": doors if len(doors) <= LISTED_DOORS else [],
        "is_one_stair": len({door.building_id for door in doors}) <= 1,
        "told": selectors.told_by(request.actor),
        "common": places[:COMMON],
        "places": places,
        "days": _days(clock.day_of(at)),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "screening/stair.html", context, status=status)


def _thanked(request: ActorRequest) -> HttpResponse:
    say(request, _("Thank you. The committee will check with them today."))
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"next": reverse("screening:stair")})
    return redirect("screening:stair")


def _tell(request: ActorRequest, form: forms.SightingForm, at: datetime) -> Report | None:
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return operations.report(by=request.actor, sighting=form.sighting(), at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _days(today: date) -> list[tuple[str, date]]:
    """The days that are one tap away."""
    words = (_("today"), _("yesterday"), _("the day before"))
    return [(word, today - timedelta(days=n)) for n, word in enumerate(words)]
