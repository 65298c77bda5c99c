"""The numbers of a callee: whose, in which order, how often tried, and which of them is in a hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from lianfang.core import clock
from lianfang.registry.people.caching import masks_allowed
from lianfang.registry.people.models import Contact, Person
from lianfang.registry.people.rules.best import WITHHELD_PURPOSE

from . import rules
from .models import Callee, Need

YOUNGEST = 14


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a callee: the person of whom it was said, as their source gave it; what ringing it came to."""

    contact: UUID
    lookup: bytes
    masked: str
    person: UUID
    outcomes: tuple[str, ...] = ()


def members(callee: Callee) -> list[Person]:
    """Everybody a call to it may be about: the household, else those of its open needs."""
    rows = Person.objects.of(callee.subdistrict).present()
    if callee.household_id:
        return list(rows.filter(household_id=callee.household_id).order_by("born_on", "id"))
    named = Need.objects.of(callee.subdistrict).filter(callee=callee).values("person")
    return list(rows.filter(pk__in=named).order_by("born_on", "id"))


# The numbers that `callees.numbers` allows, with what ringing each came to. Written out, as it is asked at each claim:
# building it anew took longer than the database did.
LINES = """
SELECT c.id, c.lookup, c.masked, m.person_id,
       ARRAY(SELECT a.outcome FROM calls_attempt AS a
             WHERE a.subdistrict = c.subdistrict AND a.callee_id = %(callee)s AND a.lookup = c.lookup
               AND a.taken_back_at IS NULL) AS outcomes,
       m.as_of, p.born_on, m.purpose
FROM people_person AS p
JOIN people_mention AS m ON m.subdistrict = p.subdistrict AND m.person_id = p.id AND m.withdrawn_at IS NULL
JOIN people_contact AS c ON c.subdistrict = m.subdistrict AND c.mention_id = m.id AND c.is_valid
WHERE p.subdistrict = %(home)s AND p.merged_into_id IS NULL AND {theirs}
"""
# Everybody it stands for.
OF_HOUSEHOLD = "p.household_id = %(household)s"
NAMED = "p.id IN (SELECT person_id FROM calls_need WHERE subdistrict = %(home)s AND callee_id = %(callee)s)"


class Known(NamedTuple):
    """One number as `LINES` finds it."""

    line: Line
    said_at: datetime
    born_on: date | None
    purpose: str


def lines(callee: Callee, wanted: Iterable[UUID], at: datetime) -> list[Line]:
    """The numbers of its members, each once: of those who are wanted first, adults before children, the newest word
    first. Of mask reservations only while an order lets screening read them."""
    first, found = set(wanted), _known(callee)
    if any(one.purpose == WITHHELD_PURPOSE for one in found) and not masks_allowed(callee.subdistrict, at):
        found = [one for one in found if one.purpose != WITHHELD_PURPOSE]
    once: dict[bytes, Line] = {}
    for one in sorted(found, key=lambda one: _order(one, first, at)):
        once.setdefault(one.line.lookup, one.line)
    return list(once.values())


def _known(callee: Callee) -> list[Known]:
    facts = {"home": callee.subdistrict, "callee": callee.id, "household": callee.household_id}
    with connection.cursor() as cursor:
        cursor.execute(LINES.format(theirs=OF_HOUSEHOLD if callee.household_id else NAMED), facts)
        return [
            Known(Line(key, bytes(lookup), masked, person, tuple(outcomes)), *rest)
            for key, lookup, masked, person, outcomes, *rest in cursor.fetchall()
        ]


def _order(one: Known, first: set[UUID], at: datetime) -> tuple[bool, bool, float, UUID]:
    line = one.line
    return _is_child(one.born_on, at), line.person not in first, -one.said_at.timestamp(), line.contact


def _is_child(born_on: date | None, at: datetime) -> bool:
    return born_on is not None and clock.age(born_on, clock.day_of(at)) < YOUNGEST


def next_line(callee: Callee, wanted: Iterable[UUID], at: datetime) -> Line | None:
    """The number to ring now; None where none is left."""
    found = {one.lookup: one for one in lines(callee, wanted, at)}
    wrong = rules.Outcome.WRONG_NUMBER
    numbers = [rules.Number(key, len(one.outcomes), wrong in one.outcomes) for key, one in found.items()]
    best = rules.next_number(numbers)
    return found[bytes(best.key)] if best else None  # type: ignore[call-overload]


def number_in_hand(callee: Callee) -> str:
    """The full number that the claim gave; empty where it has gone meanwhile."""
    found = Contact.objects.of(callee.subdistrict).filter(pk__any=[callee.contact]).first()
    return str(found.number) if found else ""
