"""模板与渠道: the texts, the hours and the ways out, set by the command post."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Refused, Role, clock, notices
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.models import Subdistrict

from .. import operations, rules, selectors
from ..forms import FORMS, HoursForm, TextForm, shown
from ..gateways import settings_of
from ..rules import STANDARD, Kind, Text
from ..selectors import Wording

SETTERS = (Role.COMMANDER, Role.DATA_OFFICER)
SEERS = (*SETTERS, Role.DUTY_OFFICER)
EXAMPLE = {
    "name": "王**", "who": "王**", "readings": "王** 36.5℃（上午）", "slot": "上午", "day": "5", "text": "……",
    "link": "https://…/r/…/", "item": "……", "last_day": "2月23日", "time": "16:00", "address": "……",
    "phone": "138****1234", "committee": "……居民区", "count": "12", "until": "12:00", "figures": "……",
}  # fmt: skip


@open_to(*SEERS)
@require_GET
def texts(request: ActorRequest) -> HttpResponse:
    """Every text as it is in force today."""
    rows: dict[str, list[Wording]] = {}
    for one in selectors.wordings(request.actor, clock.now()):
        rows.setdefault(one.code, []).append(one)
    facts = {"rows": rows.values(), "can_set": request.actor.role in SETTERS, "here": "messages:texts"}
    return render(request, "messages/texts.html", facts)


@open_to(*SETTERS)
@require_http_methods(["GET", "POST"])
def text(request: ActorRequest, code: str, language: str) -> HttpResponse:
    """One text: said anew from a day on, shown filled in before it is kept."""
    if code not in STANDARD or language not in STANDARD[code].texts:
        raise Http404
    at = clock.now()
    one = next(
        row for row in selectors.wordings(request.actor, at) if (row.code, row.language) == (code, language)
    )
    first = {"body": one.text.body, "begins_on": clock.day_of(at)}
    form = TextForm(request.POST or None, initial=first)
    shown = one.text.body
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["body"]
        if _kept(request, form, one):
            notices.say(request, _("The text is kept."))
            return redirect("messages:texts")
    facts = {"one": one, "form": form, "preview": _filled(request, one, shown), "length": len(shown)}
    return render(request, "messages/text.html", facts, status=400 if form.errors else 200)


def _kept(request: ActorRequest, form: TextForm, one: Wording) -> bool:
    """Keeps the text unless only a preview was asked for; what is wrong with it stands at its field."""
    said = Text(one.code, one.language, form.cleaned_data["body"])
    try:
        if "preview" in request.POST:
            rules.check_text(said, STANDARD[one.code].places | {"name"})
            return False
        operations.set_text(
            by=request.actor, text=said, begins_on=form.cleaned_data["begins_on"], at=clock.now()
        )
    except Refused as refusal:
        form.add_error("body", str(refusal))
        return False
    return True


def _filled(request: ActorRequest, one: Wording, body: str) -> str:
    office = Subdistrict.objects.get(pk=request.actor.subdistrict)
    general = {
        "subdistrict": office.name,
        "help_phone": office.help_phone,
        "today": clock.day_of(clock.now()).isoformat(),
    }
    try:
        return rules.fill(Text(one.code, one.language, body), {**EXAMPLE, **general})
    except Refused:
        return ""


@open_to(*SETTERS)
@require_GET
def channels(request: ActorRequest) -> HttpResponse:
    """The ways out and in, and the hours; no secret is ever shown again."""
    return _channels(request)


def _channels(request: ActorRequest, wrong: Any = None, kind: str = "") -> HttpResponse:
    at = clock.now()
    office = Subdistrict.objects.get(pk=request.actor.subdistrict)
    rule = selectors.rule_in_force(request.actor, at)
    ways = {one.kind: one for one in selectors.channels(request.actor) if one.kind != Kind.GROUP}
    forms = {
        str(key): form(initial=shown(key, settings_of(ways[key])) if key in ways else None)
        for key, form in FORMS.items()
    }
    hours: Any = HoursForm(initial={**HoursForm.of(rule), "begins_on": clock.day_of(at)})
    if kind == "hours":
        hours = wrong
    elif kind:
        forms[kind] = wrong
    facts = {
        "channels": selectors.channels(request.actor),
        "forms": [(key, str(rules.KINDS[Kind(key)]), form) for key, form in forms.items()],
        "wrong": kind,
        "hours": hours,
        "rule": rule,
        "doors": [
            (
                rules.KINDS[Kind.WECHAT],
                request.build_absolute_uri(reverse("messages:wechat", args=[office.code])),
            ),
            (rules.KINDS[Kind.SMS], request.build_absolute_uri(reverse("messages:sms", args=[office.code]))),
            (
                _("delivery reports"),
                request.build_absolute_uri(reverse("messages:report", args=[office.code])),
            ),
        ],
        "here": "messages:channels",
    }
    return render(request, "messages/channels.html", facts, status=400 if kind else 200)


@open_to(*SETTERS)
@require_POST
def set_channel(request: ActorRequest, kind: str) -> HttpResponse:
    """A way set up, or its settings changed."""
    if kind not in FORMS:
        raise Http404
    form: Any = FORMS[kind](request.POST)
    if not form.is_valid():
        return _channels(request, form, kind)
    try:
        name = form.cleaned_data.get("name", "")
        operations.set_channel(
            by=request.actor, kind=kind, name=name, settings=form.settings(), at=clock.now()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _channels(request, form, kind)
    notices.say(request, _("The way is set up."))
    return redirect("messages:channels")


@open_to(*SETTERS)
@require_POST
def shut_channel(request: ActorRequest, channel_id: UUID) -> HttpResponse:
    """A way shut."""
    operations.shut_channel(by=request.actor, channel_id=channel_id, at=clock.now())
    notices.say(request, _("The way is shut; what waits for it stays in the outbox."))
    return redirect("messages:channels")


@open_to(*SETTERS)
@require_POST
def set_hours(request: ActorRequest) -> HttpResponse:
    """Quiet hours and throttles, from a day on."""
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _channels(request, form, "hours")
    operations.set_hours(
        by=request.actor, hours=form.hours(), begins_on=form.cleaned_data["begins_on"], at=clock.now()
    )
    notices.say(request, _("The hours are set."))
    return redirect("messages:channels")
