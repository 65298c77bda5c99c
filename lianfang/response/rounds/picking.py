"""Which homes a round is about, in which order: a few set-based reads for twenty thousand of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet

from lianfang.core import Actor
from lianfang.registry.people.models import Contact, Household, Mention, Person
from lianfang.response.calls import callees
from lianfang.response.screening.models import KeyRegion

from .models import Base

# Lists that name somebody because of a journey: their homes are called first.
NAMING = ("police", "cdc", "wechat", "firm", "leader", "gate", "other", "staff")
REGISTER = "register"
ENDINGS = ("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市")


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a round is about. Empty committees: the whole subdistrict; `region` one key region by name, empty: all."""

    base: str = Base.LEDGER.value
    committees: tuple[UUID, ...] = ()
    source: str = ""
    region: str = ""


class Pick(NamedTuple):
    """One home of a round: a household, or a person where no household is known."""

    household: UUID | None
    person: UUID | None
    committee: UUID | None
    building: UUID | None
    is_priority: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """What a choice comes to before anything starts."""

    homes: int
    priority: int
    numberless: int
    masks_only: int
    by_committee: dict[UUID | None, int]


def pick(viewer: Actor, choice: Choice) -> list[Pick]:
    """The homes of a choice, the priority list first, then as one walks: committee, compound, stair, flat."""
    homes = _households(viewer, choice)
    loners = [] if choice.base == Base.LEDGER else _loners(viewer, choice)
    named = _named(viewer.subdistrict)
    found = [Pick(home, None, committee, building, home in named) for home, committee, building in homes] + [
        Pick(None, person, committee, building, True) for person, committee, building in loners
    ]
    return sorted(found, key=lambda one: not one.is_priority)


def count(viewer: Actor, picks: list[Pick], at: datetime) -> Counted:
    """How many homes, how many of the priority list, how many without a number that may be rung now."""
    homes = {one.household for one in picks if one.household}
    people = {one.person for one in picks if one.person}
    ringing = _with_numbers(viewer.subdistrict, callees.allowed(viewer.subdistrict, at))
    known = _with_numbers(viewer.subdistrict, callees.numbers(viewer.subdistrict))
    silent = {key for key in homes | people if key not in ringing}
    return Counted(
        homes=len(picks),
        priority=sum(one.is_priority for one in picks),
        numberless=len(silent),
        masks_only=len(silent & known),
        by_committee=dict(Counter(one.committee for one in picks)),
    )


Place = tuple[UUID, UUID | None, UUID | None]


def _households(viewer: Actor, choice: Choice) -> list[Place]:
    rows = Household.objects.visible_to(viewer)
    if choice.committees:
        rows = rows.filter(committee_id__in=choice.committees)
    if choice.base != Base.LEDGER:
        people = _people(viewer, choice).exclude(household=None)
        rows = rows.filter(pk__in=people.values("household_id"))
    else:
        rows = rows.filter(pk__in=Person.objects.of(viewer.subdistrict).listed().values("household_id"))
    ordered = rows.order_by(
        "committee__code",
        "committee__name",
        "door__building__compound__sort_key",
        "door__building__sort_key",
        "door__sort_key",
        "id",
    )
    return list(ordered.values_list("id", "committee_id", "door__building_id"))


def _loners(viewer: Actor, choice: Choice) -> list[Place]:
    rows = _people(viewer, choice).filter(household=None)
    return list(
        rows.order_by("committee__code", "sort_key", "id").values_list("id", "committee_id", "building_id")
    )


def _people(viewer: Actor, choice: Choice) -> QuerySet[Person]:
    rows = Person.objects.visible_to(viewer).listed()
    if choice.committees:
        rows = rows.filter(committee_id__in=choice.committees)
    if choice.base == Base.REGISTER:
        return rows.filter(sources__contains=[REGISTER])
    if choice.base == Base.SOURCE:
        return rows.filter(sources__contains=[choice.source])
    if choice.base == Base.REGION:
        mentions = Mention.objects.of(viewer.subdistrict).standing().filter(_from(viewer, choice.region))
        return rows.filter(pk__in=mentions.values("person_id"))
    return rows


def _from(viewer: Actor, region: str) -> Q:
    """Where some source says that they came from such a place. Where they are registered is never read."""
    rules = KeyRegion.objects.visible_to(viewer).standing().filter(country="CN")
    names = {str(rule): (rule.city or rule.province) for rule in rules}
    wanted = [names[region]] if region in names else list(names.values())
    found = Q(pk__in=[])
    for name in wanted:
        found |= Q(from_place__contains=short(name))
    return found


def short(name: str) -> str:
    """A province or city as lists write it: 湖北省 → 湖北."""
    return next(
        (name[: -len(end)] for end in ENDINGS if name.endswith(end) and len(name) > len(end) + 1), name
    )


def regions(viewer: Actor) -> list[str]:
    """Key regions that a choice may be narrowed to."""
    rows = KeyRegion.objects.visible_to(viewer).standing().filter(country="CN").order_by("province", "city")
    return list(dict.fromkeys(str(rule) for rule in rows))


def _named(subdistrict: UUID) -> set[UUID]:
    """Households with somebody whom a list names because of a journey."""
    people = Person.objects.of(subdistrict).listed().filter(sources__overlap=list(NAMING))
    return set(people.exclude(household=None).values_list("household_id", flat=True))


def _with_numbers(subdistrict: UUID, numbers: QuerySet[Contact]) -> set[Any]:
    """Households and persons with one of these numbers."""
    rows: Iterable[tuple[UUID | None, UUID | None]] = (
        numbers.filter(mention__person__isnull=False)
        .annotate(home=F("mention__person__household_id"))
        .values_list("home", "mention__person_id")
        .distinct()
    )
    return {key for pair in rows for key in pair if key}
