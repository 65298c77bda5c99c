"""待看答卷: what phones sent and no form accepted, and what a person decides."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of
from lianfang.core.notices import say, wrong

from .. import forms, operations, selectors
from ..models import Kept
from ..rights import DECIDERS


@open_to(*DECIDERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Those waiting first."""
    rows = (
        Kept.objects.visible_to(request.actor)
        .select_related("version__questionnaire")
        .order_by("-state", "-at", "-id")
    )
    return render(request, "forms/kept.html", {"page": page_of(request, rows)})


@open_to(*DECIDERS)
@require_GET
def show(request: ActorRequest, kept_id: UUID) -> HttpResponse:
    """One: what was sent, what is wrong with it."""
    found = Kept.objects.visible_to(request.actor).select_related("version__questionnaire").get(pk=kept_id)
    context = {
        "kept": found,
        "problems": json.loads(found.problems),
        "lines": selectors.kept_lines(found, clock.now()),
        "is_waiting": found.state == Kept.State.WAITING,
        "can_take": found.version_id is not None and bool(found.instance_id),
    }
    return render(request, "forms/kept_one.html", context)


@open_to(*DECIDERS)
@require_POST
def decide(request: ActorRequest, kept_id: UUID) -> HttpResponse:
    """Taken in as it is, or put aside; both with a reason."""
    form = forms.DecideForm(request.POST)
    if not form.is_valid():
        Kept.objects.visible_to(request.actor).get(pk=kept_id)
        wrong(request, _("Say why."))
        return redirect("forms:kept_one", kept_id)
    facts = {
        "by": request.actor,
        "kept_id": kept_id,
        "reason": form.cleaned_data["reason"],
        "at": clock.now(),
    }
    if form.cleaned_data["decision"] == "take":
        operations.take_in(**facts)
        say(request, _("The answers count."))
    else:
        operations.put_aside(**facts)
        say(request, _("The answers are put aside."))
    return redirect("forms:kept")
