"""区域: where compounds and stairs stand, pasted from a sheet."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lianfang.core import clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say

from . import operations
from .pages import OFFICERS
from .positions import known_positions, read_positions


@open_to(*OFFICERS)
@require_http_methods(["GET", "POST"])
def positions(request: ActorRequest) -> HttpResponse:
    """How many are known, and a box for more; lines that cannot be read come back with the reason."""
    viewer, text = request.actor, ""
    problems: list[str] = []
    if request.method == "POST":
        text = request.POST.get("text", "")
        found, problems = read_positions(viewer, text)
        if found:
            done = operations.set_positions(by=viewer, positions=found, at=clock.now())
            say(request, _("%(count)s positions written down.") % {"count": done})
        if not problems:
            return redirect("places:positions")
    known, total = known_positions(viewer)
    context = {"known": known, "all": total, "problems": problems, "text": text}
    return render(request, "places/positions.html", context, status=400 if problems else 200)
