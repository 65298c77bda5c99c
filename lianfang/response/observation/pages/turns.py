"""变更: the one menu of what changes a course, a small form for each, and the undo."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.core import Actor, Refused, Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say

from .. import operations, rules, selectors
from ..models import Alert, Episode, Turn
from ..turn_forms import FORMS, TurnForm, now_local
from .listing import TYPISTS


@open_to(*TYPISTS, Role.POLICE)
@require_http_methods(["GET", "POST"])
def turn(request: ActorRequest, episode_id: UUID, kind: str) -> HttpResponse:
    """One small form. From an alert it comes filled in, and goes back to that alert."""
    viewer, at = request.actor, clock.now()
    one = selectors.episode(viewer, episode_id)
    if kind not in FORMS or viewer.role not in rules.MAY[rules.Event(kind)]:
        raise Refused("observation.not_for_this_role")
    rules.state_after(rules.State(one.state), kind)
    alert = _alert(viewer, one, request.GET.get("alert", ""))
    form = _form(request, kind, one, at)
    if request.method == "POST" and form.is_valid():
        try:
            entered = _enter(form, one, at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            undo = reverse("observation:undo", args=[entered.id])
            say(request, _("Written down: %(what)s.") % {"what": entered.get_kind_display()}, undo=undo)
            return redirect(_back(viewer, one, alert))
    context = {"episode": one, "form": form, "alert": alert, "heading": rules.EVENTS[rules.Event(kind)]}
    return render(request, "observation/turn.html", context, status=400 if form.is_bound else 200)


def _form(request: ActorRequest, kind: str, one: Episode, at: datetime) -> TurnForm:
    initial: dict[str, Any] = {"effective_at": now_local(at)}
    initial |= {name: request.GET[name][:120] for name in ("site", "place") if name in request.GET}
    mates = selectors.household_of(request.actor, one)
    return FORMS[kind](mates, request.actor, request.POST or None, initial=initial)


@transaction.atomic
def _enter(form: TurnForm, one: Episode, at: datetime) -> Turn:
    """For one, and for those of the household who turn along: all or nobody."""
    first = form.enter(one.id, at)
    for mate in form.others:
        form.enter(mate, at)
    return first


def _alert(viewer: Actor, one: Episode, key: str) -> Alert | None:
    """The alert it comes from, where there is one of this episode."""
    alerts = {str(alert.id): alert for alert in Alert.objects.visible_to(viewer).filter(episode=one)}
    return alerts.get(key)


def _back(viewer: Actor, one: Episode, alert: Alert | None) -> str:
    """To the alert, else to the person; to the list where another committee has it now."""
    if alert is not None:
        return reverse("observation:alert", args=[alert.id])
    if Episode.objects.visible_to(viewer).filter(pk=one.pk).exists():
        return reverse("observation:episode", args=[one.id])
    return reverse("observation:index")


@open_to(*TYPISTS)
@require_POST
def undo(request: ActorRequest, turn_id: UUID) -> HttpResponse:
    """Takes the last change back."""
    episode = operations.undo_turn(by=request.actor, turn_id=turn_id, at=clock.now())
    say(request, _("Taken back: it stands as before."))
    return redirect(_back(request.actor, episode, None))
