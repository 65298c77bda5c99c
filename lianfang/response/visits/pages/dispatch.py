"""派单: what waits and who goes; one visit; contradictions; what the police are asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Actor, Refused, Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import committee_of, page_of
from lianfang.core.notices import say, wrong
from lianfang.registry.forms import selectors as filed
from lianfang.registry.forms.models import Submission
from lianfang.registry.forms.rights import SEERS
from lianfang.registry.people.models import Person

from .. import forms, operations, planning, rules, selectors
from ..models import Check, Loose, Request, Stop, Taken, Visit
from ..operations.asking import ASKERS
from ..operations.teaming import DISPATCHERS
from ..rules.conflicts import CONFLICTS, Conflict
from ..rules.problem import LEFT, Left
from ..selectors.carrying import needs_said, place_of

READERS = (
    Role.COMMANDER,
    Role.DUTY_OFFICER,
    Role.DATA_OFFICER,
    Role.COMMITTEE_WORKER,
    Role.DOCTOR,
    Role.POLICE,
)
ASKING = tuple(role for role in ASKERS if role in READERS)
DESK = tuple(role for role in DISPATCHERS if role != Role.SYSTEM)
MATTERS = ("screening.Report", "observation.Episode")
NAMES = ("person_name",)
DECIDING = (Role.COMMANDER, Role.DUTY_OFFICER, Role.COMMITTEE_WORKER)


@open_to(*READERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The day's teams with their lists, what stands on none, and the plan's arithmetic."""
    return render(request, "visits/index.html", _board(request.actor))


@open_to(*READERS)
@require_GET
def live(request: ActorRequest) -> HttpResponse:
    """The same, asked for by an open page every few seconds."""
    return render(request, "visits/parts/board.html", _board(request.actor))


def _board(viewer: Actor) -> dict[str, Any]:
    at = clock.now()
    found = selectors.board(viewer, at)
    return {
        "board": found,
        "now": at,
        "is_desk": viewer.role in DESK,
        "can_ask": viewer.role in ASKING,
        "can_decide": viewer.role in DECIDING,
        "conflicts": selectors.conflicts(viewer).count() if viewer.role in DECIDING else 0,
        "checks": selectors.checks(viewer).count(),
        "loose": Loose.objects.visible_to(viewer).waiting().count(),
        "arithmetic": _arithmetic(found.plan.figures) if found.plan else None,
        "goes": bool(selectors.teams_of(viewer)),
    }


def _arithmetic(figures: dict[str, Any]) -> dict[str, Any]:
    """The plan's figures as a person would say them: kilometres, the saving, and why doors were left over."""
    if not figures:
        return {}
    walked, before = figures["walked"] / 1000, figures["by_address"] / 1000
    left = [(LEFT[Left(reason)], count) for reason, count in figures["left"].items()]
    saved = round(100 * (1 - walked / before)) if before else 0
    return figures | {"km": round(walked, 1), "km_before": round(before, 1), "saved": saved, "why": left}


@open_to(*DESK)
@require_POST
def plan(request: ActorRequest) -> HttpResponse:
    """Asks for the order of doors; the page goes on meanwhile."""
    operations.ask_plan(by=request.actor, at=clock.now())
    say(request, _("The order of doors is being worked out."))
    return redirect("visits:index")


@open_to(*READERS)
@require_GET
def requests(request: ActorRequest) -> HttpResponse:
    """All visits asked for, by state, committee and kind."""
    viewer, asked = request.actor, request.GET
    state = asked.get("state", "open")
    rows = selectors.requests(
        viewer, state=state, committee=committee_of(asked.get("committee", "")), kind=asked.get("kind", "")
    )
    if asked.get("late"):
        rows = rows.exclude(state__in=rules.CLOSED).filter(due_at__lt=clock.now())
    context = {
        "page": page_of(request, rows),
        "state": state,
        "states": [("open", _("not done")), *((one.value, word) for one, word in rules.STATES.items())],
        "kinds": [(one.value, word) for one, word in rules.KINDS.items()],
        "now": clock.now(),
        "can_ask": viewer.role in ASKING,
    }
    return render(request, "visits/requests.html", context)


@open_to(*READERS)
@require_GET
def request_page(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """One visit: why, where, when, who goes, and what was found."""
    viewer, at = request.actor, clock.now()
    found = selectors.requests(viewer).get(pk=request_id)
    visits = (
        Visit.objects.visible_to(viewer).filter(request=found).order_by("at").prefetch_related("settlements")
    )
    stop = Stop.objects.visible_to(viewer).ahead().filter(request=found).select_related("shift__team").first()
    is_desk = viewer.role in DESK and found.is_open
    context = {
        "request_": found,
        "place": place_of(found),
        "needs": needs_said(found),
        "visits": _told(viewer, list(visits), at),
        "taken": Taken.objects.visible_to(viewer).filter(visit__request=found).select_related("person"),
        "checks": selectors.checks(viewer).filter(request=found),
        "stop": stop,
        "shifts": planning.shifts_on(viewer.subdistrict, at) if is_desk else [],
        "is_desk": is_desk,
        "sees_answers": viewer.role in SEERS,
        "can_withdraw": viewer.role in ASKING and found.is_open,
        "now": at,
    }
    return render(request, "visits/request.html", context)


def _told(viewer: Actor, visits: list[Visit], at: datetime) -> list[dict[str, Any]]:
    """Each visit with what stands against it and what the questionnaire was answered."""
    answered = Submission.objects.of(viewer.subdistrict).filter(
        pk__in=[one.submission for one in visits if one.submission]
    )
    said = filed.said_in(viewer, answered, at, names=NAMES)
    return [
        {
            "visit": one,
            "conflict": CONFLICTS.get(Conflict(one.conflict), "") if one.conflict else "",
            "settled": next(iter(one.settlements.all()), None),
            "lines": said.get(one.submission, []) if one.submission else [],
            "has_photo": one.sealed_photo is not None,
        }
        for one in visits
    ]


@open_to(*DESK)
@require_POST
def move(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Gives a door to the team chosen."""
    Request.objects.visible_to(request.actor).get(pk=request_id)
    shift = _uuid(request.POST.get("shift", ""))
    if shift is None:
        wrong(request, _("Choose a team."))
    else:
        stop = operations.move(by=request.actor, request_id=request_id, shift_id=shift, at=clock.now())
        say(request, _("%(team)s goes there.") % {"team": stop.shift.team.name})
    return redirect("visits:request", request_id)


@open_to(*DESK)
@require_POST
def pin(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Pins a door to its team, or frees it."""
    is_pinned = request.POST.get("pinned") == "yes"
    operations.set_pin(by=request.actor, request_id=request_id, is_pinned=is_pinned, at=clock.now())
    say(request, _("Stays with this team.") if is_pinned else _("May be planned anew."))
    return redirect("visits:request", request_id)


@open_to(*DESK)
@require_POST
def take_off(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Takes a door off its list."""
    operations.take_off(by=request.actor, request_id=request_id, at=clock.now())
    say(request, _("The door is on nobody's list now."))
    return redirect("visits:request", request_id)


@open_to(*ASKING)
@require_POST
def withdraw(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Takes a request back."""
    Request.objects.visible_to(request.actor).get(pk=request_id)
    reason = request.POST.get("reason", "")
    done = operations.withdraw(by=request.actor, request_ids=[request_id], reason=reason, at=clock.now())
    if done:
        say(request, _("Nobody need knock there any more."))
    return redirect("visits:request", request_id)


@open_to(*ASKING)
@require_http_methods(["GET", "POST"])
def ask(request: ActorRequest) -> HttpResponse:
    """请上门核实: for a person (`?person=`) or an address; where it comes from is said by the page that links here."""
    viewer = request.actor
    asked = request.POST or request.GET
    key = _uuid(asked.get("person", ""))
    person = Person.objects.visible_to(viewer).present().get(pk=key) if key else None
    initial = {"kind": asked.get("kind", "verification")}
    form = forms.AskForm(viewer, key, request.POST or None, initial=initial)
    form.about = _about(asked.get("about", "")) if person else ("", None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.ask(by=viewer, request=form.ask(), at=clock.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("A visit is asked for: %(kind)s") % {"kind": made.get_kind_display()})
            return redirect("visits:request", made.id)
    context = {"form": form, "person": person, "about": asked.get("about", "")}
    return render(request, "visits/ask.html", context, status=400 if request.method == "POST" else 200)


@open_to(*DECIDING)
@require_GET
def conflicts(request: ActorRequest) -> HttpResponse:
    """Records that another word stands against, beside what stands."""
    found = []
    for one in selectors.conflicts(request.actor)[:50]:
        others = Visit.objects.visible_to(request.actor).filter(request=one.request_id).exclude(pk=one.pk)
        found.append(
            {"visit": one, "why": CONFLICTS[Conflict(one.conflict)], "others": others.order_by("at")}
        )
    return render(request, "visits/conflicts.html", {"found": found})


@open_to(*DECIDING)
@require_POST
def settle(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    """Decides about one of them."""
    stands = request.POST.get("stands") == "yes"
    note = request.POST.get("note", "")
    operations.settle(by=request.actor, visit_id=visit_id, stands=stands, note=note, at=clock.now())
    say(request, _("The record stands.") if stands else _("Set aside; both records stay."))
    return redirect("visits:conflicts")


@open_to(*READERS)
@require_GET
def checks(request: ActorRequest) -> HttpResponse:
    """What the police are asked, by the clock; answered ones of the week beneath."""
    viewer = request.actor
    context = {
        "open": selectors.checks(viewer)[:200],
        "answered": selectors.checks(viewer, is_open=False)[:100],
        "now": clock.now(),
    }
    return render(request, "visits/checks.html", context)


@open_to(*READERS)
@require_http_methods(["GET", "POST"])
def check(request: ActorRequest, check_id: UUID) -> HttpResponse:
    """One question with its clock, and the answer."""
    viewer = request.actor
    found = Check.objects.visible_to(viewer).select_related("request__person", "visit").get(pk=check_id)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_check(by=viewer, check_id=check_id, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("Answered."))
            return redirect("visits:checks")
    can = viewer.role in (Role.POLICE, Role.DUTY_OFFICER) and not found.answered_at
    context = {"check": found, "form": form, "can_answer": can, "now": clock.now()}
    return render(request, "visits/check.html", context, status=400 if request.method == "POST" else 200)


def _about(text: str) -> tuple[str, UUID | None]:
    """The matter that a page of another room named; it looks itself whether the matter is this person's."""
    kind, _colon, key = text.partition(":")
    return (kind, _uuid(key)) if kind in MATTERS and _uuid(key) else ("", None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
