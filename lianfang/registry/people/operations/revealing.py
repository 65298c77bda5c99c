"""Looking: full values by one tap with a reason, and who opened whose page. Each look is in the record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, clock
from lianfang.ledger.models import Entry
from lianfang.ledger.operations import record
from lianfang.registry.places.models import Door

from .. import caching
from ..models import Contact, Household, Mention, Person
from ..rules import best, rights
from ..rules.best import Best, Said
from ..rules.rights import Field


@transaction.atomic
def reveal(*, by: Actor, person_id: UUID, field: str, reason: str, at: datetime) -> str:
    """The full value of one field of a person, for a reason that is kept; returns the value.

    Looking at more than twenty different persons on a day is told to the data officer, once a day.
    """
    what = rights.check_can_reveal(by, field, reason)
    person = Person.objects.visible_to(by).get(pk=person_id)
    value = _full(by.subdistrict, person, what, at)
    if not value:
        raise Refused("people.nothing_held")
    record(
        "people.revealed",
        by=by,
        at=at,
        about=person,
        person=person.id,
        committee=person.committee_id,
        reason=rights.check_reason(reason),
        field=what.value,
    )
    _tell_of_many(by, at)
    return value


@transaction.atomic
def reveal_rows(
    *, by: Actor, person_ids: list[UUID], reason: str, at: datetime
) -> dict[UUID, dict[Field, str]]:
    """Names, phones and addresses of many persons in full, for an export; one entry with the count."""
    rights.check_can_reveal(by, Field.NAME, reason)
    seen = list(Person.objects.visible_to(by).filter(pk__in=person_ids))
    said = caching.sayings(by.subdistrict, [person.id for person in seen])
    allowed = caching.masks_allowed(by.subdistrict, at)
    bests = {person.id: best.best(said.get(person.id, []), masks_allowed=allowed) for person in seen}
    numbers = _numbers(by.subdistrict, [one.phone.value.id for one in bests.values() if one.phone])
    values = {person.id: _row(person, bests[person.id], numbers) for person in seen}
    record(
        "people.revealed_in_bulk",
        by=by,
        at=at,
        reason=rights.check_reason(reason),
        persons=len(values),
    )
    _tell_of_many(by, at, len(values))
    return values


@transaction.atomic
def open_page(*, by: Actor, person_id: UUID, at: datetime) -> Person:
    """Notes that somebody looked at a person's page: one entry a person, viewer and day."""
    person: Person = Person.objects.visible_to(by).get(pk=person_id)
    begin, _end = clock.bounds(clock.day_of(at))
    looked = Entry.objects.of(by.subdistrict).filter(
        person=person.id, actor=by.id, event="people.opened", at__gte=begin
    )
    if not looked.exists():
        record("people.opened", by=by, at=at, about=person, person=person.id, committee=person.committee_id)
    return person


@transaction.atomic
def open_household(*, by: Actor, household_id: UUID, at: datetime) -> Household:
    """Notes that somebody looked at who lives behind a door: one entry a door, viewer and day."""
    household: Household = Household.objects.visible_to(by).get(pk=household_id)
    begin, _end = clock.bounds(clock.day_of(at))
    looked = Entry.objects.of(by.subdistrict).filter(
        about=household.id, actor=by.id, event="people.household_opened", at__gte=begin
    )
    if not looked.exists():
        record("people.household_opened", by=by, at=at, about=household, committee=household.committee_id)
    return household


def _full(subdistrict: UUID, person: Person, field: Field, at: datetime) -> str:
    said = caching.sayings(subdistrict, [person.id]).get(person.id, [])
    found = best.best(said, masks_allowed=caching.masks_allowed(subdistrict, at))
    if field is Field.NAME:
        return person.name
    if field is Field.ADDRESS:
        return _address(found)
    if field is Field.PHONE and found.phone:
        return _numbers(subdistrict, [found.phone.value.id])[found.phone.value.id]
    if field is Field.ID_NUMBER and found.identity:
        return Mention.objects.of(subdistrict).get(pk=found.identity.said.id).id_number or ""
    return ""


def _row(person: Person, found: Best, numbers: dict[UUID, str]) -> dict[Field, str]:
    phone = numbers.get(found.phone.value.id, "") if found.phone else ""
    return {Field.NAME: person.name, Field.PHONE: phone, Field.ADDRESS: _address(found)}


def _address(found: Best) -> str:
    """The address as its source wrote it; where it only named the door, the door's."""
    home: Said | None = found.home.said if found.home else None
    if home is None or home.address or not home.door:
        return home.address if home else ""
    return caching.door_name(Door.objects.select_related("building__compound").get(pk=home.door))


def _numbers(subdistrict: UUID, contacts: list[UUID]) -> dict[UUID, str]:
    rows = Contact.objects.of(subdistrict).filter(pk__in=contacts)
    return {contact.id: contact.number for contact in rows}


def _tell_of_many(by: Actor, at: datetime, in_bulk: int = 0) -> None:
    begin, end = clock.bounds(clock.day_of(at))
    today = Entry.objects.of(by.subdistrict).filter(actor=by.id, at__gte=begin, at__lt=end)
    shown = today.filter(event="people.revealed").values("person").distinct().count() + in_bulk
    if rights.is_conspicuous(shown) and not today.filter(event="people.many_reveals").exists():
        record("people.many_reveals", by=by, at=at, persons=shown)
