"""The supervisor's page: the live queue, who is at the phones, what the day brought."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import Actor, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say, wrong

from .. import forms, operations, policies, rights, rules, watching


@open_to(*rights.READERS)
@require_GET
def desk(request: ActorRequest) -> HttpResponse:
    """The queue as it stands."""
    return render(request, "calls/desk.html", _shown(request.actor))


@open_to(*rights.READERS)
@require_GET
def live(request: ActorRequest) -> HttpResponse:
    """The same, asked every five seconds by the page."""
    return render(request, "calls/parts/desk.html", _shown(request.actor))


def _shown(viewer: Actor) -> dict[str, Any]:
    at = clock.now()
    terms = policies.terms(viewer.subdistrict, at)
    return {
        "desk": watching.desk(viewer, at),
        "now": at,
        "acts": viewer.role in rights.SUPERVISORS,
        "ranks": [(rank.value, label) for rank, label in rules.RANKS.items()],
        "is_quiet": not rules.may_ring(terms, rules.Rank.ROUND, at),
        "terms": terms,
    }


@open_to(*rights.SUPERVISORS)
@require_POST
def release(request: ActorRequest, callee_id: UUID) -> HttpResponse:
    """Frees a call that is stuck."""
    operations.release(by=request.actor, callee_id=callee_id, at=clock.now())
    say(request, _("The call is free again."))
    return redirect("calls:desk")


@open_to(*rights.SUPERVISORS)
@require_POST
def reorder(request: ActorRequest, callee_id: UUID) -> HttpResponse:
    """Moves a household in the queue, with a reason."""
    form = forms.ReorderForm(request.POST)
    if form.is_valid():
        operations.reorder(by=request.actor, callee_id=callee_id, at=clock.now(), **form.cleaned_data)
        say(request, _("Moved in the queue."))
    else:
        wrong(request, _("Choose a rank and give a reason."))
    return redirect("calls:desk")
