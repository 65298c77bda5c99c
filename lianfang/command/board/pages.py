"""Pages of the board: the screen, its wall, the committees as a sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lianfang.core import Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of
from lianfang.ledger.exports import Sheet, export
from lianfang.registry.accounts import selectors as accounts
from lianfang.registry.people.models import Mention
from lianfang.response.screening.gathering import SOURCES

from . import rules, selectors

READERS = (Role.COMMANDER, Role.DUTY_OFFICER, Role.DATA_OFFICER, Role.COMMITTEE_WORKER)


@open_to(*READERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The day at a glance; `?wall=1` for the screen on the wall, which asks for itself again by htmx."""
    viewer, at = request.actor, clock.now()
    is_wall = request.GET.get("wall") == "1"
    context = {"board": selectors.board(viewer, at), "is_wall": is_wall, "area": accounts.area_of(viewer)}
    return render(request, _template(request, is_wall), context)


def _template(request: ActorRequest, is_wall: bool) -> str:
    if request.headers.get("HX-Request"):
        return "board/parts/board.html"
    return "board/wall.html" if is_wall else "board/index.html"


@open_to(*READERS)
@require_GET
def named(request: ActorRequest) -> HttpResponse:
    """The rows of lists behind the sources' numbers: which list and line named whom; `?repeated=1` what joining
    saved."""
    source = request.GET.get("source", "")
    known = source if source in set(Mention.Kind) else ""
    rows = selectors.named(request.actor, known, repeated=request.GET.get("repeated") == "1")
    context = {
        "page": page_of(request, rows),
        "kinds": [(kind.value, kind.label) for kind in SOURCES],
        "chosen": Mention.Kind(known).label if known else "",
    }
    return render(request, "board/named.html", context)


@open_to(*READERS)
@require_GET
def export_committees(request: ActorRequest) -> HttpResponse:
    """The committees' table as Excel; slots and alerts only for those who may read them."""
    viewer, at = request.actor, clock.now()
    sees = viewer.sees_health
    headings = [_("Committee"), _("To verify"), _("Overdue"), _("Under observation")]
    headings += [_("Slots owed today"), _("Slots ended"), _("Slots late"), _("Abnormal")] if sees else []
    headings += [_("Release today"), _("Release tomorrow"), _("Held past their last day")]
    lines = selectors.committees(viewer, at)
    rows = [_row(line, sees) for line in lines] + [_row(rules.total(lines), sees)]
    rows[-1][0] = _("All")
    return export(Sheet(_("Committees today"), headings, rows, (18, *[12] * 10)), by=viewer, at=at)


def _row(line: rules.Line, sees: bool) -> list[Any]:
    slots = [line.owed, line.ended, line.slots_late, line.alerts] if sees else []
    ends = [line.due_today, line.due_tomorrow, line.held]
    return [line.name, line.open, line.overdue, line.observed, *slots, *ends]
