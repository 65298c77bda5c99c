"""What calls show: the one in hand, how the queue stands, who is at the phones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, Role, masking
from lianfang.core.actor import BY_COMMITTEE
from lianfang.core.waiting import Urgency, Waiting
from lianfang.registry.people.hooks import Panel
from lianfang.registry.people.models import Contact, Person

from . import addressing, hooks, phoning, policies, rights, rules
from .models import Advice, Attempt, Callee, Need, Seat


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to say in the call in hand: about whom, and why."""

    need: Need
    person: Person | None
    called: str


@dataclass(frozen=True, slots=True)
class Hand:
    """The call in hand: everything one page shows, and no more than the viewer may see. `number` is in full: it was
    revealed by the claim. `where`, `panels`, `attempts`, `others` are for staff only."""

    callee: Callee
    number: str
    of_whom: str
    items: list[Item]
    where: str
    panels: list[Panel]
    attempts: list[Attempt]
    draft: dict[str, list[str]]
    has_other_number: bool


def hand(viewer: Actor, at: datetime) -> Hand | None:
    """What this agent has in hand; None where nothing."""
    callee = Callee.objects.of(viewer.subdistrict).filter(agent=viewer.id, agent__isnull=False).first()
    if callee is None:
        return None
    needs = list(Need.objects.of(viewer.subdistrict).of_call(callee).order_by("rank", "due_at", "id"))
    people = {person.id: person for person in phoning.members(callee)}
    return Hand(
        callee=callee,
        number=phoning.number_in_hand(callee),
        of_whom=_of_whom(viewer, callee, at),
        items=[_item(viewer, need, people, at) for need in needs],
        where=_where(viewer, people),
        panels=_panels(viewer, needs, people, at),
        attempts=_attempts(viewer, callee),
        draft=_draft(callee),
        has_other_number=len(phoning.lines(callee, [], at)) > 1,
    )


def _item(viewer: Actor, need: Need, people: Mapping[UUID, Person], at: datetime) -> Item:
    person = people.get(need.person_id) if need.person_id else None
    return Item(need, person, addressing.called(viewer, person, at) if person else "")


def _of_whom(viewer: Actor, callee: Callee, at: datetime) -> str:
    rows = Contact.objects.of(viewer.subdistrict).filter(pk__any=[callee.contact])
    found = rows.select_related("mention__person").first()
    person = found.mention.person if found else None
    return addressing.called(viewer, person, at) if person else ""


def _where(viewer: Actor, people: Mapping[UUID, Person]) -> str:
    """The address to the stair, for staff."""
    if not rights.knows_more(viewer):
        return ""
    return next((person.address for person in people.values() if person.address), "")


def _panels(viewer: Actor, needs: list[Need], people: Mapping[UUID, Person], at: datetime) -> list[Panel]:
    if not rights.knows_more(viewer):
        return []
    first = [need.person_id for need in needs if need.person_id]
    return hooks.panels(viewer, [*dict.fromkeys([*first, *people])], at)


def _attempts(viewer: Actor, callee: Callee) -> list[Attempt]:
    if not rights.knows_more(viewer):
        return []
    rows = Attempt.objects.of(viewer.subdistrict).standing().filter(callee=callee)
    return list(rows.order_by("-at")[:6])


def _draft(callee: Callee) -> dict[str, list[str]]:
    try:
        found = json.loads(callee.draft or "{}")
    except ValueError:
        return {}
    return {str(key): [str(one) for one in value] for key, value in found.items() if isinstance(value, list)}


def advice(viewer: Actor, language: str = "zh") -> QuerySet[Advice]:
    """Sentences that may be read out, in their order."""
    rows = Advice.objects.visible_to(viewer).filter(ended_at=None, language=language)
    return rows.order_by("position", "id")


def due_for(viewer: Actor, at: datetime) -> int:
    """How many households this agent could be given now."""
    terms = policies.terms(viewer.subdistrict, at)
    rows = Callee.objects.of(viewer.subdistrict).waiting().filter(not_before__lte=at)
    if not rules.may_ring(terms, rules.Rank.ROUND, at):
        rows = rows.filter(rank=rules.Rank.SYMPTOM)
    if viewer.role in BY_COMMITTEE:
        rows = rows.filter(committee_id__in=viewer.committees)
    seat = Seat.objects.of(viewer.subdistrict).filter(user=viewer.id).first()
    return rows.filter(Q(language="") | Q(language__in=seat.languages if seat else ["zh"])).count()


def my_day(viewer: Actor, since: datetime) -> dict[str, int]:
    """How many calls of this agent came to what since an instant."""
    rows = Attempt.objects.of(viewer.subdistrict).standing().filter(agent=viewer.id, at__gte=since)
    return dict(rows.values_list("outcome").annotate(n=Count("id")).order_by())


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """Whom to ring now, for those at the phones; what the phone could not reach, for the duty officer."""
    if viewer.role not in rights.AGENTS:
        return []
    url = reverse("calls:phone")
    rows = Callee.objects.of(viewer.subdistrict).waiting().filter(not_before__lte=at)
    if viewer.role in BY_COMMITTEE:
        rows = rows.filter(committee_id__in=viewer.committees)
    found = rows.aggregate(
        now=Count("id", filter=Q(rank=rules.Rank.SYMPTOM)),
        late=Count("id", filter=Q(rank__gt=rules.Rank.SYMPTOM, due_at__lt=at - LATE)),
        rest=Count("id", filter=Q(rank__gt=rules.Rank.SYMPTOM, due_at__gte=at - LATE)),
    )
    where = reverse("calls:desk") if viewer.role == Role.DUTY_OFFICER else url
    symptoms = Waiting(_("Households to call about a symptom"), found["now"], Urgency.NOW, url, _("Call"))
    terms = policies.terms(viewer.subdistrict, at)
    if not rules.may_ring(terms, rules.Rank.ROUND, at):
        later = _("Households to call from %(hour)s on") % {"hour": f"{terms.opens:%H:%M}"}
        return [symptoms, Waiting(later, found["late"] + found["rest"], Urgency.LATER, where, _("Look"))]
    return [
        symptoms,
        Waiting(_("Calls past their time"), found["late"], Urgency.OVERDUE, where, _("Call")),
        Waiting(_("Households to call"), found["rest"], Urgency.TODAY, url, _("Call")),
    ]


LATE = timedelta(minutes=30)


def masked(person: Person) -> str:
    """A name as lists show it."""
    return masking.name(person.name)


def found_draft(hand: Hand, prefix: str) -> dict[str, Any]:
    """What was typed of one need before, by field."""
    mine = {
        key.removeprefix(f"{prefix}-"): value for key, value in hand.draft.items() if key.startswith(prefix)
    }
    return {key: value if key in SEVERAL else value[-1] for key, value in mine.items() if value}


SEVERAL = frozenset({"symptoms", "services"})
