"""One errand: who has it, what was done, what it cost; asking for one; what repeats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Refused, Role, clock, ids
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say, wrong
from lianfang.registry.people import selectors as people

from .. import forms, operations, rights, rules, selectors
from ..models import Errand
from ..rules import Move
from .listing import READERS, home_of

HANDS = (*READERS, Role.LEADER, Role.CALLER)
Act = Callable[..., Errand]
STEPS: dict[str, Act] = {
    Move.GIVEN_BACK: operations.give_back,
    Move.DONE: operations.finish,
    Move.CONFIRMED: operations.confirm,
    Move.DISPUTED: operations.dispute,
    Move.WITHDRAWN: operations.withdraw,
    Move.REOPENED: operations.reopen,
}


@open_to(*READERS)
@require_GET
def errand(request: ActorRequest, errand_id: UUID) -> HttpResponse:
    """One errand with everything that was done, and the next step as a button."""
    return _shown(request, selectors.errand(request.actor, errand_id))


def _shown(request: ActorRequest, one: Errand, form: forms.PayForm | None = None) -> HttpResponse:
    viewer, at = request.actor, clock.now()
    paid = selectors.payments(viewer, one)
    kinds = {kind.code: kind for kind in selectors.all_kinds(viewer).reverse()}
    context = {
        "errand": one,
        "name": selectors.names(viewer).get(one.kind, one.kind),
        "home": one.place or home_of(one.person),
        "state_said": rules.STATES[rules.State(one.state)],
        "is_late": one.is_running and one.due_at < at,
        "steps": selectors.steps(viewer, one),
        "moves": [
            move.value
            for move in Move
            if rules.can(rules.State(one.state), move) and rights.may(viewer, one, move)
        ],
        "payments": paid,
        "account": selectors.account_of(paid),
        "has_money": one.kind in kinds and kinds[one.kind].has_money,
        "helper_form": forms.HelperForm(viewer, one.committee_id),
        "pay_form": form
        or forms.PayForm(initial={"kind": "advanced", "way": "wechat", "client_id": ids.new().hex}),
        "now": at,
    }
    return render(request, "services/errand.html", context, status=400 if form else 200)


@open_to(*READERS)
@require_POST
def assign(request: ActorRequest, errand_id: UUID) -> HttpResponse:
    """Gives it to somebody."""
    one = selectors.errand(request.actor, errand_id)
    form = forms.HelperForm(request.actor, None, request.POST)
    if not form.is_valid():
        raise Refused("services.helper_missing")
    done = operations.assign(by=request.actor, errand_id=one.id, helper=form.helper(), at=clock.now())
    say(request, _("Given to %(name)s") % {"name": done.helper_name})
    return _back(request, one.id)


@open_to(*HANDS)
@require_POST
def step(request: ActorRequest, errand_id: UUID) -> HttpResponse:
    """One step, named by its button; what is done can be taken back."""
    act = STEPS.get(request.POST.get("move", ""))
    if act is None:
        raise Refused("services.not_in_this_state", state="?")
    note = forms.NoteForm(request.POST).note_said()
    one = act(by=request.actor, errand_id=errand_id, note=note, at=clock.now())
    undo = reverse("services:take_back", args=[one.id]) if one.state == rules.State.DONE else ""
    say(request, str(rules.STATES[rules.State(one.state)]), undo=undo)
    return _back(request, errand_id)


@open_to(*HANDS)
@require_POST
def take_back(request: ActorRequest, errand_id: UUID) -> HttpResponse:
    """Not done after all."""
    operations.take_back(by=request.actor, errand_id=errand_id, at=clock.now())
    say(request, _("It is to do again."))
    return _back(request, errand_id)


def _back(request: ActorRequest, errand_id: UUID) -> HttpResponse:
    """To the errand; helpers to their own list, which is all they see."""
    is_helper = request.actor.role not in READERS or request.POST.get("from") == "mine"
    return redirect("services:mine") if is_helper else redirect("services:errand", errand_id=errand_id)


@open_to(*HANDS)
@require_POST
def pay(request: ActorRequest, errand_id: UUID) -> HttpResponse:
    """Money laid out or paid back."""
    one = selectors.errand(request.actor, errand_id)
    form = forms.PayForm(request.POST, request.FILES)
    if not form.is_valid():
        return _not_paid(request, one, form)
    try:
        operations.pay(by=request.actor, errand_id=one.id, laid=form.laid(), at=clock.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _not_paid(request, one, form)
    say(request, _("Noted: %(amount)s yuan") % {"amount": rules.spell_yuan(form.cleaned_data["amount"])})
    return _back(request, one.id)


def _not_paid(request: ActorRequest, one: Errand, form: forms.PayForm) -> HttpResponse:
    if request.actor.role in READERS:
        return _shown(request, one, form)
    wrong(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("services:mine")


@open_to(*HANDS)
@require_POST
def strike(request: ActorRequest, payment_id: UUID) -> HttpResponse:
    """A wrong amount is struck; both lines stay."""
    made = operations.strike(by=request.actor, payment_id=payment_id, at=clock.now())
    say(request, _("Struck out; the sum is without it."))
    return _back(request, made.errand_id)


@open_to(*HANDS)
@require_GET
def receipt(request: ActorRequest, payment_id: UUID) -> HttpResponse:
    """The photograph of a receipt; nobody keeps a copy on the way."""
    body, kind = operations.open_receipt(by=request.actor, payment_id=payment_id, at=clock.now())
    return HttpResponse(
        body,
        content_type=kind,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": "inline",
            "X-Content-Type-Options": "nosniff",
        },
    )


@open_to(*READERS)
@require_http_methods(["GET", "POST"])
def ask(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """What a household needs, written down by staff; what repeats for it."""
    viewer, at = request.actor, clock.now()
    person = people.standing(viewer, person_id)
    kinds = selectors.kinds(viewer, at)
    form = forms.AskForm(kinds, request.POST or None, initial={"client_id": ids.new().hex})
    if request.method == "POST" and form.is_valid():
        made = operations.ask(by=viewer, wish=form.wish(person.id), at=at)
        say(
            request,
            _("Written down; due %(when)s")
            % {"when": made.due_at.astimezone(clock.LOCAL).strftime("%m-%d %H:%M")},
        )
        return redirect("services:errand", errand_id=made.id)
    context = {
        "person": person,
        "form": form,
        "errands": [
            (one, selectors.names(viewer).get(one.kind, one.kind))
            for one in selectors.of_person(viewer, person)
        ],
        **repeated(viewer, person, kinds),
        "now": at,
    }
    return render(request, "services/ask.html", context, status=400 if form.is_bound else 200)


def repeated(
    viewer: Any, person: Any, kinds: list[Any], form: forms.SeriesForm | None = None
) -> dict[str, Any]:
    """What repeats for a person's home, in words, and the form for more."""
    words, days = selectors.names(viewer), dict(forms.WEEKDAYS)
    lines = [
        (one, words.get(one.kind, one.kind), " ".join(str(days[day]) for day in one.weekdays))
        for one in selectors.series_of(viewer, person)
    ]
    return {"series": lines, "series_form": form or forms.SeriesForm(kinds)}


@open_to(*READERS)
@require_POST
def begin_series(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Something repeats from today on."""
    viewer, at = request.actor, clock.now()
    person = people.standing(viewer, person_id)
    form = forms.SeriesForm(selectors.kinds(viewer, at), request.POST)
    if form.is_valid():
        made = operations.begin_series(by=viewer, rhythm=form.rhythm(person.id, at), at=at)
        undo = reverse("services:end_series", args=[made.id])
        say(request, _("It repeats from now on."), undo=undo)
    else:
        wrong(request, _("Choose the days of the week on which it repeats."))
    return redirect("services:ask", person_id=person.id)


@open_to(*READERS)
@require_POST
def end_series(request: ActorRequest, series_id: UUID) -> HttpResponse:
    """It repeats no more."""
    done = operations.end_series(by=request.actor, series_id=series_id, at=clock.now())
    say(request, _("It repeats no more."))
    return redirect("services:ask", person_id=done.person_id)
