"""One person's fortnight: the strip, readings, reasons, release and its notice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.core import Actor, Refused, Role, clock, ids, masking
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say, wrong
from lianfang.registry.people.models import Person
from lianfang.registry.people.operations import revealing
from lianfang.response.screening.models import Report

from .. import forms, operations, rules, selectors
from ..models import Alert, Episode, Turn
from ..nexts import next_of
from ..operations.excuses import Silence
from ..operations.releasing import RELEASERS
from ..protocol_forms import ProtocolForm
from ..rules import papers
from ..turn_forms import offered
from .listing import READERS, TYPISTS


@open_to(*READERS)
@require_http_methods(["GET", "POST"])
def episode(request: ActorRequest, episode_id: UUID) -> HttpResponse:
    """One episode: who, which day, the fortnight strip, and the form for a reading."""
    viewer, at = request.actor, clock.now()
    one = selectors.episode(viewer, episode_id)
    form = forms.ReadingForm(
        one.protocol.terms.symptoms, request.POST or None, initial={"method": "axillary"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_reading(by=viewer, typed=form.typed(one.id), at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The reading is kept."))
            return redirect("observation:episode", episode_id=episode_id)
    status = 400 if request.method == "POST" else 200
    return render(request, "observation/episode.html", _shown(viewer, one, form, at), status=status)


def _shown(viewer: Actor, one: Episode, form: forms.ReadingForm, at: datetime) -> dict[str, Any]:
    row = selectors.card_of(viewer, one, at)
    can_type = viewer.role in TYPISTS and one.is_open
    return {
        "episode": one,
        "row": row,
        "strip": row.strip,
        "form": form,
        "client_id": ids.new().hex,
        "open_cells": _empty(row),
        "excuses": list(rules.EXCUSES.items()),
        "readings": selectors.latest(viewer, one) if viewer.sees_health else [],
        "mates": selectors.household_of(viewer, one),
        "state_said": rules.STATES[rules.State(one.state)],
        "can_type": can_type,
        "can_release": viewer.role in RELEASERS and one.is_open,
        "knows_report": Report.objects.visible_to(viewer).filter(pk=one.report_id).exists(),
        "knows_person": Person.objects.visible_to(viewer).filter(pk=one.person_id).exists(),
        "protocols": selectors.protocols(viewer) if viewer.role == Role.COMMANDER and one.is_open else [],
        **_course(viewer, one, row, at),
    }


def _course(viewer: Actor, one: Episode, row: selectors.Row, at: datetime) -> dict[str, Any]:
    """What happened to the course and what comes next."""
    alerts = list(Alert.objects.visible_to(viewer).filter(episode=one).order_by("-opened_at"))
    unsettled = next((alert for alert in alerts if alert.state != rules.AlertState.CLOSED), None)
    out = selectors.papers_of(viewer, [one.id]).get(one.id, {})
    refusal = selectors.refusal_of(row, at)
    cares = viewer.role in TYPISTS
    turns = list(selectors.turns_of(viewer, one))
    return {
        "path": _path(alerts, turns),
        "next": next_of(
            viewer, one, unsettled, out, refusal=refusal, unfit=selectors.is_unfit(one, turns), at=at
        )
        if cares
        else None,
        "offered": offered(viewer, one),
        "undoable": selectors.last_turn(viewer, one)
        if viewer.role in rules.MAY[rules.Event.UNDONE]
        else None,
        "undone": {turn.undoes_id for turn in turns if turn.undoes_id},
        "opens_papers": cares,
        "papers": sorted(out.values(), key=lambda paper: paper.issued_at),
        "can_issue": cares and (one.is_open or one.state == rules.State.RELEASED),
    }


def _path(alerts: list[Alert], turns: list[Turn]) -> list[tuple[datetime, Alert | None, Turn | None]]:
    """Turns and alerts in the order in which they happened."""
    found: list[tuple[datetime, Alert | None, Turn | None]] = [(a.opened_at, a, None) for a in alerts]
    found += [(turn.effective_at, None, turn) for turn in turns]
    return sorted(found, key=lambda each: each[0])


@open_to(*TYPISTS)
@require_POST
def excuse(request: ActorRequest, episode_id: UUID) -> HttpResponse:
    """Ends an open slot with a reason, or all of them with one; back to where it was given."""
    one, form = selectors.episode(request.actor, episode_id), forms.ExcuseForm(request.POST)
    if not form.is_valid():
        raise Refused("observation.reason_missing")
    if form.cleaned_data["slot"] == forms.ALL_SLOTS:
        n = _excuse_all(request.actor, one, form.cleaned_data["reason"], clock.now())
        say(request, ngettext("%(n)d slot has its reason.", "%(n)d slots have their reason.", n) % {"n": n})
    else:
        _excuse(request.actor, one, form.cleaned_data, clock.now())
        say(request, _("The slot has its reason."))
    back = "release" if "release" in request.POST else "episode"
    return redirect(f"observation:{back}", episode_id=episode_id)


def _excuse(viewer: Actor, one: Episode, found: dict[str, Any], at: datetime) -> None:
    text, _space, code = found["slot"].partition(" ")
    day = _day(text)
    if day is None:
        raise Refused("observation.reason_missing")
    operations.excuse_slot(
        by=viewer,
        episode_id=one.id,
        slot_day=day,
        slot=code,
        reason=found["reason"],
        note=found["note"],
        at=at,
    )


def _excuse_all(viewer: Actor, one: Episode, reason: str, at: datetime) -> int:
    cells = _empty(selectors.card_of(viewer, one, at))
    silences = [Silence(one.id, cell.day, cell.slot.code, reason, at) for cell in cells]
    return operations.excuse_slots(by=viewer, silences=silences, at=at)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@open_to(*rules.MAY[rules.Event.RELEASED])
@require_http_methods(["GET", "POST"])
def release(request: ActorRequest, episode_id: UUID) -> HttpResponse:
    """What the record says about release, in one sentence what it does, and the button."""
    viewer, at = request.actor, clock.now()
    one = selectors.episode(viewer, episode_id)
    if request.method == "POST":
        operations.release(by=viewer, episode_id=episode_id, note=request.POST.get("note", ""), at=at)
        say(request, _("Released. Print the notice and hand it over."))
        return redirect("observation:notice", episode_id=episode_id)
    row = selectors.card_of(viewer, one, at)
    refusal = selectors.refusal_of(row, at)
    by_word = not one.is_active and refusal == str(Refused("observation.word_of_the_site_missing"))
    context = {
        "episode": one,
        "row": row,
        "strip": row.strip,
        "from_at": rules.release_from(one.protocol.terms, one.last_day),
        "refusal": "" if by_word else refusal,
        "by_word": by_word,
        "excuses": list(rules.EXCUSES.items()),
        "open_cells": _empty(row),
    }
    return render(request, "observation/release.html", context)


def _empty(row: selectors.Row) -> list[rules.Cell]:
    """The slots that have opened and hold neither reading nor reason."""
    cells = row.strip.open_cells if row.strip else []
    return [cell for cell in cells if cell.mark != rules.Mark.FUTURE]


@open_to(*TYPISTS)
@require_http_methods(["GET", "POST"])
def notice(request: ActorRequest, episode_id: UUID) -> HttpResponse:
    """解除告知单: numbered when first asked for, and to the print."""
    viewer, at = request.actor, clock.now()
    one = selectors.episode(viewer, episode_id)
    out = selectors.papers_of(viewer, [one.id]).get(one.id, {}).get(papers.Kind.RELEASE)
    if out is None:
        kinds: list[Any] = [papers.Kind.RELEASE]
        [out] = operations.issue_papers(by=viewer, episode_ids=[one.id], kinds=kinds, at=at)
    return redirect("observation:print", paper_id=out.id)


@open_to(*READERS)
@require_POST
def call(request: ActorRequest, episode_id: UUID) -> HttpResponse:
    """The person's phone in full, to call them now; in the record like every reveal."""
    viewer = request.actor
    one = selectors.episode(viewer, episode_id)
    reason = _("call about the observation")
    try:
        number = revealing.reveal(
            by=viewer, person_id=one.person_id, field="phone", reason=reason, at=clock.now()
        )
    except Refused as refusal:
        if refusal.code != "people.nothing_held":
            raise
        number = _("no number held")
    if request.headers.get("HX-Request"):
        return render(request, "observation/parts/number.html", {"number": number})
    say(request, f"{masking.name(one.person.name)} {number}")
    return redirect("observation:episode", episode_id=episode_id)


@open_to(Role.COMMANDER)
@require_POST
def move(request: ActorRequest, episode_id: UUID) -> HttpResponse:
    """Moves an episode to another protocol."""
    selectors.episode(request.actor, episode_id)
    form = forms.MoveForm(request.POST)
    if form.is_valid():
        operations.set_protocol(
            by=request.actor,
            episode_id=episode_id,
            protocol_id=form.cleaned_data["protocol"],
            reason=form.cleaned_data["reason"],
            at=clock.now(),
        )
        say(request, _("Under the other protocol from today."))
    else:
        wrong(request, _("Choose a protocol and say why."))
    return redirect("observation:episode", episode_id=episode_id)


@open_to(*READERS)
@require_http_methods(["GET", "POST"])
def protocols(request: ActorRequest) -> HttpResponse:
    """Protocols: read by all, set by the commander."""
    viewer, at = request.actor, clock.now()
    initial = {
        "begins_on": clock.day_of(at),
        "days": 14,
        "threshold": "37.3",
        "inclusive": True,
        "retest_minutes": 5,
        "symptoms": list(rules.Terms().symptoms),
    }
    form = ProtocolForm(request.POST or None, initial=ProtocolForm.beginning(initial))
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_protocol(by=viewer, at=at, **form.numbers())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The protocol is in force for those who begin from that day."))
            return redirect("observation:protocols")
    context = {
        "form": form,
        "protocols": selectors.protocols(viewer),
        "is_ruler": viewer.role == Role.COMMANDER,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "observation/protocols.html", context, status=status)
