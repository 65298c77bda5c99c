"""收件: what no rule understood, read and dealt with by a person, one after the other, by keyboard."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import Refused, Role, clock, notices
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of

from .. import operations, selectors
from ..models import Incoming

READERS = (Role.DUTY_OFFICER, Role.COMMANDER, Role.COMMITTEE_WORKER, Role.DOCTOR)
REASONS = (
    _("wrong number"),
    _("advertising"),
    _("dealt with already"),
    _("nothing is asked"),
)


@open_to(*READERS)
@require_GET
def inbox(request: ActorRequest) -> HttpResponse:
    """What waits to be read, the unwell first; and what was dealt with."""
    state = request.GET.get("state", Incoming.State.NEW)
    wanted = "" if state == "all" else state if state in Incoming.State.values else str(Incoming.State.NEW)
    counts = selectors.inbox_counts(request.actor)
    facts = {
        "page": page_of(request, selectors.inbox(request.actor, wanted)),
        "state": wanted,
        "states": [(value, label, counts.get(value, 0)) for value, label in Incoming.State.choices],
        "here": "messages:inbox",
    }
    return render(request, "messages/inbox.html", facts)


@open_to(*READERS)
@require_GET
def incoming(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    """One message with the household beside it: record, tie, answer, set aside."""
    viewer, at = request.actor, clock.now()
    one = selectors.incoming(viewer, incoming_id)
    words = request.GET.get("q", "")
    facts = {
        "one": one,
        "thread": selectors.thread(viewer, one),
        "beside": selectors.beside(viewer, one, at),
        "candidates": selectors.candidates(viewer, one, at),
        "found": selectors.found_by_name(viewer, words),
        "words": words[:40],
        "reasons": REASONS,
    }
    return render(request, "messages/incoming.html", facts)


@open_to(*READERS)
@require_POST
def settle(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    """Dealt with, by phone or otherwise."""
    operations.settle(
        by=request.actor, incoming_id=incoming_id, note=request.POST.get("note", ""), at=clock.now()
    )
    return _next(request, incoming_id, _("Dealt with."))


@open_to(*READERS)
@require_POST
def dismiss(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    """Set aside, with a reason."""
    reason = request.POST.get("reason", "")
    operations.dismiss(by=request.actor, incoming_id=incoming_id, reason=reason, at=clock.now())
    return _next(request, incoming_id, _("Set aside."))


@open_to(*READERS)
@require_POST
def answer(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    """An answer in the office's own words."""
    text = request.POST.get("text", "")
    sent = operations.answer(by=request.actor, incoming_id=incoming_id, text=text, at=clock.now())
    said = _("Answered.") if sent and sent.state == "waiting" else _("The answer lies in the outbox.")
    return _next(request, incoming_id, said)


@open_to(*READERS)
@require_POST
def tie(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    """Says whose number or account it is; the message is read anew with that."""
    selectors.incoming(request.actor, incoming_id)
    one = operations.tie(
        by=request.actor, incoming_id=incoming_id, person_id=_person(request), at=clock.now()
    )
    if one.is_open:
        notices.say(request, _("From now on this number is known."))
        return redirect("messages:incoming", incoming_id)
    return _next(request, incoming_id, _("Known now, and what it says is recorded."))


def _person(request: ActorRequest) -> UUID:
    try:
        return UUID(request.POST.get("person", ""))
    except ValueError:
        raise Refused("messages.nobody_chosen") from None


def _next(request: ActorRequest, incoming_id: UUID, said: str) -> HttpResponse:
    """On to the next one that waits: nobody goes back to the list for it."""
    notices.say(request, said)
    following = selectors.following(request.actor, selectors.incoming(request.actor, incoming_id))
    return redirect("messages:incoming", following.id) if following else redirect("messages:inbox")
