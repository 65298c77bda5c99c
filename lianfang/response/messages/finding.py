"""By which numbers and accounts people are reached, and who stands behind a number that writes to us."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from lianfang.core import cipher, clock, masking
from lianfang.core.purposes import Purpose
from lianfang.registry.people import caching
from lianfang.registry.people.models import Contact, Mention, Person
from lianfang.registry.people.rules import best
from lianfang.registry.people.rules.phones import Kind as PhoneKind
from lianfang.registry.people.rules.phones import read_phones

from .models import Correspondent, OptOut
from .rules import ACCOUNT_OPEN, Address, Kind

# PIPL Art. 31: of a child under fourteen only a guardian is spoken to.
CHILD_UNDER, GUARDIAN_FROM = 14, 18
Sender = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Reached:
    """How one person is reached: the own addresses first, then those of grown-ups at home; `language` as last heard.
    `has_shut_account`: an official account's follower who did not write for 48 hours cannot be written to."""

    own: tuple[Address, ...] = ()
    household: tuple[Address, ...] = ()
    language: str = ""
    is_child: bool = False
    has_shut_account: bool = False

    @property
    def first(self) -> tuple[Address, ...]:
        """Whom to speak to: the person, where there is no way to them (or they are a child) a grown-up at home."""
        return self.household if self.is_child else self.own or self.household

    @property
    def second(self) -> tuple[Address, ...]:
        """Somebody else of the household, by another number than the first."""
        known = {one.lookup for one in self.first[:1]}
        return tuple(
            one for one in (*self.own, *self.household) if one.lookup not in known and not self._shut(one)
        )

    def _shut(self, one: Address) -> bool:
        return self.is_child and one in self.own


@dataclass(slots=True)
class _Found:
    """What is known of the people asked for and those at home with them."""

    people: dict[UUID, Person]
    addresses: dict[UUID, list[Address]]
    languages: dict[UUID, str] = field(default_factory=dict)
    shut: set[UUID] = field(default_factory=set)


def address_of(kind: str, value: str) -> Address:
    """An address from its clear value: telephone digits, or an account's id."""
    shown = masking.phone(value) if kind == Kind.SMS else masking.identity(value)
    return Address(kind, value, lookup_of(kind, value), shown[:24])


def lookup_of(kind: str, value: str) -> bytes:
    """The keyed hash of an address; a telephone's is the registry's own."""
    return cipher.lookup("phone" if kind == Kind.SMS else kind, value)


def reach(subdistrict: UUID, persons: Iterable[UUID], at: datetime) -> dict[UUID, Reached]:
    """How these persons are reached; six queries however many they are."""
    asked = Person.objects.of(subdistrict).in_bulk(list(persons))
    homes = {one.household_id for one in asked.values() if one.household_id}
    mates = Person.objects.of(subdistrict).listed().filter(household_id__in=homes) if homes else ()
    found = _found(subdistrict, {**{mate.id: mate for mate in mates}, **asked}, at)
    by_home: dict[UUID, list[Person]] = defaultdict(list)
    for mate in found.people.values():
        if mate.household_id:
            by_home[mate.household_id].append(mate)
    today = clock.day_of(at)
    return {
        key: _reached(one, by_home.get(one.household_id or key, []), found, today)
        for key, one in asked.items()
    }


def _reached(one: Person, home: Sequence[Person], found: _Found, today: date) -> Reached:
    grown = [mate for mate in home if mate.id != one.id and is_grown(mate, today)]
    # The eldest first would wake a grandmother for a grandson: the nearest in age above the person comes first.
    grown.sort(key=lambda mate: abs((one.born_on or today).toordinal() - (mate.born_on or today).toordinal()))
    own = tuple(found.addresses.get(one.id, ()))
    household = tuple(way for mate in grown for way in found.addresses.get(mate.id, ()))
    language, is_shut = found.languages.get(one.id, ""), one.id in found.shut
    return Reached(own, household, language, is_child(one, today), is_shut)


def is_child(person: Person, today: date) -> bool:
    """True under fourteen; of unknown age nobody is taken for a child."""
    return person.born_on is not None and clock.age(person.born_on, today) < CHILD_UNDER


def is_grown(person: Person, today: date) -> bool:
    """True from eighteen on, by a known birthday."""
    return person.born_on is not None and clock.age(person.born_on, today) >= GUARDIAN_FROM


def _found(subdistrict: UUID, people: dict[UUID, Person], at: datetime) -> _Found:
    keys = list(people)
    addresses: dict[UUID, list[Address]] = defaultdict(list)
    found = _Found(people, {})
    tied = Correspondent.objects.of(subdistrict).filter(person_id__in=keys).order_by("-heard_at")
    for one in tied:
        if one.person_id is None:
            continue
        found.languages.setdefault(one.person_id, one.language)
        if one.kind == Kind.WECHAT and one.heard_at <= at - ACCOUNT_OPEN:
            found.shut.add(one.person_id)
            continue
        addresses[one.person_id].append(
            Address(one.kind, one.address, bytes(one.lookup), one.masked, one.person_id)
        )
    for key, numbers in _numbers(subdistrict, keys, at).items():
        addresses[key] += numbers
    found.addresses = {key: _once(ways) for key, ways in addresses.items()}
    return found


def _once(ways: Iterable[Address]) -> list[Address]:
    return list({(one.kind, one.lookup): one for one in reversed(list(ways))}.values())[::-1]


def _numbers(subdistrict: UUID, persons: list[UUID], at: datetime) -> dict[UUID, list[Address]]:
    """Mobile numbers by person, the most believed first; mask reservations only under an order."""
    said = caching.sayings(subdistrict, persons)
    allowed = caching.masks_allowed(subdistrict, at)
    chosen = {
        key: [value.value.id for value in best.candidates("phone", best.usable_of(ones, allowed))]
        for key, ones in said.items()
    }
    keys = {contact for ones in chosen.values() for contact in ones}
    rows = {one.id: one for one in Contact.objects.of(subdistrict).filter(pk__in=keys, is_valid=True)}
    return {
        key: [
            _mobile(rows[contact], key) for contact in ones if contact in rows and _is_mobile(rows[contact])
        ]
        for key, ones in chosen.items()
    }


def _is_mobile(contact: Contact) -> bool:
    phones = read_phones(contact.number)
    return bool(phones) and phones[0].kind == PhoneKind.MOBILE and phones[0].is_valid


def _mobile(contact: Contact, person: UUID) -> Address:
    return Address(Kind.SMS, contact.number, bytes(contact.lookup), contact.masked, person)


def contact_address(subdistrict: UUID, contact: UUID) -> Address:
    """One number by its key: what a caller chose on the page."""
    row = Contact.objects.of(subdistrict).get(pk=contact)
    return Address(Kind.SMS, row.number, bytes(row.lookup), row.masked)


def people_behind(subdistrict: UUID, kind: str, lookup: bytes, at: datetime) -> list[Person]:
    """Who may have written: whoever this account is tied to, else everybody whose record names this number."""
    return behind_many(subdistrict, [(kind, lookup)], at)[kind, lookup]


def behind_many(subdistrict: UUID, senders: Iterable[Sender], at: datetime) -> dict[Sender, list[Person]]:
    """The same for many senders, kind and keyed hash; three queries however many they are."""
    asked = set(senders)
    tied = Correspondent.objects.of(subdistrict).filter(lookup__in={lookup for _kind, lookup in asked})
    found: dict[Sender, set[UUID]] = {one: set() for one in asked}
    for kind, lookup, person in tied.exclude(person=None).values_list("kind", "lookup", "person_id"):
        if (kind, bytes(lookup)) in found and person:
            found[kind, bytes(lookup)].add(person)
    unknown = [lookup for (kind, lookup), persons in found.items() if not persons and kind == Kind.SMS]
    for lookup, person in _named_by(subdistrict, unknown, at):
        found[Kind.SMS.value, lookup].add(person)
    keys = {key for persons in found.values() for key in persons}
    rows = Person.objects.of(subdistrict).present().filter(pk__any=keys) if keys else ()
    people = {person.id: person for person in rows}
    return {one: [people[key] for key in sorted(keys) if key in people] for one, keys in found.items()}


def _named_by(subdistrict: UUID, lookups: list[bytes], at: datetime) -> list[tuple[bytes, UUID]]:
    """Whose record names a number; by a mask reservation only under an order."""
    if not lookups:
        return []
    mentions = Mention.objects.of(subdistrict).standing().exclude(person=None)
    named = mentions.filter(contacts__lookup__in=lookups, contacts__subdistrict=subdistrict)
    rows = named.values_list("contacts__lookup", "person_id", "purpose")
    found = {(bytes(lookup), person, purpose) for lookup, person, purpose in rows}
    masked = Purpose.MASK.value
    is_asked = any(purpose == masked for _lookup, _person, purpose in found)
    allowed = is_asked and caching.masks_allowed(subdistrict, at)
    return [
        (lookup, person) for lookup, person, purpose in found if person and (allowed or purpose != masked)
    ]


def languages(subdistrict: UUID, lookups: Iterable[bytes]) -> dict[Sender, str]:
    """In which language these addresses wrote last; those that never wrote are left out."""
    rows = Correspondent.objects.of(subdistrict).filter(lookup__in=set(lookups))
    return {
        (kind, bytes(lookup)): said for kind, lookup, said in rows.values_list("kind", "lookup", "language")
    }


def stopped(subdistrict: UUID, lookups: Iterable[bytes]) -> set[tuple[str, bytes]]:
    """Which of these addresses want no messages."""
    rows = OptOut.objects.of(subdistrict).filter(lookup__in=set(lookups), ended_at=None)
    return {(kind, bytes(lookup)) for kind, lookup in rows.values_list("kind", "lookup")}


def shut_accounts(subdistrict: UUID, lookups: Iterable[bytes], at: datetime) -> set[bytes]:
    """Which of these accounts did not write for so long that the official account may not write to them."""
    asked = set(lookups)
    rows = Correspondent.objects.of(subdistrict).filter(
        kind=Kind.WECHAT, lookup__in=asked, heard_at__gt=at - ACCOUNT_OPEN
    )
    return asked - {bytes(lookup) for lookup in rows.values_list("lookup", flat=True)}
