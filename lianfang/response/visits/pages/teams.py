"""小组与班次: who goes together, when; and the terms that visits are planned by."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.core import Refused, Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say

from .. import forms, operations, rules
from ..models import Shift, Team
from ..terms import FIELDS
from ..terms import terms as terms_in_force
from .dispatch import DESK, READERS


@open_to(*DESK)
@require_http_methods(["GET", "POST"])
def index(request: ActorRequest) -> HttpResponse:
    """All teams with their people and shifts, and a form for a new one."""
    viewer = request.actor
    form = forms.TeamForm(viewer, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.form_team(
                by=viewer,
                name=form.cleaned_data["name"],
                seats=form.seats(),
                committees=form.areas(),
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("%(team)s is formed; set its shift.") % {"team": made.name})
            return redirect("visits:team", made.id)
    teams = Team.objects.visible_to(viewer).standing().order_by("name").prefetch_related("members")
    shifts = Shift.objects.visible_to(viewer).filter(ends_at__gt=clock.now()).order_by("begins_at")
    by_team: dict[Any, list[Shift]] = {}
    for shift in shifts:
        by_team.setdefault(shift.team_id, []).append(shift)
    rows = [(one, _present(one), by_team.get(one.id, [])) for one in teams]
    status = 400 if request.method == "POST" else 200
    return render(request, "visits/teams.html", {"rows": rows, "form": form}, status=status)


def _present(team: Team) -> list[Any]:
    return [one for one in team.members.all() if one.left_at is None]


@open_to(*DESK)
@require_http_methods(["GET", "POST"])
def team(request: ActorRequest, team_id: UUID) -> HttpResponse:
    """One team: its people, its area, its shifts."""
    viewer = request.actor
    found = Team.objects.visible_to(viewer).standing().get(pk=team_id)
    form = forms.TeamForm(viewer, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_team(
                by=viewer, team_id=team_id, seats=form.seats(), committees=form.areas(), at=clock.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("Changed."))
            return redirect("visits:team", team_id)
    return _team_page(request, found, form=form, status=400 if request.method == "POST" else 200)


@open_to(*DESK)
@require_POST
def shift(request: ActorRequest, team_id: UUID) -> HttpResponse:
    """Sends the team out for some hours."""
    viewer, at = request.actor, clock.now()
    found = Team.objects.visible_to(viewer).standing().get(pk=team_id)
    form = forms.ShiftForm(viewer, at, request.POST)
    if form.is_valid():
        try:
            days = form.cleaned_data["days"] or 1
            operations.set_shifts(by=viewer, team_id=team_id, hours=form.hours(), days=days, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The shift is set."))
            return redirect("visits:team", team_id)
    return _team_page(request, found, shift_form=form, status=400)


@open_to(*DESK)
@require_POST
def end_shift(request: ActorRequest, shift_id: UUID) -> HttpResponse:
    """Calls a team off."""
    done = operations.end_shift(by=request.actor, shift_id=shift_id, at=clock.now())
    say(request, _("The shift is off; its doors wait for another team."))
    return redirect("visits:team", done.team_id)


def _team_page(
    request: ActorRequest,
    found: Team,
    *,
    form: forms.TeamForm | None = None,
    shift_form: forms.ShiftForm | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer, at = request.actor, clock.now()
    context = {
        "team": found,
        "form": form or forms.TeamForm(viewer, found),
        "shift_form": shift_form or forms.ShiftForm(viewer, at),
        "shifts": Shift.objects.visible_to(viewer).filter(team=found, ends_at__gt=at).order_by("begins_at"),
    }
    return render(request, "visits/team.html", context, status=status)


@open_to(*DESK)
@require_POST
def end(request: ActorRequest, team_id: UUID) -> HttpResponse:
    """Dissolves a team."""
    done = operations.end_team(by=request.actor, team_id=team_id, at=clock.now())
    say(request, _("%(team)s is dissolved; its doors wait for another team.") % {"team": done.name})
    return redirect("visits:teams")


@open_to(*READERS)
@require_http_methods(["GET", "POST"])
def terms_page(request: ActorRequest) -> HttpResponse:
    """The numbers in force, read by all, set by the commander."""
    viewer, at = request.actor, clock.now()
    law = terms_in_force(viewer.subdistrict, at)
    initial: dict[str, Any] = {name: getattr(law, name) for name in FIELDS}
    initial |= {f"minutes_{kind}": law.minutes_for(kind) for kind in rules.KINDS}
    form = forms.TermsForm(request.POST or None, initial=initial | {"begins_on": clock.day_of(at)})
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_policy(
                by=viewer, begins_on=form.cleaned_data["begins_on"], terms=form.terms(), at=at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("In force from that day."))
            return redirect("visits:terms")
    context = {"form": form, "is_ruler": viewer.role == Role.COMMANDER}
    return render(request, "visits/terms.html", context, status=400 if request.method == "POST" else 200)
