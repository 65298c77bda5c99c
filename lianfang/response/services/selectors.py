"""What services show: the list, one errand with its steps and money, a helper's day, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, Role, clock, masking
from lianfang.core.listing import NONE
from lianfang.core.waiting import Top, Urgency, Waiting
from lianfang.registry.people.models import Person

from . import rights, rules
from .models import HELPERS, Errand, Kind, Payment, Series, Step
from .operations.kinds import usual

TOP = 3
UNSAID = timedelta(hours=24)
OWED_FOR = timedelta(days=14)
LATE, UNCONFIRMED = "late", "unconfirmed"
AREA = ("person__building__compound", "person__compound", "committee")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty values narrow nothing. `state`: a state, late, unconfirmed, running, all."""

    state: str = "running"
    kind: str = ""
    committee: str = ""
    helper: str = ""
    query: str = ""


def kinds(viewer: Actor, at: datetime) -> list[Kind]:
    """What is offered today, in order; the usual ones for an office that never set its own."""
    day = clock.day_of(at)
    rows = list(Kind.objects.visible_to(viewer).in_force(day).order_by("position", "code"))
    if rows or Kind.objects.visible_to(viewer).exists():
        return rows
    return list(usual(viewer.subdistrict))


def offered(viewer: Actor, at: datetime) -> list[tuple[str, str]]:
    """What a household can ask for at its door: code and name in the reader's language."""
    return [(kind.code, kind.said) for kind in kinds(viewer, at)]


def all_kinds(viewer: Actor) -> QuerySet[Kind]:
    """Every version of every kind, the standing ones first."""
    rows: QuerySet[Kind] = Kind.objects.visible_to(viewer).order_by("position", "code", "-begins_on")
    return rows


def names(viewer: Actor) -> dict[str, str]:
    """Code → name in the reader's language, for what was asked for under any version."""
    known = {kind.code: kind.said for kind in all_kinds(viewer).reverse()}
    return known or {one.code: one.zh for one in rules.DEFAULTS}


def errands(viewer: Actor, filters: Filters, at: datetime) -> QuerySet[Errand]:
    """Errands this viewer may see, those due first on top; over ones newest first."""
    rows = Errand.objects.visible_to(viewer).select_related(*AREA)
    rows = rows.filter(_in_state(filters.state, at))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.committee:
        rows = rows.filter(committee_id=None if filters.committee == NONE else filters.committee)
    if filters.helper:
        rows = rows.filter(helper_name=filters.helper)
    if filters.query:
        rows = rows.filter(
            Q(person__name__startswith=filters.query) | Q(person__address__contains=filters.query)
        )
    is_over = filters.state in (*rules.OVER, "all")
    return rows.order_by("-asked_at", "id") if is_over else rows.order_by("due_at", "id")


def _in_state(state: str, at: datetime) -> Q:
    running = Q(state__in=rules.RUNNING)
    known = {
        "running": running,
        "all": Q(),
        LATE: running & Q(due_at__lt=at),
        UNCONFIRMED: Q(state=rules.State.DONE, wants_confirming=True),
    }
    return known.get(state, Q(state=state))


def counted(viewer: Actor, at: datetime) -> dict[str, int]:
    """How many stand where, by the words of the filter; one query."""
    asked = {
        name: Count("id", filter=_in_state(name, at)) for name in ("running", LATE, UNCONFIRMED, *rules.State)
    }
    return Errand.objects.visible_to(viewer).aggregate(**asked)


def kinds_counted(viewer: Actor, filters: Filters, at: datetime) -> dict[str, int]:
    """How many of each kind under the state chosen."""
    rows = Errand.objects.visible_to(viewer).filter(_in_state(filters.state, at))
    return dict(rows.order_by().values_list("kind").annotate(n=Count("id")))


def helpers_named(viewer: Actor) -> list[str]:
    """Who has something in hand, by name."""
    rows = Errand.objects.visible_to(viewer).filter(state=rules.State.ASSIGNED)
    return list(rows.order_by("helper_name").values_list("helper_name", flat=True).distinct())


def errand(viewer: Actor, errand_id: UUID) -> Errand:
    """One errand; DoesNotExist where it is not for this viewer."""
    found: Errand = Errand.objects.visible_to(viewer).select_related(*AREA, "series").get(pk=errand_id)
    return found


def steps(viewer: Actor, one: Errand) -> QuerySet[Step]:
    """What was done with it, oldest first."""
    rows: QuerySet[Step] = Step.objects.visible_to(viewer).filter(errand=one).order_by("at", "id")
    return rows


def payments(viewer: Actor, one: Errand) -> list[Payment]:
    """Money beside it, oldest first; `is_struck` on those that were struck. Blobs of receipts stay where they are."""
    rows = list(Payment.objects.visible_to(viewer).filter(errand=one).defer("receipt").order_by("at", "id"))
    struck = {row.strikes_id for row in rows}
    for row in rows:
        row.is_struck = row.id in struck  # type: ignore[attr-defined]
    return [row for row in rows if row.strikes_id is None]


def account_of(rows: list[Payment]) -> rules.Account:
    """What they add up to, struck ones left out."""
    return rules.account((row.kind, row.fen) for row in rows if not row.is_struck)  # type: ignore[attr-defined]


def accounts_of(viewer: Actor, errands: list[Errand]) -> dict[UUID, rules.Account]:
    """The sums of many errands in one query."""
    rows = Payment.objects.visible_to(viewer).filter(errand__in=errands, strikes=None, struck_by=None)
    found: dict[UUID, list[tuple[str, int]]] = {}
    for errand_id, kind, fen in rows.values_list("errand_id", "kind", "fen"):
        found.setdefault(errand_id, []).append((kind, fen))
    return {key: rules.account(lines) for key, lines in found.items()}


def of_person(viewer: Actor, person: Person) -> list[Errand]:
    """What was asked for a person's household, the running first; staff of the area only."""
    if viewer.role not in rights.STAFF:
        return []
    same = Q(person=person)
    if person.household_id:
        same |= Q(household_id=person.household_id)
    rows = Errand.objects.visible_to(viewer).filter(same)
    return list(rows.order_by("closed_at", "due_at", "id")[:20])


def series_of(viewer: Actor, person: Person) -> list[Series]:
    """What repeats for a person's home."""
    keys = [key for key in (person.id, person.household_id) if key]
    return list(Series.objects.visible_to(viewer).running().filter(home_key__in=keys).order_by("begun_at"))


def held(viewer: Actor) -> QuerySet[Errand]:
    """What this helper has in hand, due first."""
    rows: QuerySet[Errand] = Errand.objects.visible_to(viewer).held_by(viewer).order_by("due_at", "id")
    return rows


def lately_done(viewer: Actor, at: datetime) -> list[Errand]:
    """What this helper did today, so that a slip of the thumb can be taken back, and what they did before and are not
    paid back for."""
    states = (rules.State.DONE, rules.State.CONFIRMED)
    mine = Errand.objects.visible_to(viewer).filter(helper=viewer.id, state__in=states)
    today = clock.bounds(clock.day_of(at))[0]
    rows = list(mine.filter(done_at__gte=today - OWED_FOR).select_related("person").order_by("-done_at"))
    sums = accounts_of(viewer, rows)
    return [one for one in rows if (one.done_at and one.done_at >= today) or _owes(sums.get(one.id))]


def _owes(sums: rules.Account | None) -> bool:
    return sums is not None and sums.owed > 0


def of_household(resident: Actor) -> list[Errand]:
    """What the household asked for, newest first, for its own page."""
    rows = Errand.objects.visible_to(resident).filter(Q(series=None) | Q(state__in=rules.RUNNING))
    return list(rows.select_related("person").order_by("-asked_at", "id")[:20])


def for_list(viewer: Actor, helper: str, at: datetime) -> QuerySet[Errand]:
    """Whatever a helper (by name) has to do until this day ends."""
    _begin, end = clock.bounds(clock.day_of(at))
    rows: QuerySet[Errand] = Errand.objects.visible_to(viewer).filter(
        state=rules.State.ASSIGNED, helper_name=helper, due_at__lt=end
    )
    return rows


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """Errands nobody has, late ones, those to be confirmed by telephone; and what I have in hand myself."""
    piles = _mine(viewer, at)
    if viewer.role not in rights.STAFF or viewer.role == Role.DOCTOR:
        return piles
    rows, url = Errand.objects.visible_to(viewer), reverse("services:index")
    late = rows.running().filter(due_at__lt=at)
    open_now = rows.filter(state=rules.State.OPEN, due_at__gte=at)
    silent = rows.unconfirmed().filter(done_at__lt=at - UNSAID)
    return [
        *piles,
        _pile(viewer, _("Errands that are late"), late, Urgency.OVERDUE, url=f"{url}?state={LATE}"),
        _pile(viewer, _("Errands nobody has yet"), open_now, Urgency.TODAY, url=f"{url}?state=open"),
        _pile(
            viewer, _("Done, ask whether it came"), silent, Urgency.LATER, url=f"{url}?state={UNCONFIRMED}"
        ),
    ]


def _mine(viewer: Actor, at: datetime) -> list[Waiting]:
    if viewer.role not in HELPERS or viewer.id is None:
        return []
    rows = held(viewer)
    urgency = Urgency.OVERDUE if rows.filter(due_at__lt=at).exists() else Urgency.TODAY
    return [_pile(viewer, _("Errands in my hands"), rows, urgency, url=reverse("services:mine"))]


def _pile(viewer: Actor, title: str, rows: QuerySet[Errand], urgency: Urgency, *, url: str) -> Waiting:
    count = rows.count()
    if not count:
        return Waiting(title, 0, urgency, url, _("Look"))
    said = names(viewer)
    top = rows.select_related("person").order_by("due_at", "id")[:TOP]
    lines = tuple(
        Top(f"{said.get(one.kind, one.kind)} {masking.name(one.person.name)}", url, one.person.address)
        for one in top
    )
    return Waiting(title, count, urgency, url, _("Look"), lines)


def owed_by(viewer: Actor, rows: list[Any]) -> dict[UUID, str]:
    """What each household still owes its helper, spelt; only where it owes something."""
    sums = accounts_of(viewer, rows)
    return {key: rules.spell_yuan(one.owed) for key, one in sums.items() if one.owed}
