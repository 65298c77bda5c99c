"""区域: committees, compounds, buildings, doors; an address looked up; the register mended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import Refused, Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.actor import STAFF
from lianfang.core.listing import page_of
from lianfang.core.notices import say, wrong
from lianfang.ledger.exports import Sheet, export

from . import operations, selectors
from .forms import AddressForm, CompoundForm, DoorForm, NameForm, PhoneForm
from .models import Compound
from .rules.rights import EDITORS, can_edit
from .wording import LEVELS, LOOKS, PARTS, REASONS

OFFICERS = tuple(role for role in EDITORS if role != Role.SYSTEM)
SEEKERS = (
    Role.COMMANDER,
    Role.DUTY_OFFICER,
    Role.DATA_OFFICER,
    Role.COMMITTEE_WORKER,
    Role.DOCTOR,
    Role.POLICE,
)
EXPORTERS = (Role.COMMANDER, Role.DUTY_OFFICER, Role.DATA_OFFICER, Role.COMMITTEE_WORKER)


@open_to(*STAFF)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The committees with what they answer for, and the box to look an address up."""
    viewer = request.actor
    rows = selectors.overview(viewer)
    context = {
        "rows": rows,
        "totals": _totals(rows),
        "uncoded": sum(not row.committee.code for row in rows),
        "may_edit": can_edit(viewer),
        "may_look_up": viewer.role in SEEKERS,
        "may_export": viewer.role in EXPORTERS,
    }
    return render(request, "places/index.html", context)


@open_to(*SEEKERS)
@require_POST
def look_up(request: ActorRequest) -> HttpResponse:
    """An address in any spelling: its parts, how far it leads, and why no further."""
    form = AddressForm(request.POST)
    context: dict[str, Any] = {"form": form, "may_edit": can_edit(request.actor)}
    if form.is_valid():
        asked = form.cleaned_data
        looked = selectors.look_up(request.actor, asked["address"], asked["committee"])
        context |= {"looked": looked, **_said(looked)}
    part = "places/_looked.html" if request.headers.get("HX-Request") else "places/looked.html"
    return render(request, part, context)


@open_to(*STAFF)
@require_GET
def divisions(request: ActorRequest) -> HttpResponse:
    """The official codes of the subdistrict and its committees."""
    rows = selectors.committees(request.actor)
    context = {"home": selectors.home(request.actor), "rows": rows, "may_edit": can_edit(request.actor)}
    return render(request, "places/divisions.html", context)


@open_to(*STAFF)
@require_GET
def committee(request: ActorRequest, committee_id: UUID) -> HttpResponse:
    """A committee's compounds."""
    viewer = request.actor
    found = selectors.committee(viewer, committee_id)
    query, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    held = selectors.kinds(viewer, found)
    context = {
        "committee": found,
        "page": page_of(request, selectors.compounds(viewer, found, query, kind)),
        "kinds": [(word, label, held[word]) for word, label in Compound.Kind.choices if word in held],
        "total": sum(held.values()),
        "q": query,
        "may_edit": can_edit(viewer),
        "may_export": viewer.role in EXPORTERS,
        "form": PhoneForm(initial={"phone": found.phone}),
    }
    return render(request, "places/committee.html", context)


@open_to(*STAFF)
@require_GET
def compound(request: ActorRequest, compound_id: UUID) -> HttpResponse:
    """A compound's stairs and names."""
    viewer = request.actor
    found = selectors.compound(viewer, compound_id)
    return _compound_page(request, found, CompoundForm(viewer=viewer, initial=_initial(found)))


@open_to(*STAFF)
@require_GET
def building(request: ActorRequest, building_id: UUID) -> HttpResponse:
    """A stair's doors, for those who answer for them."""
    viewer = request.actor
    found = selectors.building(viewer, building_id)
    context = {
        "building": found,
        "compound": found.compound,
        "page": page_of(request, selectors.doors(viewer, found), 200),
        "may_open": viewer.role in SEEKERS,
        "is_mine": selectors.answers_for(viewer, found),
    }
    return render(request, "places/building.html", context)


@open_to(*OFFICERS)
def add_door(request: ActorRequest) -> HttpResponse:
    """A door that no ledger has."""
    viewer = request.actor
    form = DoorForm(request.POST or None, viewer=viewer, initial={"address": request.GET.get("address", "")})
    if request.method != "POST" or not form.is_valid():
        return render(request, "places/add_door.html", {"form": form})
    asked = form.cleaned_data
    chosen = UUID(asked["committee"]) if asked["committee"] else None
    try:
        door = operations.add_door(
            by=viewer, address_text=asked["address"], committee_id=chosen, at=clock.now()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "places/add_door.html", {"form": form}, status=400)
    say(request, _("%(door)s was added.") % {"door": f"{door.building.whole}{door}"})
    return redirect("places:building", door.building_id)


@open_to(*OFFICERS)
@require_POST
def set_phone(request: ActorRequest, committee_id: UUID) -> HttpResponse:
    """The telephone of a committee."""
    form = PhoneForm(request.POST)
    if form.is_valid():
        operations.set_phone(
            by=request.actor, committee_id=committee_id, phone=form.cleaned_data["phone"], at=clock.now()
        )
        say(request, _("The telephone was saved."))
    else:
        wrong(request, _("The telephone is too long."))
    return redirect("places:committee", committee_id)


@open_to(*OFFICERS)
@require_POST
def change_compound(request: ActorRequest, compound_id: UUID) -> HttpResponse:
    """Name, kind and committee of a compound."""
    viewer = request.actor
    form = CompoundForm(request.POST, viewer=viewer)
    if not form.is_valid():
        return _compound_page(request, selectors.compound(viewer, compound_id), form, status=400)
    asked = form.cleaned_data
    try:
        operations.change_compound(
            by=viewer,
            compound_id=compound_id,
            name=asked["name"],
            kind=asked["kind"],
            committee_id=UUID(asked["committee"]),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _compound_page(request, selectors.compound(viewer, compound_id), form, status=400)
    say(request, _("The compound was changed."))
    return redirect("places:compound", compound_id)


@open_to(*OFFICERS)
@require_POST
def add_name(request: ActorRequest, compound_id: UUID) -> HttpResponse:
    """One more name that addresses may use."""
    form = NameForm(request.POST)
    if not form.is_valid():
        wrong(request, _("Write a name of at most 60 characters."))
        return redirect("places:compound", compound_id)
    try:
        name = operations.add_name(
            by=request.actor, compound_id=compound_id, name=form.cleaned_data["name"], at=clock.now()
        )
    except Refused as refusal:
        wrong(request, str(refusal))
        return redirect("places:compound", compound_id)
    undo = reverse("places:strike_name", args=[name.id])
    say(request, _("Addresses with “%(name)s” now lead here.") % {"name": name.name}, undo=undo)
    return redirect("places:compound", compound_id)


@open_to(*OFFICERS)
@require_POST
def strike_name(request: ActorRequest, name_id: UUID) -> HttpResponse:
    """A wrong name struck off, with ten seconds to take it back."""
    name = operations.strike_name(by=request.actor, name_id=name_id, at=clock.now())
    undo = reverse("places:restore_name", args=[name.id])
    say(request, _("“%(name)s” was struck off.") % {"name": name.name}, undo=undo)
    return redirect("places:compound", name.compound_id)


@open_to(*OFFICERS)
@require_POST
def restore_name(request: ActorRequest, name_id: UUID) -> HttpResponse:
    """A name struck off counts again."""
    name = operations.restore_name(by=request.actor, name_id=name_id, at=clock.now())
    say(request, _("“%(name)s” counts again.") % {"name": name.name})
    return redirect("places:compound", name.compound_id)


@open_to(*EXPORTERS)
@require_GET
def export_index(request: ActorRequest) -> HttpResponse:
    """The committees as Excel."""
    sheet = Sheet(
        _("Committees"),
        [
            _("Division code"),
            _("Committee"),
            _("Telephone"),
            _("Compounds"),
            _("Buildings"),
            _("Doors"),
            _("Residents"),
        ],
        (
            [
                r.committee.code,
                r.committee.name,
                r.committee.phone,
                r.compounds,
                r.buildings,
                r.doors,
                r.residents,
            ]
            for r in selectors.overview(request.actor)
        ),
        [16, 24, 18, 8, 8, 8, 10],
    )
    return export(sheet, by=request.actor, at=clock.now())


@open_to(*EXPORTERS)
@require_GET
def export_committee(request: ActorRequest, committee_id: UUID) -> HttpResponse:
    """A committee's compounds as Excel."""
    found = selectors.committee(request.actor, committee_id)
    sheet = Sheet(
        _("Compounds of %(name)s") % {"name": found.name},
        [_("Compound"), _("Further names"), _("Kind of housing"), _("Buildings"), _("Doors")],
        (
            [row.name, "、".join(_live_names(row)), row.get_kind_display(), row.stairs, row.homes]
            for row in selectors.compounds(request.actor, found)
        ),
        [30, 40, 16, 8, 8],
    )
    return export(sheet, by=request.actor, at=clock.now())


@open_to(*EXPORTERS)
@require_GET
def export_compound(request: ActorRequest, compound_id: UUID) -> HttpResponse:
    """The doors of a compound within the viewer's area as Excel."""
    found = selectors.compound(request.actor, compound_id)
    sheet = Sheet(
        _("Doors of %(name)s") % {"name": found.name},
        [_("Compound"), _("Building"), _("Room"), _("Rented"), _("Residents")],
        (
            [found.name, str(d.building), str(d), _("yes") if d.is_rented else "", d.residents]
            for d in selectors.doors_of(request.actor, found)
        ),
        [30, 16, 14, 8, 8],
    )
    return export(sheet, by=request.actor, at=clock.now())


def _compound_page(
    request: ActorRequest, found: Compound, form: CompoundForm, status: int = 200
) -> HttpResponse:
    viewer = request.actor
    context = {
        "compound": found,
        "page": page_of(request, selectors.buildings(viewer, found), 100),
        "names": selectors.aliases(viewer, found),
        "may_edit": can_edit(viewer),
        "may_export": viewer.role in EXPORTERS,
        "form": form,
    }
    return render(request, "places/compound.html", context, status=status)


def _initial(found: Compound) -> dict[str, str]:
    return {"name": found.name, "kind": found.kind, "committee": str(found.committee_id)}


def _live_names(row: Compound) -> list[str]:
    return [one.name for one in row.names.all() if one.struck_at is None]


def _totals(rows: list[selectors.Overview]) -> dict[str, int]:
    return {
        "committees": len(rows),
        "compounds": sum(row.compounds for row in rows),
        "buildings": sum(row.buildings for row in rows),
        "doors": sum(row.doors for row in rows),
    }


def _said(looked: selectors.Looked) -> dict[str, Any]:
    """What was found in the reader's words."""
    address, found = looked.address, looked.found
    return {
        "parts": [(label, getattr(address, name)) for name, label in PARTS.items() if getattr(address, name)],
        "level": LEVELS[found.level],
        "look": LOOKS[found.level],
        "reasons": [REASONS[reason] for reason in dict.fromkeys(found.reasons)],
        "missing": can_be_added(looked),
    }


def can_be_added(looked: selectors.Looked) -> bool:
    """True where the address names a flat that the register lacks."""
    return looked.address.is_complete and not looked.found.flat and looked.found.level != "outside"
