"""线索: the list, one tip with what may be the same, the desk check; who told, apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Refused, Role, clock, masking
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of
from lianfang.core.notices import say, wrong
from lianfang.core.refusal import status
from lianfang.ledger.exports import Sheet, export

from .. import asking, forms, kinds, operations, rules, selectors
from ..models import Tip
from ..operations.stepping import CHECKERS

READERS = (Role.COMMANDER, Role.DUTY_OFFICER, Role.DATA_OFFICER, Role.COMMITTEE_WORKER)
CHECKING = (Role.DUTY_OFFICER, Role.COMMITTEE_WORKER, Role.COMMANDER)


@open_to(*READERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Tips by state, kind and committee."""
    viewer, at = request.actor, clock.now()
    filters = forms.FilterForm(request.GET).read()
    page = page_of(request, selectors.tips(viewer, filters, at))
    counts = selectors.counted(viewer, at)
    states = [(str(state), str(word), counts[str(state)]) for state, word in rules.STATES.items()]
    context = {
        "page": page,
        "filters": filters,
        "states": states,
        "late": counts[selectors.LATE],
        "kinds": list(kinds.offered(viewer.subdistrict, at).items()),
        "committees": [] if viewer.committees else forms.committees(viewer),
        "now": at,
    }
    return render(request, "tips/index.html", context)


@open_to(*READERS)
@require_GET
def tip(request: ActorRequest, tip_id: UUID) -> HttpResponse:
    """One tip: what was told, where it leads, what may be the same, and the check."""
    return _shown(request, selectors.tip(request.actor, tip_id))


def _shown(
    request: ActorRequest, one: Tip, form: forms.CheckForm | None = None, code: int = 200
) -> HttpResponse:
    viewer, at = request.actor, clock.now()
    may_check = viewer.role in CHECKERS
    context = {
        "tip": one,
        "kind_said": one.kind_said,
        "state_said": rules.STATES[rules.State(one.state)],
        "answers": asking.answers(viewer, one, at),
        "steps": selectors.steps(viewer, one),
        "repeats": selectors.repeats(viewer, one),
        "like_tips": selectors.like_tips(viewer, one) if one.is_open else [],
        "like_reports": selectors.like_reports(viewer, one) if one.is_open else [],
        "form": form or forms.CheckForm(viewer, one, _people(request, one)),
        "may_check": may_check,
        "can_part": may_check and rules.can(rules.State(one.state), rules.Move.PARTED),
        "can_reopen": may_check and rules.can(rules.State(one.state), rules.Move.REOPENED),
        "has_tipster": selectors.has_tipster(viewer, one),
        "committees": forms.committees(viewer),
        "now": at,
    }
    return render(request, "tips/tip.html", context, status=code)


def _people(request: ActorRequest, one: Tip) -> list[tuple[str, str]]:
    return [
        (str(person.id), masking.name(person.name)) for person in selectors.behind_door(request.actor, one)
    ]


@open_to(*CHECKING)
@require_POST
def check(request: ActorRequest, tip_id: UUID) -> HttpResponse:
    """The desk check: how, and what came of it."""
    one = selectors.tip(request.actor, tip_id)
    form = forms.CheckForm(request.actor, one, _people(request, one), request.POST)
    if not form.is_valid():
        return _shown(request, one, form, 400)
    try:
        done = operations.check(by=request.actor, tip_id=one.id, verdict=form.verdict(), at=clock.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _shown(request, one, form, status(refusal.code))
    return _after(request, done)


@open_to(*CHECKING)
@require_POST
def known(request: ActorRequest, tip_id: UUID, report_id: UUID) -> HttpResponse:
    """Known already: joined to the report that names the same; looked up in the lists by that very look."""
    verdict = operations.Verdict(rules.Move.KNOWN, rules.How.REGISTER, report=report_id)
    done = operations.check(by=request.actor, tip_id=tip_id, verdict=verdict, at=clock.now())
    return _after(request, done)


@open_to(*CHECKING)
@require_POST
def join(request: ActorRequest, tip_id: UUID, into_id: UUID) -> HttpResponse:
    """It repeats another."""
    done = operations.join(by=request.actor, tip_id=tip_id, into=into_id, at=clock.now())
    return _after(request, done)


@open_to(*CHECKING)
@require_POST
def part(request: ActorRequest, tip_id: UUID) -> HttpResponse:
    """It does not after all."""
    done = operations.part(by=request.actor, tip_id=tip_id, at=clock.now())
    say(request, _("It stands for itself again."))
    return redirect("tips:tip", tip_id=done.id)


@open_to(*CHECKING)
@require_POST
def reopen(request: ActorRequest, tip_id: UUID) -> HttpResponse:
    """There is more to it."""
    reason = forms.ReasonForm(request.POST).said()
    operations.reopen(by=request.actor, tip_id=tip_id, note=reason, at=clock.now())
    say(request, _("The tip is open again."))
    return redirect("tips:tip", tip_id=tip_id)


def _after(request: ActorRequest, done: Tip) -> HttpResponse:
    """Back to the list; what was joined can be parted at once."""
    can_part = rules.can(rules.State(done.state), rules.Move.PARTED)
    undo = reverse("tips:part", args=[done.id]) if can_part and done.state == rules.State.JOINED else ""
    say(request, str(rules.STATES[rules.State(done.state)]), undo=undo)
    return redirect("tips:index")


@open_to(*READERS)
@require_POST
def place(request: ActorRequest, tip_id: UUID) -> HttpResponse:
    """Sets by hand where it leads."""
    form = forms.PlaceForm(request.POST)
    if not form.is_valid():
        wrong(request, _("Choose a committee, or write an address."))
        return redirect("tips:tip", tip_id=tip_id)
    try:
        done = operations.place(by=request.actor, tip_id=tip_id, where=form.where(), at=clock.now())
    except Refused as refusal:
        wrong(request, str(refusal))
        return redirect("tips:tip", tip_id=tip_id)
    said = done.committee.name if done.committee else _("committee not known")
    say(request, _("It goes to: %(committee)s") % {"committee": said})
    is_gone = bool(request.actor.committees) and done.committee_id not in request.actor.committees
    return redirect("tips:index") if is_gone else redirect("tips:tip", tip_id=tip_id)


@open_to(Role.COMMANDER, Role.DATA_OFFICER)
@require_http_methods(["GET", "POST"])
def tipster(request: ActorRequest, tip_id: UUID) -> HttpResponse:
    """How to reach whoever told: on a page of its own, for a reason that is kept. What was told is not on it."""
    one = selectors.tip(request.actor, tip_id)
    found = None
    if request.method == "POST":
        reason = forms.ReasonForm(request.POST).said()
        found = operations.read_tipster(by=request.actor, tip_id=one.id, reason=reason, at=clock.now())
    answer = render(
        request, "tips/tipster.html", {"tip_id": one.id, "received_at": one.received_at, "found": found}
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@open_to(*READERS)
@require_GET
def export_list(request: ActorRequest) -> HttpResponse:
    """The list as Excel: kinds, places to the stair, times and what became of them; not the words, not who told."""
    viewer, at = request.actor, clock.now()
    rows = selectors.tips(viewer, forms.FilterForm(request.GET).read(), at)
    headings = [
        _("What is it about"),
        _("Where it is"),
        _("Committee"),
        _("Told"),
        _("Due"),
        _("State"),
        _("Dealt with"),
    ]
    sheet = Sheet(_("Tips"), headings, _lines(rows), (16, 26, 14, 16, 16, 16, 16))
    return export(sheet, by=viewer, at=at)


def _lines(rows: Any) -> Iterator[list[Any]]:
    for one in rows[:20_000]:
        yield [
            one.kind_said,
            one.building.whole if one.building else str(one.compound or ""),
            one.committee.name if one.committee else "",
            one.received_at,
            one.due_at,
            str(rules.STATES[rules.State(one.state)]),
            one.closed_at,
        ]
