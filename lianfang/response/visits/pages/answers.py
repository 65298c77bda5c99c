"""手机答卷: what ODK Collect sent for doors that no open visit fits, until somebody says where it belongs; and the
photographs of slips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say, wrong
from lianfang.registry.forms import selectors as filed

from .. import operations, rules, selectors
from ..collected import OUTCOMES
from ..models import Loose
from ..selectors.board import HOMES
from ..selectors.carrying import place_of
from .dispatch import DECIDING, READERS

MOST = 100
OFFERED = 300
PLACES = tuple(f"request__{name}" for name in HOMES)


@dataclass(frozen=True, slots=True)
class Row:
    """Answers without a visit: what they say of the door, what was found, and whether this viewer may read all."""

    loose: Loose
    address: str
    outcome: str
    can_read: bool


@open_to(*DECIDING)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Those waiting, oldest first, with the open visits they may belong to; what was decided this week beneath."""
    viewer = request.actor
    found = Loose.objects.visible_to(viewer)
    waiting = list(found.waiting().select_related("committee").order_by("at")[:MOST])
    said = filed.values_of(viewer, [one.submission for one in waiting])
    open_ones = selectors.requests(viewer, state="open")[:OFFERED]
    context = {
        "rows": [_row(one, said.get(one.submission, {})) for one in waiting],
        "offered": [(one.id, place_of(one), one.get_kind_display()) for one in open_ones],
        "settled": found.exclude(settled_at=None).select_related(*PLACES).order_by("-settled_at")[:20],
    }
    return render(request, "visits/answers.html", context)


def _row(one: Loose, values: dict[str, Any]) -> Row:
    outcome = OUTCOMES.get(str(values.get("found") or ""))
    return Row(
        one, str(values.get("address") or ""), str(rules.OUTCOMES[outcome]) if outcome else "", bool(values)
    )


@open_to(*DECIDING)
@require_POST
def place(request: ActorRequest, loose_id: UUID) -> HttpResponse:
    """They belong to this visit."""
    Loose.objects.visible_to(request.actor).get(pk=loose_id)
    try:
        chosen = UUID(request.POST.get("request", ""))
    except ValueError:
        wrong(request, _("Choose a visit."))
        return redirect("visits:answers")
    made = operations.place_answers(by=request.actor, loose_id=loose_id, request_id=chosen, at=clock.now())
    say(request, _("The answers count as this visit's record."))
    return redirect("visits:request", made.request_id)


@open_to(*DECIDING)
@require_POST
def leave(request: ActorRequest, loose_id: UUID) -> HttpResponse:
    """They need no visit, and why."""
    note = request.POST.get("note", "")
    operations.leave_answers(by=request.actor, loose_id=loose_id, note=note, at=clock.now())
    say(request, _("Put aside; the answers stay with the questionnaire."))
    return redirect("visits:answers")


@open_to(*READERS)
@require_GET
def photo(request: ActorRequest, visit_id: UUID) -> HttpResponse:
    """The photograph of a slip on a door; who looked is in the record."""
    body = operations.open_photo(by=request.actor, visit_id=visit_id, at=clock.now())
    answer = HttpResponse(body, content_type="image/jpeg")
    answer.headers["Content-Disposition"] = "inline; filename=slip.jpg"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
