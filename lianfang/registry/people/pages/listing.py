"""人员: the list, its export, and one door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import Actor, Refused, Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of
from lianfang.ledger.exports import Sheet, export
from lianfang.registry.places.models import Committee

from .. import caching, hooks, operations, selectors
from ..forms import ListForm, ReasonForm
from ..models import Mention, Person, Sex
from ..rules import rights
from ..rules.rights import Field
from ..rules.search import Asked, read_query
from ..templatetags.people import masked_name, source_word

MOST_IN_FULL = 2000
SHOWN_SOURCES = [kind for kind in Mention.Kind if kind is not Mention.Kind.MASK]


@open_to(*rights.READERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Persons by name, with search and filters."""
    viewer, at = request.actor, clock.now()
    query, filters = ListForm(request.GET).read()
    page = page_of(request, selectors.persons(viewer, query, filters, at=at))
    return render(
        request,
        "people/index.html",
        {
            "page": page,
            "q": query,
            "filters": filters,
            "committees": _committees(viewer),
            "kinds": SHOWN_SOURCES,
            "marks": marks(viewer, [person.id for person in page], at),
            "no_part": _is_part_of_number(query),
            "most": MOST_IN_FULL,
        },
    )


@open_to(*rights.READERS)
@require_GET
def export_masked(request: ActorRequest) -> HttpResponse:
    """The list as Excel, masked as on the page."""
    at = clock.now()
    query, filters = ListForm(request.GET).read()
    found = selectors.persons(request.actor, query, filters, at=at)
    rows = (_row(p, masked_name(p.name), p.phone_masked, p.address) for p in found.iterator(chunk_size=2000))
    return export(Sheet(_("Persons"), _headings(), rows, WIDTHS), by=request.actor, at=at)


@open_to(*rights.READERS)
@require_POST
def export_full(request: ActorRequest) -> HttpResponse:
    """The list as Excel with names, phones and addresses in full: for a reason, and not for a whole town."""
    at = clock.now()
    query, filters = ListForm(request.GET).read()
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    found = list(selectors.persons(request.actor, query, filters, at=at)[: MOST_IN_FULL + 1])
    if len(found) > MOST_IN_FULL:
        raise Refused("people.too_many_rows", count=f"{MOST_IN_FULL}+", limit=MOST_IN_FULL)
    keys = [person.id for person in found]
    full = operations.reveal_rows(by=request.actor, person_ids=keys, reason=reason, at=at)
    sheet = Sheet(_("Persons in full"), _headings(), _full_rows(found, full), WIDTHS)
    return export(sheet, by=request.actor, at=at, reason=reason)


@open_to(*rights.READERS)
@require_GET
def household(request: ActorRequest, household_id: UUID) -> HttpResponse:
    """Who lives behind a door."""
    viewer, at = request.actor, clock.now()
    operations.open_household(by=viewer, household_id=household_id, at=at)
    found = selectors.household(viewer, household_id)
    people = selectors.mates(viewer, household_id)
    context = {
        "household": found,
        "place": caching.door_name(found.door) if found.door else _("Household without a door"),
        "people": people,
        "marks": marks(viewer, [person.id for person in people], at),
    }
    return render(request, "people/household.html", context)


@open_to(Role.DATA_OFFICER, Role.COMMANDER)
@require_GET
def looks(request: ActorRequest) -> HttpResponse:
    """Colleagues who looked at many people in full."""
    page = page_of(request, selectors.many_reveals(request.actor))
    return render(request, "people/looks.html", {"page": page})


def marks(viewer: Actor, persons: list[UUID], at: datetime) -> dict[UUID, list[hooks.Mark]]:
    """What rooms above say beside each name."""
    found: dict[UUID, list[hooks.Mark]] = {}
    for ask in hooks.FACTS:
        for key, said in ask(viewer, persons, at).items():
            found.setdefault(key, []).extend(said)
    return found


WIDTHS = (14, 8, 14, 18, 32, 20, 24, 30)


def _headings() -> list[str]:
    return [
        _("Name"),
        _("Sex"),
        _("Birth year"),
        _("Phone"),
        _("Address"),
        _("Committee"),
        _("Identity number"),
        _("Sources"),
    ]


def _row(person: Person, name: str, phone: str, address: str) -> tuple[Any, ...]:
    return (
        name,
        str(Sex(person.sex).label) if person.sex else "",
        person.born_on.year if person.born_on else "",
        phone,
        address,
        person.committee.name if person.committee else "",
        person.id_masked,
        "、".join(source_word(kind) for kind in person.sources),
    )


def _full_rows(found: list[Person], full: dict[UUID, dict[Field, str]]) -> Iterator[tuple[Any, ...]]:
    for person in found:
        value = full[person.id]
        yield _row(person, value[Field.NAME], value[Field.PHONE], value[Field.ADDRESS])


def _committees(viewer: Actor) -> list[Committee]:
    mine = list(Committee.objects.within(viewer).order_by("code", "name"))
    return mine if len(mine) > 1 else []


def _is_part_of_number(query: str) -> bool:
    """True where somebody typed many digits that make no whole number: it is said that parts find nobody."""
    digits = sum(c.isdigit() for c in query)
    return digits >= 4 and read_query(query).asked is Asked.PLACE and digits == len(query.strip())
