"""上门清单: what the phone could not reach: the list, slips for shut doors, visits asked for, the export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of
from lianfang.core.models import Subdistrict
from lianfang.core.notices import say, wrong
from lianfang.ledger.exports import Sheet, export
from lianfang.registry.places.models import Committee

from .. import forms, operations, rules, selectors
from ..models import Target
from ..operations.knocking import MOST
from ..operations.opening import OPENERS
from .campaigns import READERS, RUNNERS


@open_to(*READERS)
@require_GET
def targets(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Homes of a round by where they stand; those for the door first."""
    viewer, one = request.actor, selectors.campaign(request.actor, campaign_id)
    filters = forms.FilterForm(request.GET).read()
    page = page_of(request, selectors.targets(viewer, one, filters))
    whole = selectors.progress(viewer, one).whole
    states = [(selectors.DOORS, _("for the door"), whole.doors)]
    states += [(str(state), str(word), whole.of(state)) for state, word in rules.STATES.items()]
    context = {
        "campaign": one,
        "page": page,
        "lines": [(target, place_of(target), why_of(target)) for target in page],
        "filters": filters,
        "states": states,
        "committees": []
        if viewer.committees
        else Committee.objects.visible_to(viewer).order_by("code", "name"),
        "may_run": viewer.role in OPENERS and one.is_open,
        "most": MOST,
    }
    return render(request, "rounds/targets.html", context)


def place_of(target: Target) -> str:
    """The address to the stair: the flat stands on slips and visits, which the record keeps."""
    if target.building:
        return target.building.whole
    return target.person.address if target.person else ""


def why_of(target: Target) -> str:
    """Why it was not reached, or what is known beside the state."""
    words = {
        "no_number": _("no number"),
        "no_answer": _("no answer"),
        "busy": _("busy"),
        "wrong_number": _("wrong number"),
        "back": _("came back"),
        "contact": _("had contact"),
        "unwell": _("unwell"),
    }
    return words.get(target.why, "")


@open_to(*RUNNERS)
@require_POST
def ask_doors(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Visits for the doors on the list as it is narrowed."""
    keys = _keys(request, campaign_id)
    back = redirect(f"{reverse('rounds:targets', args=[campaign_id])}?{request.GET.urlencode()}")
    if not keys:
        wrong(request, _("Nobody here"))
        return back
    done = operations.ask_doors(by=request.actor, target_ids=keys, at=clock.now())
    say(request, _("Visits asked for: %(n)s doors") % {"n": done})
    return back


@open_to(*RUNNERS)
@require_GET
def slips(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """空门条: four to an A4 page, for the doors on the list as it is narrowed."""
    viewer, at = request.actor, clock.now()
    found = operations.show_slips(by=viewer, target_ids=_keys(request, campaign_id), at=at)
    context = {
        "slips": found,
        "office": Subdistrict.objects.get(pk=viewer.subdistrict),
        "campaign": selectors.campaign(viewer, campaign_id),
        "today": clock.day_of(at),
        "query": request.GET.urlencode(),
    }
    return render(request, "rounds/slips.html", context)


def _keys(request: ActorRequest, campaign_id: UUID) -> list[UUID]:
    one = selectors.campaign(request.actor, campaign_id)
    rows = selectors.targets(request.actor, one, forms.FilterForm(request.GET).read())
    return list(rows.values_list("id", flat=True)[:MOST])


@open_to(*READERS)
@require_GET
def export_targets(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """The homes as they are narrowed, as Excel, to the stair as on the page."""
    viewer, at = request.actor, clock.now()
    one = selectors.campaign(viewer, campaign_id)
    rows = selectors.targets(viewer, one, forms.FilterForm(request.GET).read())
    headings = [
        _("No."),
        _("Committee"),
        _("Address"),
        _("State"),
        _("Why"),
        _("Round"),
        _("Expected on"),
        _("Changed"),
    ]
    sheet = Sheet(f"{_('Door list')} {one.name}", headings, _lines(rows), (8, 16, 30, 18, 12, 8, 12, 16))
    return export(sheet, by=viewer, at=at)


def _lines(rows: Any) -> Iterator[list[Any]]:
    for one in rows[:50_000]:
        yield [
            one.place + 1,
            one.committee.name if one.committee else "",
            place_of(one),
            str(rules.STATES[rules.State(one.state)]),
            why_of(one),
            one.round,
            one.expected_on,
            one.changed_at,
        ]
