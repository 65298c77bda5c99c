"""排摸: the list of reports, one report with the form that answers it, the rules in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Actor, Refused, Role, clock, masking
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of
from lianfang.core.notices import say, wrong
from lianfang.ledger.exports import Sheet, export
from lianfang.registry.people.operations import revealing
from lianfang.response.visits.selectors import telling

from .. import asking, calling, forms, gathering, operations, rules, selectors, visiting
from ..models import Report
from ..operations.verifying import VERIFIERS

READERS = (
    Role.COMMANDER,
    Role.DUTY_OFFICER,
    Role.DATA_OFFICER,
    Role.COMMITTEE_WORKER,
    Role.DOCTOR,
    Role.POLICE,
)
VERIFYING = (Role.COMMITTEE_WORKER, Role.DUTY_OFFICER)
TELLERS = (Role.COMMITTEE_WORKER, Role.DUTY_OFFICER, Role.COMMANDER, Role.DOCTOR, Role.POLICE)
SHOWN_STATES = (rules.State.OPEN, rules.State.CONFIRMED, rules.State.REFUTED, rules.State.EXPIRED)


@open_to(*READERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Reports, those due first on top."""
    viewer, at = request.actor, clock.now()
    filters = forms.FilterForm(request.GET).read()
    page = page_of(request, selectors.reports(viewer, filters, at))
    numbers = selectors.states_counted(viewer, at)
    context = {
        "page": page,
        "filters": filters,
        "now": at,
        "numbers": numbers,
        "states": [(s.value, rules.STATES[s], numbers.get(s, 0)) for s in SHOWN_STATES],
        "kinds": [(k.value, k.label) for k in gathering.SOURCES],
        "regions": [(r, selectors.region_said(r), n) for r, n in selectors.regions_named(viewer, filters)],
        "committees": forms.committees(viewer) if viewer.sees_whole else [],
        "can_verify": viewer.role in VERIFIERS,
        "can_tell": viewer.role in TELLERS,
        "next": _next(request) if viewer.role in VERIFIERS else None,
    }
    return render(request, "screening/index.html", context)


def _next(request: ActorRequest) -> Report | None:
    """The report to verify after the one just answered (`?after=`)."""
    try:
        done = UUID(request.GET.get("after", ""))
    except ValueError:
        return None
    return selectors.next_to_verify(request.actor, done)


@open_to(*READERS)
@require_http_methods(["GET", "POST"])
def report(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """One report: what lists said beside the form that answers them."""
    viewer, at = request.actor, clock.now()
    found = selectors.report(viewer, report_id)
    form = forms.VerifyForm(viewer, found, request.POST or None, initial=_known(viewer, found))
    if request.method == "POST" and form.is_valid():
        try:
            done = operations.verify(by=viewer, report_id=report_id, answer=form.answer(), at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _after(request, done)
    status = 400 if request.method == "POST" else 200
    return render(request, "screening/report.html", _shown(viewer, found, form), status=status)


def _known(viewer: Actor, found: Report) -> dict[str, Any]:
    """What lists say; what was said on the phone goes before."""
    is_contact = found.basis == rules.Basis.CLOSE_CONTACT
    return {
        "method": rules.Method.PHONE.value,
        "place": found.place,
        "arrived_on": None if is_contact else found.starts_on,
        "last_contact_on": found.starts_on if is_contact else None,
    } | calling.called(viewer, found).draft


def _shown(viewer: Actor, found: Report, form: forms.VerifyForm) -> dict[str, Any]:
    grounds = list(selectors.grounds(viewer, found))
    return {
        "report": found,
        "form": form,
        "grounds": grounds,
        "attempts": selectors.verifications(viewer, found),
        "basis": rules.BASIS_LABELS[rules.Basis(found.basis)],
        "state_said": rules.STATES[rules.State(found.state)],
        "can_verify": viewer.role in VERIFIERS and found.is_open,
        "can_reopen": viewer.role in VERIFIERS
        and (rules.State(found.state), "reopened") in rules.TRANSITIONS,
        "committees": [c for c in forms.committees(viewer) if c.id != found.committee_id],
        "called": calling.called(viewer, found),
        "answers": asking.answers(viewer, found, clock.now()),
        "is_contact": found.basis == rules.Basis.CLOSE_CONTACT,
        "knocked": telling.at_the_door(viewer, visiting.ABOUT, found.id),
        "now": clock.now(),
    }


def _after(request: ActorRequest, done: Report) -> HttpResponse:
    """On to the list, the next of the committee one key away; what was done is said and, where it can be, undone."""
    undo = (
        reverse("screening:reopen", args=[done.id]) + "?undo=1" if done.state == rules.State.REFUTED else ""
    )
    name = masking.name(done.person.name)
    said = _("%(name)s: %(state)s") % {"name": name, "state": rules.STATES[rules.State(done.state)]}
    say(request, said, undo=undo)
    return redirect(f"{reverse('screening:index')}?after={done.id}")


@open_to(*READERS)
@require_POST
def reopen(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """Opens a report again; the toast's undo gives its own reason."""
    reason = _("taken back at once") if request.GET.get("undo") else request.POST.get("reason", "")
    operations.reopen(by=request.actor, report_id=report_id, reason=reason, at=clock.now())
    say(request, _("The report is open again."))
    return redirect("screening:report", report_id=report_id)


@open_to(*READERS)
@require_http_methods(["GET", "POST"])
def rules_page(request: ActorRequest) -> HttpResponse:
    """Key regions and deadlines: read by all, set by the commander."""
    viewer, at = request.actor, clock.now()
    form = forms.RegionForm(request.POST or None, initial={"from_on": clock.day_of(at), "need": "observe"})
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.add_region(by=viewer, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("place", str(refusal))
        else:
            say(request, _("In force: %(place)s") % {"place": made})
            return redirect("screening:rules")
    today, law = clock.day_of(at), gathering.law(viewer.subdistrict, at)
    context = {
        "form": form,
        "rules": selectors.key_regions(viewer, today),
        "policy_form": _deadlines(law, today),
        "end_form": forms.EndForm(initial={"to_on": today}),
        "law": law,
        "is_ruler": viewer.role == Role.COMMANDER,
    }
    return render(request, "screening/rules.html", context, status=400 if request.method == "POST" else 200)


def _deadlines(law: gathering.Law, today: date) -> forms.PolicyForm:
    """What is in force, to be changed from today on."""
    return forms.PolicyForm(
        initial={
            "begins_on": today,
            "hours_to_verify": law.hours,
            "contact_days": law.contact_days,
            "urgent_from": law.urgent_from,
        }
    )


@open_to(*VERIFYING)
@require_POST
def call(request: ActorRequest, report_id: UUID) -> HttpResponse:
    """The person's phone in full, to ring them now; in the record like every reveal."""
    viewer = request.actor
    found = selectors.report(viewer, report_id)
    try:
        number = revealing.reveal(
            by=viewer, person_id=found.person_id, field="phone", reason=_("call to verify"), at=clock.now()
        )
    except Refused as refusal:
        if refusal.code != "people.nothing_held":
            raise
        number = _("no number held")
    if request.headers.get("HX-Request"):
        return render(request, "screening/parts/number.html", {"number": number})
    say(request, f"{masking.name(found.person.name)} {number}")
    return redirect("screening:report", report_id=report_id)


@open_to(Role.COMMANDER)
@require_POST
def end_rule(request: ActorRequest, region_id: UUID) -> HttpResponse:
    """Ends a rule with the arrivals of a day."""
    form = forms.EndForm(request.POST)
    if form.is_valid():
        operations.end_region(
            by=request.actor, region_id=region_id, to_on=form.cleaned_data["to_on"], at=clock.now()
        )
        say(request, _("The rule ends."))
    else:
        wrong(request, _("Give the last day of the rule."))
    return redirect("screening:rules")


@open_to(Role.COMMANDER)
@require_POST
def set_policy(request: ActorRequest) -> HttpResponse:
    """Sets the deadlines from a day on."""
    form = forms.PolicyForm(request.POST)
    if form.is_valid():
        operations.set_policy(by=request.actor, at=clock.now(), **form.cleaned_data)
        say(request, _("The deadlines are set."))
    else:
        wrong(
            request,
            " ".join(f"{form.fields[name].label}: {errors[0]}" for name, errors in form.errors.items()),
        )
    return redirect("screening:rules")


@open_to(*READERS)
@require_GET
def export_list(request: ActorRequest) -> HttpResponse:
    """The list as Excel, masked as on the page."""
    viewer, at = request.actor, clock.now()
    rows = selectors.reports(viewer, forms.FilterForm(request.GET).read(), at)
    headings = [
        _("Name"), _("Address"), _("Committee"), _("From where"), _("Counts from"),
        _("Last day of observation"),        _("Sources"), _("Due"), _("State"), _("Reason"),
    ]  # fmt: skip
    sheet = Sheet(_("Screening"), headings, _lines(rows), (10, 26, 14, 18, 12, 12, 26, 16, 12, 16))
    return export(sheet, by=viewer, at=at)


def _lines(rows: Any) -> Iterator[list[Any]]:
    for one in rows.iterator(chunk_size=2000):
        yield [
            masking.name(one.person.name),
            one.person.where,
            one.committee.name if one.committee else "",
            one.place,
            one.starts_on,
            one.last_day,
            "、".join(one.sources_said),
            one.due_at,
            str(rules.STATES[rules.State(one.state)]),
            one.reason_said,
        ]
