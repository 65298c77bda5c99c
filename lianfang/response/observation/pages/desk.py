"""值班台: the desk, its two-second heartbeat, and the path of one alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Actor, Refused, Role, clock, ids
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say
from lianfang.core.sharing import Sharing
from lianfang.registry.places.models import Committee
from lianfang.registry.places.rules.sorting import sort_key

from .. import forms, operations, rights, rules, selectors
from ..duty import KEEPERS
from ..operations.readings import Typed
from ..operations.releasing import RELEASERS
from .listing import TYPISTS

DESK = (Role.DUTY_OFFICER, Role.COMMANDER, Role.DOCTOR, Role.COMMITTEE_WORKER)
NOTHING_NEW = 204
DESKS: Sharing[tuple[Actor, str | None], selectors.Desk] = Sharing(lambda desk: desk.mark)
NEXT = {rules.AlertState.ACKNOWLEDGED: "retested", rules.AlertState.RETESTED: "decided"}


@open_to(*DESK)
@require_GET
def desk(request: ActorRequest) -> HttpResponse:
    """Three columns: abnormal now, late, due today."""
    viewer, at = request.actor, clock.now()
    return render(request, "observation/desk.html", _shown(viewer, selectors.desk(viewer, at), at))


@open_to(*DESK)
@require_GET
def live(request: ActorRequest) -> HttpResponse:
    """Asked every second with the mark of what is on the screen: nothing new, nothing sent (204)."""
    viewer, at = request.actor, clock.now()
    mark = selectors.desk_mark(viewer, at)
    if request.GET.get("seen") == mark:
        return HttpResponse(status=NOTHING_NEW)
    # Of one role and area everybody sees the same but for whose shift it is: it is looked up once for all of them.
    scope = replace(viewer, id=None, name=""), get_language()
    found = DESKS.get(scope, mark, lambda: selectors.desk(viewer, at))
    own = replace(found, shift=selectors.shift(viewer))
    return render(request, "observation/parts/desk.html", _shown(viewer, own, at))


def _shown(viewer: Actor, shown: selectors.Desk, at: datetime) -> dict[str, Any]:
    places = viewer.role == Role.DUTY_OFFICER
    return {
        "desk": shown,
        "now": at,
        "today": clock.day_of(at),
        "keeps": viewer.role in KEEPERS,
        "types": viewer.role in TYPISTS,
        "releases": viewer.role in RELEASERS,
        "places": places,
        "committees": _committees(viewer) if places and shown.unplaced.reports else "",
    }


def _committees(viewer: Actor) -> SafeString:
    """The committees to choose from, written once for all who are to be placed."""
    found = sorted(Committee.objects.visible_to(viewer), key=lambda one: sort_key(one.name))
    return format_html_join("", '<option value="{}">{}</option>', ((one.id, one.name) for one in found))


@open_to(*DESK)
@require_GET
def alert(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """One alert with its whole path, and the next step as one button."""
    return _alert(request, alert_id, None)


def _alert(
    request: ActorRequest, alert_id: UUID, form: forms.StepForm | None, status: int = 200
) -> HttpResponse:
    at = clock.now()
    card = selectors.path_of(request.actor, alert_id, at)
    state = rules.AlertState(card.alert.state)
    context = {
        "card": card,
        "alert": card.alert,
        "episode": card.alert.episode,
        "form": form or forms.StepForm(initial={"step": NEXT.get(state, "noted")}),
        "state_said": rules.ALERT_STATES[state],
        "is_open": state == rules.AlertState.OPEN,
        "is_decided": state == rules.AlertState.DECIDED,
        "is_closed": state == rules.AlertState.CLOSED,
        "decisions": dict(rules.DECISIONS),
        "now": at,
    }
    return render(request, "observation/alert.html", context, status=status)


@open_to(*DESK)
@require_POST
def acknowledge(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """I have seen it; the desk shows everybody who."""
    viewer, at = request.actor, clock.now()
    operations.acknowledge_alert(by=viewer, alert_id=alert_id, at=at)
    if request.headers.get("HX-Request"):
        return render(request, "observation/parts/desk.html", _shown(viewer, selectors.desk(viewer, at), at))
    return redirect("observation:alert", alert_id=alert_id)


@open_to(*DESK)
@require_POST
def step(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """A retest, the doctor's decision, or a note."""
    form = forms.StepForm(request.POST)
    if form.is_valid() and form.lacks_doctor and request.actor.role not in rights.DECIDERS:
        form.add_error("note", _("Write who the doctor was."))
    if form.is_valid():
        try:
            _take(request.actor, alert_id, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("Kept."))
            return redirect("observation:alert", alert_id=alert_id)
    return _alert(request, alert_id, form, status=400)


@transaction.atomic
def _take(viewer: Actor, alert_id: UUID, found: dict[str, Any]) -> None:
    """A refused step takes the reading of its retest along: both are kept, or neither."""
    at, reading_id = clock.now(), None
    if found["step"] == "retested" and found["celsius"] is not None:
        card = selectors.path_of(viewer, alert_id, at)
        typed = Typed(ids.new().hex, card.alert.episode_id, celsius=found["celsius"], channel="staff")
        reading_id = operations.record_reading(by=viewer, typed=typed, at=at).id
    operations.add_alert_step(
        by=viewer,
        alert_id=alert_id,
        step=found["step"],
        decision=found["decision"] if found["step"] == "decided" else "",
        note=found["note"],
        reading_id=reading_id,
        at=at,
    )


@open_to(*DESK)
@require_http_methods(["POST"])
def close(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """Closes an alert that has been decided."""
    operations.close_alert(
        by=request.actor, alert_id=alert_id, note=request.POST.get("note", ""), at=clock.now()
    )
    say(request, _("The alert is closed; its path stays readable."))
    return redirect("observation:desk")
