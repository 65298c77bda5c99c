"""What tips show: the list to check, one tip with what may be the same, what whoever told may read, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor
from lianfang.core.listing import NONE
from lianfang.core.waiting import Top, Urgency, Waiting
from lianfang.registry.people.models import Person
from lianfang.response.screening.models import Report
from lianfang.response.screening.rules import State as ReportState

from . import codes, rules
from .models import OVERSEERS, Step, Tip, Tipster
from .operations.stepping import CHECKERS

TOP = 3
COMPARED = 400
SHOWN = 6
PLACE = ("committee", "compound", "building__compound", "door__building__compound")
LATE = "late"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty values narrow nothing. `state`: a state, late, or all."""

    state: str = rules.State.RECEIVED.value
    kind: str = ""
    committee: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Like:
    """A tip or a report that may tell of the same, how much speaks for it, and what."""

    score: int
    reasons: tuple[str, ...]
    tip: Tip | None = None
    report: Report | None = None

    @property
    def said(self) -> list[str]:
        """The reasons in the reader's language."""
        return [str(rules.REASONS[code]) for code in self.reasons]


def tips(viewer: Actor, filters: Filters, at: datetime) -> QuerySet[Tip]:
    """Tips this viewer may see, those due first on top; others newest first."""
    rows = Tip.objects.visible_to(viewer).select_related(*PLACE)
    repeats = Tip.objects.filter(subdistrict=OuterRef("subdistrict"), joined_into=OuterRef("pk"))
    rows = rows.annotate(is_repeated=Exists(repeats))
    if filters.state == LATE:
        rows = rows.to_check().filter(due_at__lt=at)
    elif filters.state != "all":
        rows = rows.filter(state=filters.state)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.committee:
        rows = rows.filter(committee_id=None if filters.committee == NONE else filters.committee)
    if filters.query:
        rows = rows.filter(where__contains=filters.query)
    is_first = filters.state in (rules.State.RECEIVED, LATE)
    return rows.order_by("due_at", "id") if is_first else rows.order_by("-received_at", "id")


def counted(viewer: Actor, at: datetime) -> dict[str, int]:
    """How many stand where; one query."""
    asked = {str(state): Count("id", filter=Q(state=state)) for state in rules.State}
    asked[LATE] = Count("id", filter=Q(state=rules.State.RECEIVED, due_at__lt=at))
    return Tip.objects.visible_to(viewer).aggregate(**asked)


def tip(viewer: Actor, tip_id: UUID) -> Tip:
    """One tip; DoesNotExist where it is not for this viewer."""
    rows = Tip.objects.visible_to(viewer).select_related(*PLACE, "joined_into", "report")
    found: Tip = rows.get(pk=tip_id)
    return found


def steps(viewer: Actor, one: Tip) -> QuerySet[Step]:
    """What was done with it, oldest first."""
    rows: QuerySet[Step] = Step.objects.visible_to(viewer).filter(tip=one).order_by("at", "id")
    return rows


def repeats(viewer: Actor, one: Tip) -> QuerySet[Tip]:
    """Tips joined to this one."""
    rows: QuerySet[Tip] = Tip.objects.visible_to(viewer).filter(joined_into=one).order_by("received_at")
    return rows


def has_tipster(viewer: Actor, one: Tip) -> bool:
    """For the two who may ask: whether a way to reach the teller was left."""
    return Tipster.objects.visible_to(viewer).filter(tip=one).exists()


def like_tips(viewer: Actor, one: Tip) -> list[Like]:
    """Other tips that may tell of the same, the likeliest first."""
    if not _is_placed(one):
        return []
    rows = Tip.objects.visible_to(viewer).exclude(pk=one.pk).exclude(state=rules.State.JOINED)
    rows = rows.filter(_near(one), received_at__gte=one.received_at - rules.WITHIN)
    found = [
        Like(*_weighed(one.sketch(), other.sketch()), tip=other) for other in rows.order_by("-id")[:COMPARED]
    ]
    return _best(found)


def like_reports(viewer: Actor, one: Tip) -> list[Like]:
    """Reports that may be about the same, the likeliest first."""
    if not _is_placed(one):
        return []
    states = (ReportState.OPEN, ReportState.CONFIRMED)
    rows = Report.objects.visible_to(viewer).filter(state__in=states).select_related("person")
    rows = rows.filter(person__compound_id=one.compound_id) if one.compound_id else rows.none()
    found = [
        Like(*_weighed(one.sketch(), _sketch_of(report.person, report.opened_at)), report=report)
        for report in rows.order_by("-opened_at")[:COMPARED]
    ]
    return _best(found)


def _is_placed(one: Tip) -> bool:
    return bool(one.compound_id or one.building_id or one.door_id)


def _near(one: Tip) -> Q:
    near = Q()
    for name in ("door", "building", "compound"):
        if key := getattr(one, f"{name}_id"):
            near |= Q(**{f"{name}_id": key})
    return near


def _sketch_of(person: Person, at: datetime) -> rules.Sketch:
    return rules.Sketch(at, "", person.compound_id, person.building_id, person.door_id, person.name)


def _weighed(one: rules.Sketch, other: rules.Sketch) -> tuple[int, tuple[str, ...]]:
    agreed = rules.reasons(one, other)
    return (rules.score(agreed), agreed) if rules.is_suggested(agreed) else (0, ())


def _best(found: list[Like]) -> list[Like]:
    return sorted((one for one in found if one.score), key=lambda one: -one.score)[:SHOWN]


def behind_door(viewer: Actor, one: Tip) -> list[Person]:
    """Who is known behind the flat, for whoever checks: the report may be about one of them."""
    if one.door_id is None:
        return []
    people = Person.objects.visible_to(viewer).listed().filter(door_id=one.door_id)
    return list(people.order_by("born_on", "id")[:20])


def status_of(subdistrict: UUID, code: str) -> str | None:
    """What whoever holds a code may read: how far it is, and nothing else. None for a code nobody has."""
    read = rules.read_code(code)
    found = Tip.objects.of(subdistrict).filter(code_lookup=codes.lookup_of(read)).first() if read else None
    if found is None:
        return None
    head = (
        Tip.objects.of(subdistrict).filter(pk=found.joined_into_id).first() if found.joined_into_id else found
    )
    return str(rules.TOLD[rules.State((head or found).state)])


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """Tips nobody has looked into: late ones, and the rest; for the command post those that lie nowhere yet."""
    if viewer.role not in CHECKERS | OVERSEERS:
        return []
    rows, url = Tip.objects.visible_to(viewer).to_check(), reverse("tips:index")
    late = rows.filter(due_at__lt=at)
    return [
        _pile(_("Tips not checked in time"), late, Urgency.OVERDUE, f"{url}?state={LATE}"),
        _pile(_("Tips to check"), rows.filter(due_at__gte=at), Urgency.TODAY, url),
    ]


def _pile(title: str, rows: QuerySet[Tip], urgency: Urgency, url: str) -> Waiting:
    top = rows.order_by("due_at", "id")[:TOP]
    lines = tuple(Top(one.kind_said, reverse("tips:tip", args=[one.id]), one.where[:40]) for one in top)
    return Waiting(title, rows.count(), urgency, url, _("Check"), lines)
