"""Whom one call reaches: the household of a person, or those who share a phone; their rows, and whether any number
is known. Set-based, for one as for twenty thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db.models import QuerySet

from lianfang.core import bulk, ids
from lianfang.registry.people import caching
from lianfang.registry.people.models import Contact, Household, Person
from lianfang.registry.people.rules.best import WITHHELD_PURPOSE

from .models import Callee


class Asked(Protocol):
    """What is needed of a wish for a call."""

    @property
    def person(self) -> UUID | None:
        """Whom."""

    @property
    def household(self) -> UUID | None:
        """Or whose household."""

    @property
    def committee(self) -> UUID | None:
        """Where, if the asker knows."""

    @property
    def language(self) -> str:
        """In which language, if the asker knows."""


class Whom(NamedTuple):
    """Who answers when this is asked: the key of the callee and what its row says."""

    key: UUID
    household: UUID | None
    person: UUID | None
    committee: UUID | None


def whom(subdistrict: UUID, wanted: Sequence[Asked]) -> list[Whom]:
    """The callee of each wish, in their order; at most three queries."""
    persons = {one.person for one in wanted if one.person}
    homes = _homes(subdistrict, persons)
    lonely = [person for person, (home, _committee) in homes.items() if home is None]
    phones = _phones(subdistrict, lonely)
    places = _committees(subdistrict, {one.household for one in wanted if one.household and not one.person})
    return [_whom(one, homes, phones, places) for one in wanted]


Homes = dict[UUID, tuple[UUID | None, UUID | None]]


def _whom(one: Asked, homes: Homes, phones: dict[UUID, UUID], places: dict[UUID, UUID | None]) -> Whom:
    if one.person is None:
        assert one.household is not None
        return Whom(one.household, one.household, None, one.committee or places.get(one.household))
    home, committee = homes.get(one.person, (None, None))
    home = one.household or home
    key = home or phones.get(one.person) or one.person
    return Whom(key, home, None if home else one.person, one.committee or committee)


def _homes(subdistrict: UUID, persons: Iterable[UUID]) -> Homes:
    rows = Person.objects.of(subdistrict).filter(pk__any=list(persons))
    return {key: (home, place) for key, home, place in rows.values_list("id", "household", "committee")}


def _committees(subdistrict: UUID, households: Iterable[UUID]) -> dict[UUID, UUID | None]:
    rows = Household.objects.of(subdistrict).filter(pk__any=list(households))
    return dict(rows.values_list("id", "committee"))


def _phones(subdistrict: UUID, persons: Sequence[UUID]) -> dict[UUID, UUID]:
    """Of people without a household the key of their (first) phone: sixteen bytes are a key."""
    if not persons:
        return {}
    rows = numbers(subdistrict).filter(mention__person__id__any=list(persons))
    # PostgreSQL before 18 has no least of bytes.
    first = rows.order_by("mention__person", "lookup").distinct("mention__person")
    found = first.values_list("mention__person", "lookup")
    return {person: UUID(bytes=bytes(lookup)) for person, lookup in found}


def numbers(subdistrict: UUID) -> QuerySet[Contact]:
    """Every number that may be rung: valid, of a mention that stands."""
    return Contact.objects.of(subdistrict).filter(is_valid=True, mention__withdrawn_at=None)


def allowed(subdistrict: UUID, at: datetime) -> QuerySet[Contact]:
    """The same without those of mask reservations, unless an order lets screening read them."""
    rows = numbers(subdistrict)
    if caching.masks_allowed(subdistrict, at):
        return rows
    return rows.exclude(mention__purpose=WITHHELD_PURPOSE)


def held(subdistrict: UUID, named: Sequence[Whom], wanted: Sequence[Asked]) -> dict[UUID, Callee]:
    """The rows of these callees by key, made where missing, locked in one order."""
    rows = Callee.objects.of(subdistrict)
    keys = {one.key for one in named}
    known = set(rows.filter(key__any=list(keys)).values_list("key", flat=True))
    fresh = {one.key: _columns(subdistrict, one) for one in named if one.key not in known}
    bulk.insert_new(Callee, [fresh[key] for key in sorted(fresh)], known_by=("subdistrict", "key"))
    locked = rows.filter(key__any=list(keys)).select_for_update().order_by("id")
    found = {row.key: row for row in locked}
    _speak(found, named, wanted)
    return found


def _columns(subdistrict: UUID, one: Whom) -> dict[str, object]:
    return {
        "id": ids.new(),
        "subdistrict": subdistrict,
        "key": one.key,
        "household_id": one.household,
        "person_id": one.person,
        "committee_id": one.committee,
        "language": "",
        "reason": "",
        "agent_name": "",
    }


def _speak(found: dict[UUID, Callee], named: Sequence[Whom], wanted: Sequence[Asked]) -> None:
    """Keeps the language that somebody asked for."""
    for one, ask in zip(named, wanted, strict=True):
        callee = found[one.key]
        if ask.language and callee.language != ask.language:
            callee.language = ask.language
            callee.save(update_fields=["language"])


def numberless(subdistrict: UUID, keys: Iterable[UUID], at: datetime) -> set[UUID]:
    """Those of these callees (by id) of whom no number is known."""
    rows = Callee.objects.of(subdistrict).filter(pk__any=list(keys))
    named = list(rows.values_list("id", "household", "person"))
    homes = [home for _id, home, _person in named if home]
    people = [person for _id, _home, person in named if person]
    contacts = allowed(subdistrict, at)
    behind = contacts.filter(mention__person__household__id__any=homes) if homes else contacts.none()
    lone = contacts.filter(mention__person__id__any=people) if people else contacts.none()
    with_home = set(behind.values_list("mention__person__household", flat=True).distinct())
    with_own = set(lone.values_list("mention__person", flat=True).distinct())
    return {key for key, home, person in named if not (home in with_home or person in with_own)}


def lock(subdistrict: UUID, keys: Iterable[UUID]) -> list[Callee]:
    """These callees (by id), locked in one order."""
    rows = Callee.objects.of(subdistrict).filter(pk__any=list(keys))
    return list(rows.select_for_update().order_by("id"))
