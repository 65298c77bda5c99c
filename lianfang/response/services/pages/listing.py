"""居家服务: the committee's list, what is given out together, the export, the printed list for a helper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import Role, clock, masking
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of
from lianfang.core.models import Subdistrict
from lianfang.core.notices import say, wrong
from lianfang.ledger.exports import Sheet, export
from lianfang.registry.places.models import Committee

from .. import forms, operations, rules, selectors

READERS = (Role.COMMANDER, Role.DUTY_OFFICER, Role.COMMITTEE_WORKER, Role.DOCTOR)


@open_to(*READERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Errands by state, kind, committee and helper; several can be given to one helper at once."""
    viewer, at = request.actor, clock.now()
    filters = forms.FilterForm(request.GET).read()
    page = page_of(request, selectors.errands(viewer, filters, at))
    names, counted = selectors.names(viewer), selectors.counted(viewer, at)
    by_kind = selectors.kinds_counted(viewer, filters, at)
    context = {
        "page": page,
        "lines": [(one, names.get(one.kind, one.kind), home_of(one.person)) for one in page],
        "may_give": any(one.is_running for one in page),
        "owed": selectors.owed_by(viewer, list(page)),
        "filters": filters,
        "states": _states(counted),
        "kinds": [(code, names.get(code, code), n) for code, n in sorted(by_kind.items())],
        "helpers": selectors.helpers_named(viewer),
        "committees": _committees(request),
        "helper_form": forms.HelperForm(viewer, next(iter(viewer.committees), None)),
        "now": at,
    }
    return render(request, "services/index.html", context)


def _states(counted: dict[str, int]) -> list[tuple[str, str, int]]:
    words = {
        "running": _("to do"),
        selectors.LATE: _("past its time"),
        rules.State.OPEN: str(rules.STATES[rules.State.OPEN]),
        selectors.UNCONFIRMED: str(rules.STATES[rules.State.DONE]),
        rules.State.CONFIRMED: str(rules.STATES[rules.State.CONFIRMED]),
        rules.State.WITHDRAWN: str(rules.STATES[rules.State.WITHDRAWN]),
    }
    return [(str(code), word, counted[code]) for code, word in words.items()]


def _committees(request: ActorRequest) -> list[Committee]:
    rows = Committee.objects.visible_to(request.actor).order_by("code", "name")
    return list(rows) if not request.actor.committees else []


def home_of(person: Any) -> str:
    """The address down to the building, as masks allow."""
    if person.building:
        return str(person.building.whole)
    return str(person.compound or person.address)


@open_to(*READERS)
@require_POST
def assign_many(request: ActorRequest) -> HttpResponse:
    """Several errands to one helper."""
    viewer = request.actor
    form = forms.HelperForm(viewer, None, request.POST)
    chosen = _keys(request.POST.getlist("errand"))
    back = redirect(f"{reverse('services:index')}?{request.GET.urlencode()}")
    if not chosen:
        wrong(request, _("Tick the errands first."))
        return back
    if not form.is_valid():
        wrong(request, _("Choose who sees to it, or write a name."))
        return back
    given = operations.assign_many(by=viewer, errand_ids=chosen, helper=form.helper(), at=clock.now())
    say(request, _("Given: %(n)s errands") % {"n": given})
    return back


def _keys(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[:500]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@open_to(*READERS)
@require_GET
def day_list(request: ActorRequest) -> HttpResponse:
    """One helper's list for today on paper, with the doors; each person on it has an entry in the record."""
    viewer, at = request.actor, clock.now()
    helper = request.GET.get("helper", "")[:40].replace("\x00", "")
    rows = selectors.for_list(viewer, helper, at)
    keys = list(rows.values_list("id", flat=True)[:500])
    stops = operations.show_doors(by=viewer, errand_ids=keys, at=at) if keys else []
    context = {
        "helper": helper,
        "stops": stops,
        "names": selectors.names(viewer),
        "helpers": selectors.helpers_named(viewer),
        "today": clock.day_of(at),
        "now": at,
        "office": Subdistrict.objects.get(pk=viewer.subdistrict),
    }
    return render(request, "services/day_list.html", context)


@open_to(*READERS)
@require_GET
def export_list(request: ActorRequest) -> HttpResponse:
    """The list as Excel, masked as on the page; what exactly was wished for stays here."""
    viewer, at = request.actor, clock.now()
    rows = selectors.errands(viewer, forms.FilterForm(request.GET).read(), at)
    headings = [
        _("Name"), _("Address"), _("Committee"), _("What is needed"), _("Asked"), _("Due"), _("State"),
        _("Who sees to it"), _("Done"), _("Laid out"), _("Paid back"), _("Still owed"),
    ]  # fmt: skip
    sheet = Sheet(
        _("Services at home"),
        headings,
        _lines(viewer, rows),
        (10, 26, 14, 12, 16, 16, 14, 12, 16, 10, 10, 10),
    )
    return export(sheet, by=viewer, at=at)


def _lines(viewer: Any, rows: Any) -> Iterator[list[Any]]:
    names = selectors.names(viewer)
    found = list(rows[:20_000])
    sums = selectors.accounts_of(viewer, found)
    for one in found:
        money = sums.get(one.id, rules.Account())
        yield [
            masking.name(one.person.name),
            home_of(one.person),
            one.committee.name if one.committee else "",
            names.get(one.kind, one.kind),
            one.asked_at,
            one.due_at,
            str(rules.STATES[rules.State(one.state)]),
            one.helper_name,
            one.done_at,
            *(rules.spell_yuan(fen) for fen in (money.advanced, money.paid_back, money.owed)),
        ]
