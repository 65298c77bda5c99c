"""观察: the list, its export, and the sheet on which a stair's readings are entered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from lianfang.core import Actor, Refused, Role, clock, ids, masking
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of
from lianfang.core.notices import say, wrong
from lianfang.ledger.exports import Sheet, export
from lianfang.registry.places.models import Committee

from .. import forms, operations, rules, selectors
from ..models import Episode
from ..operations.releasing import RELEASERS
from ..rules.protocol import SLOT_NAMES

READERS = (
    Role.COMMANDER,
    Role.DUTY_OFFICER,
    Role.DATA_OFFICER,
    Role.COMMITTEE_WORKER,
    Role.DOCTOR,
    Role.POLICE,
)
TYPISTS = (Role.COMMITTEE_WORKER, Role.DOCTOR, Role.DUTY_OFFICER)
SHEET = 60
ENDS = (rules.State.TRANSFERRED, rules.State.RELEASED, rules.State.HANDED_OVER)


@open_to(*READERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """People under observation, those that end first on top."""
    viewer, at = request.actor, clock.now()
    filters = forms.FilterForm(request.GET).read()
    found = selectors.muster(viewer, at, missing=filters.only in selectors.UNREPORTED)
    page = page_of(request, selectors.episodes(viewer, filters, at, found))
    context = {
        "page": page,
        "rows": selectors.rows(viewer, list(page.object_list), at),
        "filters": filters,
        "today": clock.day_of(at),
        "chips": _chips(viewer, found),
        "ends": [(state.value, word, None) for state, word in rules.STATES.items() if state in ENDS],
        "committees": _committees(viewer),
        "can_type": viewer.role in TYPISTS,
        "can_release": viewer.role in RELEASERS,
        "can_register": viewer.role in (*TYPISTS, Role.COMMANDER),
    }
    return render(request, "observation/index.html", context)


def _chips(viewer: Actor, found: selectors.Muster) -> list[tuple[str, str, int | None]]:
    """The filters with their counts; readings' filters only for those who see readings."""
    alone = ("alone", _("elderly alone"), None)
    ends: list[tuple[str, str, int | None]] = [
        ("due", _("release today"), found.total("due_today")),
        ("overdue", _("past the last day"), found.total("overdue")),
        alone,
    ]
    if not viewer.sees_health:
        return ends
    return [
        ("missing", _("not reported today"), found.total("missing")),
        ("silent", _("silent"), found.total("silent")),
        ("abnormal", _("abnormal"), selectors.open_alerts(viewer).count()),
        *ends,
    ]


def _committees(viewer: Actor) -> list[Committee]:
    return list(Committee.objects.visible_to(viewer).order_by("name")) if viewer.sees_whole else []


@open_to(*READERS)
@require_GET
def export_list(request: ActorRequest) -> HttpResponse:
    """The list as Excel, masked as on the page; today's values only for those who see readings."""
    viewer, at = request.actor, clock.now()
    found = selectors.episodes(viewer, forms.FilterForm(request.GET).read(), at)
    rows = selectors.rows(viewer, list(found), at)
    codes = selectors.codes_of(rows)
    headings = [
        _("Name"), _("Address"), _("Committee"), _("From where"), _("Counts from"),
        _("Day of the count"), _("Last day of observation"), _("State"),
        *(capfirst(str(SLOT_NAMES[code])) for code in codes),
    ]  # fmt: skip
    sheet = Sheet(_("Home observation"), headings, _lines(rows, codes), (10, 26, 14, 18, 12, 8, 12))
    return export(sheet, by=viewer, at=at)


def _lines(rows: list[selectors.Row], codes: list[str]) -> Iterator[list[Any]]:
    for row in rows:
        one = row.episode
        cells = {cell.slot.code: _said(cell) for cell in row.today}
        yield [
            masking.name(one.person.name),
            one.where,
            one.committee.name if one.committee else "",
            one.place,
            one.starts_on,
            row.day,
            one.last_day,
            str(rules.STATES[rules.State(one.state)]),
            *(cells.get(code, "") for code in codes),
        ]


def _said(cell: rules.Cell) -> str:
    if cell.taken is not None:
        return f"{cell.taken.celsius or ''}"
    return str(rules.EXCUSES[rules.ExcuseReason(cell.excuse)]) if cell.excuse else ""


@open_to(*TYPISTS)
@require_http_methods(["GET", "POST"])
def enter(request: ActorRequest) -> HttpResponse:
    """The sheet of a stair or a household: one line a person, the keyboard goes down the column."""
    viewer, at = request.actor, clock.now()
    filters = forms.FilterForm(request.GET).read()
    if not (filters.building or filters.household):
        return render(request, "observation/stairs.html", {"stairs": selectors.stairs(viewer)})
    found = list(selectors.episodes(viewer, filters, at)[:SHEET])
    sheet = forms.Sheet(found, request.POST or None)
    if request.method == "POST" and sheet.is_valid():
        return _keep(request, sheet)
    rows = {row.episode.id: row for row in selectors.rows(viewer, found, at)}
    lines = [(rows[one.id], form, ids.new().hex) for one, form in sheet.lines]
    context = {"lines": lines, "filters": filters, "methods": rules.METHODS.items(), "method": sheet.method}
    status = 400 if request.method == "POST" else 200
    return render(request, "observation/enter.html", context, status=status)


def _keep(request: ActorRequest, sheet: forms.Sheet) -> HttpResponse:
    """Records what the sheet holds and says how many, and which lines were refused."""
    viewer, at = request.actor, clock.now()
    receipts = operations.record_readings(by=viewer, typed=sheet.typed(), at=at)
    for one, reason in sheet.excused():
        _excuse(viewer, one, reason, at)
    kept = sum(receipt.became != "refused" for receipt in receipts)
    abnormal = sum(receipt.is_abnormal for receipt in receipts)
    for receipt in receipts:
        if receipt.refusal is not None:
            wrong(request, str(receipt.refusal))
    text = ngettext("%(n)d reading kept.", "%(n)d readings kept.", kept) % {"n": kept}
    if abnormal:
        text += " " + _("%(n)d abnormal: on the duty desk.") % {"n": abnormal}
    say(request, text)
    return redirect(f"{reverse('observation:enter')}?{request.GET.urlencode()}")


def _excuse(viewer: Actor, one: Episode, reason: str, at: Any) -> None:
    """The slot that is open now ends with a reason; one that has a reading stays as it is."""
    day, slot = rules.slot_for(one.protocol.terms, at)
    try:
        operations.excuse_slot(by=viewer, episode_id=one.id, slot_day=day, slot=slot, reason=reason, at=at)
    except Refused:
        return
