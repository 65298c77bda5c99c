"""Having reports called."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lianfang.core import clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say

from .. import forms, operations, rules, selectors
from ..operations.calling import AT_ONCE
from .reports import VERIFYING


@open_to(*VERIFYING)
@require_POST
def ask_calls(request: ActorRequest) -> HttpResponse:
    """One report, or all open ones of the list as it is filtered, into the queue of calls."""
    viewer, at = request.actor, clock.now()
    one = _one(request.POST.get("report", ""))
    filters = forms.FilterForm(request.POST).read()
    rows = selectors.reports(viewer, filters, at).filter(state=rules.State.OPEN)
    keys = [one] if one else list(rows.values_list("id", flat=True)[:AT_ONCE])
    new = operations.ask_calls(by=viewer, report_ids=keys, at=at)
    say(request, ngettext("%(n)d goes to the phones.", "%(n)d go to the phones.", new) % {"n": new})
    return redirect("screening:report", report_id=one) if one else redirect("screening:index")


def _one(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
