"""The numbers of a callee: whose, in which order, how often tried, and which of them is in a hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from lianfang.registry.people.caching import masks_allowed
from lianfang.registry.people.models import Contact, Person
from lianfang.registry.people.rules.best import WITHHELD_PURPOSE

from . import callees, rules
from .models import Attempt, Callee, Need

YOUNGEST = 14


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a callee: the person of whom it was said, as their source gave it."""

    contact: UUID
    lookup: bytes
    masked: str
    person: UUID


def members(callee: Callee) -> list[Person]:
    """Everybody a call to it may be about: the household, else those of its open needs."""
    rows = Person.objects.of(callee.subdistrict).present()
    if callee.household_id:
        return list(rows.filter(household_id=callee.household_id).order_by("born_on", "id"))
    named = Need.objects.of(callee.subdistrict).filter(callee=callee).values("person")
    return list(rows.filter(pk__in=named).order_by("born_on", "id"))


def lines(callee: Callee, wanted: Iterable[UUID], at: datetime) -> list[Line]:
    """The numbers of its members, each once: of those who are wanted first, adults before children, the newest word
    first. Of mask reservations only while an order lets screening read them."""
    first = set(wanted)
    rows = callees.numbers(callee.subdistrict).filter(_theirs(callee), mention__person__merged_into=None)
    found = list(rows.values_list(*COLUMNS))
    if any(row[-1] == WITHHELD_PURPOSE for row in found) and not masks_allowed(callee.subdistrict, at):
        found = [row for row in found if row[-1] != WITHHELD_PURPOSE]
    ordered = sorted(
        found, key=lambda row: (_is_child(row[5], at), row[3] not in first, -row[4].timestamp(), row[0])
    )
    once: dict[bytes, Line] = {}
    for key, lookup, masked, person, *_rest in ordered:
        once.setdefault(bytes(lookup), Line(key, bytes(lookup), masked, person))
    return list(once.values())


COLUMNS = (
    "id",
    "lookup",
    "masked",
    "mention__person",
    "mention__as_of",
    "mention__person__born_on",
    "mention__purpose",
)


def _theirs(callee: Callee) -> Q:
    """Contacts of everybody it stands for."""
    if callee.household_id:
        return Q(mention__person__household=callee.household_id)
    named = Need.objects.of(callee.subdistrict).filter(callee=callee).exclude(person=None)
    return Q(mention__person__in=named.values("person"))


def _is_child(born_on: date | None, at: datetime) -> bool:
    return born_on is not None and (at.date() - born_on).days < YOUNGEST * 365


def next_line(callee: Callee, wanted: Iterable[UUID], at: datetime) -> Line | None:
    """The number to ring now; None where none is left."""
    found = {one.lookup: one for one in lines(callee, wanted, at)}
    wrong, tries = _tried(callee)
    numbers = [rules.Number(key, tries[key], key in wrong) for key in found]
    best = rules.next_number(numbers)
    return found[bytes(best.key)] if best else None  # type: ignore[call-overload]


def _tried(callee: Callee) -> tuple[set[bytes], Counter[bytes]]:
    rows = Attempt.objects.of(callee.subdistrict).standing().filter(callee=callee, lookup__isnull=False)
    wrong: set[bytes] = set()
    tries: Counter[bytes] = Counter()
    for lookup, outcome in rows.values_list("lookup", "outcome"):
        tries[bytes(lookup)] += 1
        if outcome == rules.Outcome.WRONG_NUMBER:
            wrong.add(bytes(lookup))
    return wrong, tries


def number_in_hand(callee: Callee) -> str:
    """The full number that the claim gave; empty where it has gone meanwhile."""
    found = Contact.objects.of(callee.subdistrict).filter(pk__any=[callee.contact]).first()
    return str(found.number) if found else ""
