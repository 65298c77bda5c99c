"""表单: the questionnaires of the office, their versions, trying one, handing a new workbook in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Refused, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say, wrong
from lianfang.core.refusal import status

from .. import forms, operations, selectors
from ..models import Questionnaire, Version
from ..rights import DECIDERS, MANAGERS, READERS, SEERS

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OLD_BOOK = "application/vnd.ms-excel"


@open_to(*READERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every questionnaire with the version that counts today."""
    viewer, today = request.actor, clock.day_of(clock.now())
    context = {
        "rows": selectors.questionnaires(viewer, today),
        "waiting": selectors.kept_waiting(viewer),
        "may_change": viewer.role in MANAGERS,
        "may_decide": viewer.role in DECIDERS,
        "may_see": viewer.role in SEERS,
    }
    return render(request, "forms/index.html", context)


@open_to(*MANAGERS)
@require_http_methods(["GET", "POST"])
def add(request: ActorRequest) -> HttpResponse:
    """A questionnaire of the office's own."""
    at = clock.now()
    form = forms.AddForm(request.POST or None, request.FILES or None, initial={"begins_on": clock.day_of(at)})
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.add(
                by=request.actor,
                code=form.cleaned_data["code"],
                name=form.cleaned_data["name"],
                handed=form.handed(request.FILES.getlist("beside")),
                begins_on=form.cleaned_data["begins_on"],
                at=at,
            )
        except Refused as error:
            refusal = error
        else:
            say(request, _("The questionnaire is in. Try it before it counts."))
            return redirect("forms:questionnaire", made.questionnaire_id)
    code = status(refusal.code) if refusal else 400 if request.method == "POST" else 200
    return render(request, "forms/add.html", {"form": form} | _told(refusal), status=code)


@open_to(*READERS)
@require_GET
def questionnaire(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """One questionnaire: its versions, and the box for a new workbook."""
    found = Questionnaire.objects.visible_to(request.actor).get(pk=questionnaire_id)
    form = forms.UploadForm(initial={"begins_on": clock.day_of(clock.now())})
    return _page(request, found, form)


def _page(
    request: ActorRequest,
    found: Questionnaire,
    form: forms.UploadForm,
    *,
    refusal: Refused | None = None,
    code: int = 200,
) -> HttpResponse:
    today = clock.day_of(clock.now())
    context = {
        "questionnaire": found,
        "versions": selectors.versions(request.actor, found.id),
        "current": selectors.current(request.actor, found.code, today),
        "today": today,
        "form": form,
        "may_change": request.actor.role in MANAGERS,
    }
    return render(request, "forms/questionnaire.html", context | _told(refusal), status=code)


def _told(refusal: Refused | None) -> dict[str, Any]:
    """What a refused workbook is shown with: each place, or the sentence where the file was not opened."""
    if refusal is None:
        return {}
    return {"faults": refusal.facts.get("faults", []), "said": str(refusal)}


@open_to(*MANAGERS)
@require_POST
def upload(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """Takes a workbook; a broken one is told place by place."""
    found = Questionnaire.objects.visible_to(request.actor).get(pk=questionnaire_id)
    form = forms.UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, code=400)
    at, before = clock.now(), found.versions.count()
    try:
        made = operations.upload(
            by=request.actor,
            questionnaire_id=found.id,
            handed=form.handed(request.FILES.getlist("beside")),
            begins_on=form.cleaned_data["begins_on"],
            at=at,
        )
    except Refused as refusal:
        return _page(request, found, form, refusal=refusal, code=status(refusal.code))
    is_new = found.versions.count() > before
    say(request, _("Version %(number)s is in.") % {"number": made.number} if is_new else _already(made))
    return redirect("forms:questionnaire", found.id)


def _already(made: Version) -> str:
    return _("This workbook is here already as version %(number)s; nothing has changed.") % {
        "number": made.number
    }


@open_to(*READERS)
@require_http_methods(["GET", "POST"])
def attempt(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Trying a version: filled in as it would be, checked, shown as it would be read; nothing is stored."""
    version, at = selectors.version(request.actor, version_id), clock.now()
    context: dict[str, Any] = {"version": version, "prefix": "q-"}
    if request.method == "POST":
        context |= _tried(request, version, at)
    answer = render(request, "forms/try.html", context, status=422 if context.get("problems") else 200)
    # A question may ask where somebody is.
    answer.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)"
    return answer


def _tried(request: ActorRequest, version: Version, at: datetime) -> dict[str, Any]:
    sent = selectors.posted(version, request.POST, request.FILES, "q-")
    if sent.is_growing:
        return {"values": sent.values}
    filled = selectors.fill(version, sent.values, at)
    if filled.problems:
        return {"values": sent.values, "problems": filled.problems}
    return {"values": sent.values, "lines": selectors.readable(version, filled.answers, at)}


@open_to(*READERS)
@require_GET
def workbook(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """The workbook as it was handed in, to be edited in Excel. It holds nobody's data."""
    version = selectors.version(request.actor, version_id)
    body = bytes(version.workbook)
    answer = HttpResponse(body, content_type=BOOK if body.startswith(b"PK") else OLD_BOOK)
    name = f"{version.questionnaire.name}-{version.number}.{'xlsx' if body.startswith(b'PK') else 'xls'}"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


@open_to(*MANAGERS)
@require_POST
def begins(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Moves the first day of a version that has not begun."""
    version = selectors.version(request.actor, version_id)
    form = forms.BeginsForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["begins_on"]
        operations.set_begins(by=request.actor, version_id=version_id, begins_on=day, at=clock.now())
        say(request, _("The first day is set."))
    else:
        wrong(request, _("Give a day."))
    return redirect("forms:questionnaire", version.questionnaire_id)


@open_to(*MANAGERS)
@require_POST
def withdraw(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Takes a version out of use; the toast brings it back."""
    found = operations.withdraw(by=request.actor, version_id=version_id, at=clock.now())
    undo = reverse("forms:restore", args=[version_id])
    say(request, _("Version %(number)s no longer counts.") % {"number": found.number}, undo=undo)
    return redirect("forms:questionnaire", found.questionnaire_id)


@open_to(*MANAGERS)
@require_POST
def restore(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Brings a version back."""
    found = operations.restore(by=request.actor, version_id=version_id, at=clock.now())
    say(request, _("Version %(number)s counts again.") % {"number": found.number})
    return redirect("forms:questionnaire", found.questionnaire_id)
