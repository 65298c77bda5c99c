"""排班: how many agents tomorrow needs, half hour by half hour, with the arithmetic; and with two fewer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lianfang.core import Actor, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.ledger.exports import Sheet, export

from .. import measuring, rights
from ..rules import staffing as plan

FEWER = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic: what, how it is reckoned, what comes of it."""

    label: str
    how: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One half hour on the page: the need, and how the day stands with `enough` and with two fewer."""

    half: plan.Half
    said: str
    enough: plan.Left
    fewer: plan.Left

    @property
    def waits(self) -> str:
        """How long the last in the queue waits with two fewer, in words."""
        return _wait(self.fewer.wait)


def _wait(minutes: float) -> str:
    if math.isinf(minutes):
        return _("nobody left for it")
    return _("%(n)d min") % {"n": round(minutes)} if minutes >= 1 else ""


@open_to(*rights.READERS)
@require_GET
def staffing(request: ActorRequest) -> HttpResponse:
    """Tomorrow's need."""
    return render(request, "calls/staffing.html", _shown(request.actor))


def _shown(viewer: Actor) -> dict[str, Any]:
    at = clock.now()
    measured = measuring.basis(viewer, at)
    need = plan.need_for(measured.basis)
    enough = plan.enough(need, measured.basis)
    fewer = max(enough - FEWER, 0)
    alone = replace(measured.basis, screening=0)
    days = [plan.with_agents(need, measured.basis, count) for count in (enough, fewer)]
    lines = [Line(half, _said(half.start), *left) for half, *left in zip(need.halves, *days, strict=True)]
    return {
        "terms": measured.terms,
        "need": need,
        "steps": list(_steps(need, measured.basis)),
        "lines": lines,
        "enough": enough,
        "alone": plan.enough(plan.need_for(alone), alone) if measured.basis.screening else None,
        "fewer": fewer,
        "rota": plan.seats(enough, measured.basis.shrinkage),
        "left": round(days[1][-1].backlog),
        "longest": _wait(max(one.wait for one in days[1])) or _("no wait"),
        "tomorrow": clock.day_of(at) + timedelta(days=1),
        "most": max(half.agents for half in need.halves) or 1,
    }


def _said(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _steps(need: plan.Need, basis: plan.Basis) -> Iterator[Step]:
    people = basis.observed + basis.arrivals
    base = f"{people:.0f} × {basis.slots}"
    yield Step(
        _("Prompted and silent"),
        f"{base} × {basis.self_report:.2f} × {basis.missed_prompt:.2f}",
        f"{need.prompts:.0f}",
    )
    yield Step(_("Never by themselves"), f"{base} × {1 - basis.self_report:.2f}", f"{need.by_hand:.0f}")
    yield Step(_("Abnormal, called at once"), f"{base} × {basis.abnormal:.4f}", f"{need.abnormal:.0f}")
    yield Step(_("Newcomers' first call"), f"{basis.arrivals:.0f}", f"{need.first_days:.0f}")
    yield Step(_("Rounds and other calls"), f"{basis.screening}", f"{need.screening:.0f}")
    yield Step(_("To reach"), _("together"), f"{need.to_reach:.0f}")
    tries = plan.expected_dials(basis.usual_reach, basis.most_tries)
    shown = f"(1 − (1 − {basis.usual_reach:.2f})^{basis.most_tries}) / {basis.usual_reach:.2f} ≈ {tries:.2f}"
    yield Step(_("Calls"), f"{need.to_reach:.0f} × {shown}", f"{need.dials:.0f}")
    spent = {"talk": f"{basis.talk + basis.wrap:.0f}", "miss": f"{basis.miss:.0f}"}
    yield Step(_("Minutes"), _("answered %(talk)s s, in vain %(miss)s s") % spent, f"{need.minutes:.0f}")


@open_to(*rights.READERS)
@require_GET
def export_plan(request: ActorRequest) -> HttpResponse:
    """The plan as a sheet for the rota."""
    viewer, at = request.actor, clock.now()
    shown = _shown(viewer)
    headings = [
        _("From"), _("Calls"), _("Minutes"), _("For our calls"), _("For the help line"), _("Agents"),
        _("Waiting with %(n)d agents") % {"n": shown["enough"]}, _("Waiting with %(n)d agents") % {"n": shown["fewer"]},
    ]  # fmt: skip
    rows = [
        [
            line.said,
            round(line.half.dials),
            round(line.half.minutes),
            line.half.outbound,
            line.half.inbound,
            line.half.agents,
            round(line.enough.backlog),
            round(line.fewer.backlog),
        ]
        for line in shown["lines"]
    ]
    title = _("Staffing %(day)s") % {"day": shown["tomorrow"].isoformat()}
    return export(Sheet(title, headings, rows, (8, 8, 8, 10, 10, 8, 14, 14)), by=viewer, at=at)
