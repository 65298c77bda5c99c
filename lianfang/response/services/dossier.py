"""What services add to a person's page, and whom they still need the registry for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor
from lianfang.registry.people.hooks import Event, Mark, Panel
from lianfang.registry.people.models import Person

from . import rights, rules, selectors
from .models import Errand


def panel(viewer: Actor, person: Person, at: datetime) -> Panel | None:
    """What is being done for the home, and the door to ask for more."""
    if viewer.role not in rights.STAFF:
        return None
    names = selectors.names(viewer)
    running = [one for one in selectors.of_person(viewer, person) if one.closed_at is None]
    lines = [(one, names.get(one.kind, one.kind), rules.STATES[rules.State(one.state)]) for one in running]
    return Panel("services/parts/panel.html", {"lines": lines, "person": person, "now": at})


def timeline(viewer: Actor, person: Person, at: datetime) -> Iterator[Event]:
    """What was asked for and what came of it; one query."""
    if viewer.role not in rights.STAFF:
        return
    names = selectors.names(viewer)
    for one in Errand.objects.visible_to(viewer).filter(person=person, series=None):
        url = reverse("services:errand", args=[one.id])
        said = names.get(one.kind, one.kind)
        yield Event(one.asked_at, _("Asked for: %(what)s") % {"what": said}, "", one.asked_by_name, url)
        if one.done_at:
            yield Event(one.done_at, _("Done: %(what)s") % {"what": said}, "", one.helper_name, url, "good")


def facts(viewer: Actor, persons: list[UUID], at: datetime) -> dict[UUID, list[Mark]]:
    """A mark for those who wait longer than they should; one query for the page."""
    if viewer.role not in rights.STAFF:
        return {}
    rows = Errand.objects.visible_to(viewer).running().filter(person_id__in=persons, due_at__lt=at)
    return {key: [Mark(_("errand late"), "bad")] for key in rows.values_list("person_id", flat=True)}


def needed(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Persons for whom something is still to be done."""
    return Errand.objects.of(subdistrict).filter(state__in=rules.RUNNING).values_list("person_id", flat=True)
