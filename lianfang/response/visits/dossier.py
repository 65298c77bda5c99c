"""What visits add to a person's page, and whose page a team may open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianfang.core import Actor
from lianfang.registry.people.hooks import Event, Mark
from lianfang.registry.people.models import Person

from . import rules
from .models import Check, Member, Request, Stop, Visit

LOOKED = gettext_lazy("on a visiting team's list")


def timeline(viewer: Actor, person: Person, at: datetime) -> Iterator[Event]:
    """Visits asked for, what was found, what the police say of it; three queries."""
    for one in Request.objects.visible_to(viewer).filter(person=person):
        title = _("Visit asked for: %(kind)s") % {"kind": one.get_kind_display()}
        url = reverse("visits:request", args=[one.id])
        yield Event(one.asked_at, title, one.note, one.asked_by_name, url, "due" if one.is_open else "")
    found = Visit.objects.visible_to(viewer).filter(request__person=person)
    for visit in found:
        url = reverse("visits:request", args=[visit.request_id])
        said = str(rules.OUTCOMES[rules.Outcome(visit.outcome)])
        tone = "good" if visit.outcome == rules.Outcome.MET else ""
        yield Event(
            visit.at, _("At the door: %(outcome)s") % {"outcome": said}, visit.note, visit.by_name, url, tone
        )
    answered = Check.objects.visible_to(viewer).filter(request__person=person).exclude(answered_at=None)
    for check in answered:
        title = _("Police check: %(answer)s") % {"answer": check.get_answer_display()}
        tone = "good" if check.answer == "true" else "bad" if check.answer == "false" else ""
        url = reverse("visits:check", args=[check.id])
        yield Event(check.answered_at, title, check.answer_note, check.answered_by_name, url, tone)


def facts(viewer: Actor, persons: list[UUID], at: datetime) -> dict[UUID, list[Mark]]:
    """A mark for those at whose door somebody is to knock; one query for the page."""
    rows = Request.objects.visible_to(viewer).open().filter(person_id__in=persons)
    return {one.person_id: [_mark(one, at)] for one in rows if one.person_id}


def _mark(one: Request, at: datetime) -> Mark:
    return Mark(
        _("visit overdue") if one.is_late(at) else _("visit asked for"), "bad" if one.is_late(at) else "due"
    )


def needed(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Persons at whose door somebody is to knock: their mentions must stay."""
    rows = Request.objects.of(subdistrict).open().exclude(person=None)
    return rows.values_list("person_id", flat=True)


def caring(viewer: Actor) -> QuerySet[Any]:
    """Persons behind the doors on the lists of the viewer's own teams, until they are done."""
    teams = Member.objects.of(viewer.subdistrict).filter(user=viewer.id, left_at=None).values("team_id")
    stops = Stop.objects.of(viewer.subdistrict).ahead().filter(shift__team__in=teams)
    return stops.exclude(request__person=None).values("request__person_id")
