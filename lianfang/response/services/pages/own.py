"""The household's own page: what it needs, what became of it, received or not."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.core import Refused, Role, clock, ids
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say
from lianfang.core.refusal import status

from .. import forms, operations, rules, selectors
from ..models import Errand
from ..rules import Move

STEPS = {
    Move.CONFIRMED: operations.confirm,
    Move.DISPUTED: operations.dispute,
    Move.WITHDRAWN: operations.withdraw,
}


@open_to(Role.RESIDENT)
@require_http_methods(["GET", "POST"])
def own(request: ActorRequest) -> HttpResponse:
    """Asks for something, and shows what was asked for before."""
    viewer, at = request.actor, clock.now()
    kinds = [kind for kind in selectors.kinds(viewer, at) if kind.is_offered]
    form = forms.AskForm(kinds, request.POST or None, initial={"client_id": ids.new().hex})
    if request.method == "POST" and form.is_valid() and viewer.person:
        try:
            wish = form.wish(viewer.person, Errand.Source.PAGE.value)
            operations.ask(by=viewer, wish=wish, at=at)
        except Refused as refusal:
            return _shown(request, form, str(refusal), status(refusal.code))
        return _thanked(request)
    return _shown(request, form, "", 400 if form.is_bound else 200)


def _shown(request: ActorRequest, form: forms.AskForm, said: str, code: int) -> HttpResponse:
    viewer = request.actor
    found, names = selectors.of_household(viewer), selectors.names(viewer)
    owed = selectors.owed_by(viewer, found)
    context = {
        "form": form,
        "said": said,
        "client_id": ids.new().hex,
        "errands": [
            (one, names.get(one.kind, one.kind), rules.STATES[rules.State(one.state)], owed.get(one.id, ""))
            for one in found
        ],
    }
    return render(request, "services/own.html", context, status=code)


def _thanked(request: ActorRequest) -> HttpResponse:
    say(request, _("Received. The committee sees to it."))
    url = reverse("services:own")
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"next": url})
    return redirect(url)


@open_to(Role.RESIDENT)
@require_POST
def own_step(request: ActorRequest, errand_id: UUID) -> HttpResponse:
    """Received, not received, or not needed any more."""
    act = STEPS.get(request.POST.get("move", ""))  # type: ignore[call-overload]
    if act is None:
        raise Refused("services.not_in_this_state", state="?")
    note = forms.NoteForm(request.POST).note_said() or _("said on the household's own page")
    act(by=request.actor, errand_id=errand_id, note=note, at=clock.now())
    return redirect("services:own")
