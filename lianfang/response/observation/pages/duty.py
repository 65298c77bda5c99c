"""交接班: the note, taking the desk over, earlier handovers, the rules of duty, and who has no committee yet."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Refused, Role, clock, masking
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of
from lianfang.core.notices import say, wrong
from lianfang.registry.places.models import Committee
from lianfang.response.screening import operations as screening
from lianfang.response.screening.models import Report
from lianfang.response.screening.operations.verifying import Answer

from .. import duty_forms, operations, rules, selectors
from ..duty import KEEPERS
from .desk import DESK


@open_to(*KEEPERS)
@require_http_methods(["GET", "POST"])
def handover(request: ActorRequest) -> HttpResponse:
    """交班: the note, beside what stands open (listed by itself)."""
    viewer, at = request.actor, clock.now()
    form = duty_forms.HandoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.write_handover(by=viewer, note=form.note(), at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("Written. Whoever comes sees it on the desk until they take over."))
            return redirect("observation:desk")
    context = {
        "form": form,
        "shift": selectors.shift(viewer),
        "cards": selectors.desk(viewer, at).cards,
        "counts": selectors.stands_open(viewer, at)["counts"],
        "now": at,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "observation/handover.html", context, status=status)


@open_to(*KEEPERS)
@require_POST
def take(request: ActorRequest) -> HttpResponse:
    """接班: the desk is mine from now on. `after` is the shift the screen showed."""
    form = duty_forms.TakeForm(request.POST)
    form.is_valid()
    operations.take_desk(by=request.actor, after=form.cleaned_data.get("after"), at=clock.now())
    say(request, _("You have the desk now."))
    return redirect("observation:desk")


@open_to(*KEEPERS)
@require_POST
def withdraw(request: ActorRequest, handover_id: UUID) -> HttpResponse:
    """Takes back a note that nobody has taken over yet."""
    operations.withdraw_handover(by=request.actor, handover_id=handover_id, at=clock.now())
    say(request, _("The note is taken back."))
    return redirect("observation:handover")


@open_to(*KEEPERS)
@require_GET
def handovers(request: ActorRequest) -> HttpResponse:
    """Every handover, the latest first."""
    page = page_of(request, selectors.handovers(request.actor))
    return render(request, "observation/handovers.html", {"page": page})


@open_to(*KEEPERS)
@require_GET
def handover_read(request: ActorRequest, handover_id: UUID) -> HttpResponse:
    """One handover: the words, and each alert as it stood then and stands now."""
    one = selectors.handover(request.actor, handover_id)
    alerts = [
        (alert, rules.ALERT_STATES[rules.AlertState(then)], rules.ALERT_STATES[rules.AlertState(alert.state)])
        for alert, then in selectors.stood_open(request.actor, one)
    ]
    context = {"handover": one, "alerts": alerts, "counts": one.stood_open.get("counts", {})}
    return render(request, "observation/handover_read.html", context)


@open_to(*DESK)
@require_http_methods(["GET", "POST"])
def duty_rules(request: ActorRequest) -> HttpResponse:
    """值班规定: read by those at the desk, set by the commander."""
    viewer, at = request.actor, clock.now()
    is_ruler = viewer.role == Role.COMMANDER
    form = duty_forms.DutyRuleForm(request.POST or None, initial=_in_force(request))
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_duty_rule(by=viewer, at=at, **form.values())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The rules of duty are set."))
            return redirect("observation:duty_rules")
    context = {"form": form, "rules": selectors.duty_rules(viewer), "is_ruler": is_ruler}
    context["in_force"] = _in_force(request)
    status = 400 if request.method == "POST" else 200
    return render(request, "observation/duty_rules.html", context, status=status)


def _in_force(request: ActorRequest) -> dict[str, object]:
    today = clock.day_of(clock.now())
    return duty_forms.initial(selectors.duty_rule(request.actor, today), today)


@open_to(Role.DUTY_OFFICER)
@require_POST
def place(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """指定居委: hands a report whose committee nobody knew to one, person and all."""
    # A report that is not there is told before a committee is asked for.
    Report.objects.visible_to(request.actor).get(pk=report_id)
    form = duty_forms.PlaceForm(request.POST)
    if not form.is_valid():
        wrong(request, _("Choose a committee."))
        return redirect("observation:desk")
    committee = Committee.objects.visible_to(request.actor).get(pk=form.cleaned_data["committee"])
    answer = Answer("transferred", method="", to_committee=committee.id, note=_("placed from the duty desk"))
    done = screening.verify(by=request.actor, report_id=report_id, answer=answer, at=clock.now())
    facts = {"name": masking.name(done.person.name), "committee": committee.name}
    say(request, _("%(name)s is with %(committee)s now.") % facts)
    return redirect("observation:desk")


@open_to(*DESK)
@require_GET
def told(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """处置经过: one alert from its first reading to its end, on paper."""
    viewer, at = request.actor, clock.now()
    card = selectors.path_of(viewer, alert_id, at)
    context = {
        "card": card,
        "alert": card.alert,
        "lines": selectors.told(viewer, card),
        "state_said": rules.ALERT_STATES[rules.AlertState(card.alert.state)],
        "pace": selectors.pace(viewer, card.alert.opened_at),
        "now": at,
    }
    return render(request, "observation/told.html", context)
