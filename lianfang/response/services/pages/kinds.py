"""Kinds of errands: read by staff, set by the command post."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.core import Refused, Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say

from .. import forms, operations, rights, selectors
from .listing import READERS


@open_to(*READERS)
@require_http_methods(["GET", "POST"])
def kinds(request: ActorRequest) -> HttpResponse:
    """What is offered, within how many hours, on which days isolated homes have it."""
    viewer, at = request.actor, clock.now()
    chosen = next((one for one in selectors.kinds(viewer, at) if one.code == request.GET.get("kind")), None)
    form = forms.KindForm(request.POST or None, initial=_initial(chosen, at))
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.set_kind(
                by=viewer, terms=form.terms(), begins_on=form.cleaned_data["begins_on"], at=at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("Set: %(name)s") % {"name": made.said})
            return redirect("services:kinds")
    days = dict(forms.WEEKDAYS)
    context = {
        "rows": [
            (one, " ".join(str(days[day]) for day in one.weekdays)) for one in selectors.kinds(viewer, at)
        ],
        "form": form,
        "chosen": chosen,
        "is_ruler": viewer.role in rights.RULERS,
    }
    return render(request, "services/kinds.html", context, status=400 if form.is_bound else 200)


def _initial(chosen: object, at: object) -> dict[str, object]:
    """The kind as it stands, to be changed from today on; a new one has usual values."""
    today = clock.day_of(at)  # type: ignore[arg-type]
    names = ("code", "zh", "en", "hours", "weekdays", "has_money", "is_offered", "is_confirmed")
    known = {name: getattr(chosen, name) for name in names} if chosen else {}
    return {"begins_on": today, "hours": 24, "is_offered": True, "is_confirmed": True, **known}


@open_to(Role.COMMANDER, Role.DUTY_OFFICER)
@require_POST
def end_kind(request: ActorRequest, kind_id: UUID) -> HttpResponse:
    """Not offered any more from tomorrow on."""
    done = operations.end_kind(by=request.actor, kind_id=kind_id, at=clock.now())
    say(request, _("No longer offered from tomorrow: %(name)s") % {"name": done.said})
    return redirect("services:kinds")
