"""The caller's page: one household at a time, one key an outcome, and the next call is there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Actor, Refused, Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say, wrong
from lianfang.registry.forms import selectors as filed

from .. import addressing, forms, operations, policies, rights, rules, scripts, selectors
from ..models import Advice, Attempt, Callee, Seat
from ..operations import Words
from ..operations.claiming import beat
from ..scripts import OfficeScript, Script, Sent


@dataclass(frozen=True, slots=True)
class Asked:
    """One need with its script."""

    item: selectors.Item
    script: Script | OfficeScript


@open_to(*rights.AGENTS)
@require_GET
def phone(request: ActorRequest) -> HttpResponse:
    """The call in hand, or the button that takes the next."""
    hand = selectors.hand(request.actor, clock.now())
    if hand is None:
        return render(request, "calls/idle.html", _idle(request.actor))
    return _shown(request, hand, _scripts(request.actor, hand))


def _idle(viewer: Actor) -> dict[str, Any]:
    at = clock.now()
    begin, _end = clock.bounds(clock.day_of(at))
    terms = policies.terms(viewer.subdistrict, at)
    seat = Seat.objects.visible_to(viewer).filter(user=viewer.id).first()
    return {
        "due": selectors.due_for(viewer, at),
        "day": [
            (label, selectors.my_day(viewer, begin).get(code, 0)) for code, label in rules.OUTCOMES.items()
        ],
        "inbound": forms.InboundForm(),
        "terms": terms,
        "is_quiet": not rules.may_ring(terms, rules.Rank.ROUND, at),
        "languages": [
            (code, label, seat is not None and code in seat.languages) for code, label in forms.LANGUAGES
        ],
        "is_volunteer": not rights.knows_more(viewer),
        "has_seat": seat is not None,
    }


def _scripts(viewer: Actor, hand: selectors.Hand, sent: Sent | None = None) -> list[Asked]:
    """A script for each thing to be said; what the office has changed in Excel is asked as it says."""
    today = clock.day_of(clock.now())
    asked = []
    for item in hand.items:
        code, prefix = item.need.questionnaire, item.need.id.hex
        version = filed.current(viewer, code, today) if code else None
        # What nobody of the office handed in is ours, and ours has a faster form of its own.
        if version is not None and version.by is not None:
            asked.append(Asked(item, OfficeScript(version, prefix, sent, hand.draft)))
            continue
        initial = {} if sent is not None else selectors.found_draft(hand, prefix)
        kind = scripts.script_for(code)
        asked.append(Asked(item, kind(sent.post if sent else None, prefix=prefix, initial=initial or None)))
    return asked


def _shown(
    request: ActorRequest, hand: selectors.Hand, asked: list[Asked], status: int = 200
) -> HttpResponse:
    viewer, at = request.actor, clock.now()
    terms = policies.terms(viewer.subdistrict, at)
    context = {
        "hand": hand,
        "asked": asked,
        "rank_said": rules.RANKS[rules.Rank(hand.callee.rank)] if hand.callee.rank else "",
        "is_symptom": hand.callee.rank == rules.Rank.SYMPTOM,
        "advice": _advice(viewer, hand.callee.language),
        "laters": forms.laters(at, terms),
        "languages": forms.LANGUAGES,
        "language_said": dict(forms.LANGUAGES).get(hand.callee.language, hand.callee.language),
        "is_volunteer": not rights.knows_more(viewer),
        "idle_minutes": terms.idle_minutes,
        "due": selectors.due_for(viewer, at),
    }
    return render(request, "calls/phone.html", context, status=status)


def _advice(viewer: Actor, language: str) -> list[Advice]:
    """What may be read out, in the language they asked for where the office has sentences in it."""
    theirs = list(selectors.advice(viewer, language)) if language else []
    return theirs or list(selectors.advice(viewer))


@open_to(*rights.AGENTS)
@require_POST
def take(request: ActorRequest) -> HttpResponse:
    """The next call into the hand."""
    at = clock.now()
    if operations.claim(by=request.actor, at=at) is None:
        say(request, _("Nobody is to be called at this moment."))
    return redirect("calls:phone")


@open_to(*rights.AGENTS)
@require_POST
def outcome(request: ActorRequest, callee_id: UUID) -> HttpResponse:
    """What came of the call; then the next is there, unless the agent leaves the phone."""
    viewer, at = request.actor, clock.now()
    _check_area(viewer, callee_id)
    form = forms.OutcomeForm(request.POST)
    hand = selectors.hand(viewer, at)
    if hand is None or hand.callee.id != callee_id:
        raise Refused("calls.nothing_in_hand")
    if not form.is_valid():
        wrong(request, _("Choose what came of the call."))
        return redirect("calls:phone")
    asked = _scripts(viewer, hand, Sent(request.POST, request.FILES))
    is_answered = form.heard().outcome == rules.Outcome.ANSWERED
    faulty = [one for one in asked if is_answered and not one.script.is_valid_at(at)]
    if faulty:
        return _shown(request, hand, asked, status=400)
    try:
        attempt = _record(viewer, hand, asked, form)
    except Refused as refusal:
        return _again(request, hand, asked, refusal)
    return _next(request, attempt)


def _check_area(viewer: Actor, callee_id: UUID) -> None:
    """Staff of another area learn nothing; a caller's call that has gone is told as such, not as missing."""
    if viewer.role != Role.CALLER:
        Callee.objects.visible_to(viewer).get(pk=callee_id)


@transaction.atomic
def _record(viewer: Actor, hand: selectors.Hand, asked: list[Asked], form: forms.OutcomeForm) -> Attempt:
    heard, at = form.heard(), clock.now()
    if heard.outcome != rules.Outcome.ANSWERED:
        return operations.record_outcome(by=viewer, callee_id=hand.callee.id, heard=heard, at=at)
    words = [Words(one.item.need.id, one.script.values()) for one in asked if not one.script.is_skipped]
    return operations.answer(by=viewer, callee_id=hand.callee.id, words=words, note=heard.note, at=at)


def _again(request: ActorRequest, hand: selectors.Hand, asked: list[Asked], refusal: Refused) -> HttpResponse:
    """The questionnaire in force wants something else: what, in its own words, above the script."""
    if refusal.code == "calls.nothing_in_hand":
        raise refusal
    said = [problem.said for problem in refusal.facts.get("problems", [])] or [str(refusal)]
    for text in said:
        wrong(request, text)
    return _shown(request, hand, asked, status=400)


def _next(request: ActorRequest, attempt: Attempt) -> HttpResponse:
    said = str(rules.OUTCOMES[rules.Outcome(attempt.outcome)])
    if "leave" in request.POST:
        operations.give_back(by=request.actor, at=clock.now())
    elif operations.claim(by=request.actor, at=clock.now()) is None:
        said += " · " + _("Nobody else is to be called at this moment.")
    say(request, said, reverse("calls:undo", args=[attempt.id]))
    return redirect("calls:phone")


@open_to(*rights.AGENTS)
@require_POST
def undo(request: ActorRequest, attempt_id: UUID) -> HttpResponse:
    """Takes the last outcome back."""
    operations.take_back(by=request.actor, attempt_id=attempt_id, at=clock.now())
    say(request, _("Taken back. The call is in your hand again."))
    return redirect("calls:phone")


@open_to(*rights.AGENTS)
@require_POST
def leave(request: ActorRequest) -> HttpResponse:
    """Puts back what is in hand and leaves the phone."""
    operations.give_back(by=request.actor, at=clock.now())
    say(request, _("You have left the phone. Nothing is in your hand any more."))
    return redirect("calls:phone")


@open_to(*rights.AGENTS)
@require_POST
def heartbeat(request: ActorRequest, callee_id: UUID) -> HttpResponse:
    """The page lives: keeps the call, and what was typed so far. 410 where it has gone to somebody else."""
    _check_area(request.actor, callee_id)
    draft = _typed(request)
    if beat(by=request.actor, callee_id=callee_id, draft=draft, at=clock.now()):
        return HttpResponse(status=204)
    return JsonResponse({"said": _("This call is no longer in your hand.")}, status=410)


NOT_TYPED = {"csrfmiddlewaretoken", "outcome", "call_back_at"}


def _typed(request: HttpRequest) -> str:
    kept = {key: values for key, values in request.POST.lists() if key not in NOT_TYPED}
    return json.dumps(kept, ensure_ascii=False)


@open_to(*rights.AGENTS)
@require_POST
def languages(request: ActorRequest) -> HttpResponse:
    """Which languages I speak."""
    operations.set_languages(by=request.actor, languages=request.POST.getlist("language"), at=clock.now())
    say(request, _("Kept."))
    return redirect("calls:phone")


@open_to(*rights.AGENTS)
@require_http_methods(["POST"])
def inbound(request: ActorRequest) -> HttpResponse:
    """They call us: who it is."""
    at, form = clock.now(), forms.InboundForm(request.POST)
    found = []
    if form.is_valid():
        found = operations.look_up(by=request.actor, at=at, **form.cleaned_data)
    people = [
        (person.id, addressing.called(request.actor, person, at), _near(request.actor, person))
        for person in found
    ]
    context = {
        "form": form,
        "people": people,
        "phone": request.POST.get("phone", ""),
        "asked": form.is_valid(),
    }
    return render(request, "calls/inbound.html", context, status=200 if form.is_valid() else 400)


def _near(viewer: Actor, person: Any) -> str:
    return person.address if rights.knows_more(viewer) else ""


@open_to(*rights.AGENTS)
@require_POST
def take_inbound(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """It is them: their call into the hand."""
    number = request.POST.get("phone", "")[:40]
    operations.take_inbound(by=request.actor, person_id=person_id, phone=number, at=clock.now())
    return redirect("calls:phone")
