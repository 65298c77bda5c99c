"""今日上门: the team's telephone. A shell without anybody's data that works without network, the list it takes along,
and the door through which its records come in."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import Actor, Refused, Role, clock
from lianfang.core.access import ActorRequest, open_to, public
from lianfang.registry.people.operations import revealing

from .. import hooks, operations, phonewords, questions, receiving, rules, shelf
from ..models import Request
from ..operations.recording import AT_ONCE, RECORDERS, Receipt

TEAMS = tuple(role for role in RECORDERS if role != Role.SYSTEM)
# The team may say where it stood when it knocked; nothing else of the device is asked for.
POSITION = "camera=(), microphone=(), geolocation=(self)"


@open_to(*TEAMS)
@require_GET
def phone(request: ActorRequest) -> HttpResponse:
    """The shell: nobody's data in it, so that it may be kept on the telephone."""
    context = {"words": phonewords.words(), "outcomes": rules.OUTCOMES.items(), "version": shelf.version()}
    context |= {"services": hooks.wishes(request.actor, clock.now())}
    response = render(request, "visits/phone.html", context | phonewords.choices())
    response["Permissions-Policy"] = POSITION
    return response


@public
@require_GET
def worker(request: ActorRequest) -> HttpResponse:
    """The service worker: for these pages only, asked for anew at every start, versioned by what it keeps."""
    context = {"version": shelf.version(), "kept": json.dumps(shelf.kept()), "shell": reverse("visits:phone")}
    response = render(request, "visits/worker.js", context, content_type="text/javascript")
    response["Service-Worker-Allowed"] = reverse("visits:phone")
    response["Cache-Control"] = "no-cache"
    return response


@open_to(*TEAMS)
@require_GET
def carried(request: ActorRequest) -> JsonResponse:
    """The list of the viewer's shift, with what the telephone needs to send records later."""
    at = clock.now()
    found = operations.take_list(by=request.actor, at=at)
    if found is None:
        return JsonResponse({"shift": None, "user": str(request.actor.id), "csrf": get_token(request)})
    shift = found.shift
    return JsonResponse(
        {
            "user": str(request.actor.id),
            "csrf": get_token(request),
            "now": at.isoformat(),
            "until": found.until.isoformat(),
            "sees_health": request.actor.sees_health,
            "shift": {
                "team": shift.team.name,
                "begins_at": shift.begins_at.isoformat(),
                "ends_at": shift.ends_at.isoformat(),
                "base": str(shift.base or ""),
            },
            "stops": found.stops,
            "form": questions.carried(request.actor, request.GET.get("form", ""), at),
        }
    )


@open_to(*TEAMS)
@require_POST
def records(request: ActorRequest) -> JsonResponse:
    """Records in, a receipt for each out; what cannot be read is refused by itself."""
    try:
        sent = json.loads(request.body)["records"][: AT_ONCE + 1]
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"message": _("This is no list of records.")}, status=400)
    read: list[Any] = [_read(one) for one in sent]
    found = [one for one in read if not isinstance(one, Receipt)]
    done = iter(operations.record_visits(by=request.actor, found=found, at=clock.now()))
    receipts = [one if isinstance(one, Receipt) else next(done) for one in read]
    return JsonResponse({"receipts": [receiving.as_receipt(one) for one in receipts]})


def _read(one: Any) -> Any:
    try:
        return receiving.read_record(one)
    except receiving.Unreadable:
        name = str(one.get("client_id", "")) if isinstance(one, dict) else ""
        return Receipt(name, "refused", refusal=Refused("visits.unreadable"))


@open_to(*TEAMS)
@require_POST
def begin(request: ActorRequest, request_id: UUID) -> JsonResponse:
    """The team sets out for a door."""
    done = operations.begin(by=request.actor, request_id=request_id, at=clock.now())
    return JsonResponse({"state": done.state})


@open_to(*TEAMS)
@require_POST
def call(request: ActorRequest, request_id: UUID) -> JsonResponse:
    """The telephone number behind a door of the own list, to ring them; in the record like every reveal."""
    found = Request.objects.visible_to(request.actor).get(pk=request_id)
    return JsonResponse({"number": _number(request.actor, found)})


def _number(viewer: Actor, found: Request) -> str:
    if found.person_id is None:
        return ""
    try:
        return revealing.reveal(
            by=viewer,
            person_id=found.person_id,
            field="phone",
            reason=_("call from the door"),
            at=clock.now(),
        )
    except Refused as refusal:
        if refusal.code != "people.nothing_held":
            raise
        return ""
