"""The rules of calling and the sentences callers read out."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.core import Refused, Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say, wrong

from .. import forms, operations, policies, rights, selectors
from ..models import Policy

WRITERS = (Role.COMMANDER, Role.DUTY_OFFICER, Role.DOCTOR)
PAGE = (*rights.READERS, Role.DOCTOR)


@open_to(*PAGE)
@require_http_methods(["GET", "POST"])
def rules_page(request: ActorRequest) -> HttpResponse:
    """What is in force, what was before, and the form for what comes."""
    viewer, at = request.actor, clock.now()
    start = forms.of_terms(policies.terms(viewer.subdistrict, at)) | {"begins_on": clock.day_of(at)}
    form = forms.PolicyForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_policy(
                by=viewer, begins_on=form.cleaned_data["begins_on"], terms=form.terms(), at=at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The rules of calling are set."))
            return redirect("calls:rules")
    context = {
        "form": form,
        "terms": policies.terms(viewer.subdistrict, at),
        "policies": Policy.objects.visible_to(viewer).order_by("-begins_on")[:20],
        "advice": list(selectors.advice(viewer)) + list(selectors.advice(viewer, "en")),
        "advice_form": forms.AdviceForm(),
        "sets": viewer.role == Role.COMMANDER,
        "writes": viewer.role in WRITERS,
    }
    return render(request, "calls/rules.html", context, status=400 if request.method == "POST" else 200)


@open_to(*WRITERS)
@require_POST
def write_advice(request: ActorRequest) -> HttpResponse:
    """A sentence more; or all that an office starts with."""
    form = forms.AdviceForm(request.POST)
    if "defaults" in request.POST:
        operations.load_default_advice(by=request.actor, at=clock.now())
        say(request, _("Kept."))
    elif form.is_valid():
        operations.write_advice(by=request.actor, at=clock.now(), **form.cleaned_data)
        say(request, _("Kept."))
    else:
        wrong(request, _("Write a heading and what to say."))
    return redirect("calls:rules")


@open_to(*WRITERS)
@require_POST
def end_advice(request: ActorRequest, advice_id: UUID) -> HttpResponse:
    """Takes a sentence off the callers' page."""
    operations.end_advice(by=request.actor, advice_id=advice_id, at=clock.now())
    say(request, _("Callers do not see it any more."))
    return redirect("calls:rules")
