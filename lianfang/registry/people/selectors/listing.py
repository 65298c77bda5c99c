"""Lists of persons: who is where, found by name, sound, whole numbers or place."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from uuid import UUID

from django.db.models import Q, QuerySet

from lianfang.core import Actor, cipher
from lianfang.core.purposes import Purpose
from lianfang.registry.places.models import Compound

from .. import caching
from ..models import Contact, Household, Mention, Person
from ..rules.search import Asked, Query, read_query


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of persons is narrowed to; empty parts narrow nothing. `registered`: "yes", "no" or ""."""

    committee: UUID | None = None
    compound: UUID | None = None
    source: str = ""
    registered: str = ""


NO_FILTERS = Filters()


def persons(viewer: Actor, query: str, filters: Filters = NO_FILTERS, *, at: datetime) -> QuerySet[Person]:
    """Persons the viewer may see, by name. The query is a name, pinyin, a place, or one whole number.

    Numbers are looked up by keyed hash: parts of numbers find nobody. Mask reservations are searched only
    under an order.
    """
    found = _narrowed(Person.objects.visible_to(viewer).listed(), filters)
    asked = read_query(query)
    if asked.asked is not Asked.NOTHING:
        found = found.filter(_meaning(viewer.subdistrict, asked, at))
    return found.select_related("committee", "compound").order_by("sort_key", "id")


def household(viewer: Actor, household_id: UUID) -> Household:
    """A household the viewer may see, with its place; DoesNotExist otherwise."""
    seen = Household.objects.visible_to(viewer)
    found: Household = seen.select_related("committee", "door__building__compound").get(pk=household_id)
    return found


def mates(viewer: Actor, household_id: UUID | None) -> list[Person]:
    """Everybody who lives behind one door, by name."""
    if household_id is None:
        return []
    mine = Person.objects.visible_to(viewer).listed().filter(household_id=household_id)
    return list(mine.order_by("born_on", "sort_key", "id"))


def _narrowed(found: QuerySet[Person], filters: Filters) -> QuerySet[Person]:
    if filters.committee:
        found = found.filter(committee_id=filters.committee)
    if filters.compound:
        found = found.filter(compound_id=filters.compound)
    if filters.source:
        found = found.filter(sources__contains=[filters.source])
    if filters.registered:
        found = found.filter(is_registered=filters.registered == "yes")
    return found


def _meaning(subdistrict: UUID, asked: Query, at: datetime) -> Q:
    if asked.asked is Asked.IDENTITY:
        lookup = cipher.lookup("id", asked.value)
        return Q(id__in=_usable(subdistrict, at).filter(id_lookup=lookup).values("person_id"))
    if asked.asked is Asked.PHONE:
        numbers = Contact.objects.of(subdistrict).filter(lookup=cipher.lookup("phone", asked.value))
        holders = _usable(subdistrict, at).filter(id__in=numbers.values("mention_id"))
        return Q(id__in=holders.values("person_id"))
    if asked.asked is Asked.SOUND:
        return _any(
            Q(pinyin__startswith=asked.value), Q(initials=asked.value), Q(name__icontains=asked.words)
        )
    places = Compound.objects.of(subdistrict).filter(
        Q(name__contains=asked.value) | Q(names__name__contains=asked.value)
    )
    at_place = Q(address__contains=asked.value) | Q(compound_id__in=list(places.values_list("id", flat=True)))
    return at_place if asked.asked is Asked.PLACE else at_place | Q(name__contains=asked.value)


def _usable(subdistrict: UUID, at: datetime) -> QuerySet[Mention]:
    standing = Mention.objects.of(subdistrict).standing()
    if caching.masks_allowed(subdistrict, at):
        return standing
    return standing.exclude(purpose=Purpose.MASK.value)


def _any(*choices: Q) -> Q:
    return reduce(operator.or_, choices)
