"""A household asks for something: from its own page, through staff, in a call or at the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from lianfang.core import Actor, Refused, Role, clock
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Person

from .. import hooks
from ..models import Errand, Kind
from ..rights import STAFF
from .kinds import ensure_kinds

MOST_OPEN = 10
LONGEST = 500
ASKERS = STAFF | {Role.RESIDENT, Role.POLICE, Role.LEADER}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `source`: page, staff, call, visit; `about` the call or visit it came up in, which makes a
    repeated event count once; `client_id` does the same for a phone's retry. `place`: elsewhere than the own door."""

    person: UUID
    kind: str
    text: str = ""
    place: str = ""
    source: str = Errand.Source.STAFF.value
    about: UUID | None = None
    due_at: datetime | None = None
    client_id: str = ""


@transaction.atomic
def ask(*, by: Actor, wish: Wish, at: datetime) -> Errand:
    """Writes down what a household needs, due within the kind's hours; the same sending again counts once.

    Raises `services.no_such_kind`, `services.too_many_open`, `services.wish_too_long`.
    """
    if by.role not in ASKERS:
        raise Refused("services.not_for_this_role")
    _hold(by, wish)
    known = _sent_before(by, wish)
    if known is not None:
        return known
    person = Person.objects.visible_to(by).present().get(pk=wish.person)
    kind = _kind(by, wish, at)
    _check(by, person, wish)
    errand = Errand.objects.create(**_facts(by, person, wish, kind, at=at))
    record(
        "services.asked",
        by=by,
        at=at,
        about=errand,
        person=person.id,
        committee=errand.committee_id,
        kind=kind.code,
        source=errand.source,
    )
    return errand


def _hold(by: Actor, wish: Wish) -> None:
    """One sending at a time of one form, and one household's limit counted by one at a time."""
    with connection.cursor() as cursor:
        key = f"errand {by.subdistrict} {wish.client_id or wish.about or wish.person}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _sent_before(by: Actor, wish: Wish) -> Errand | None:
    mine = Errand.objects.of(by.subdistrict)
    if wish.client_id:
        return mine.visible_to(by).filter(client_id=wish.client_id).first()
    return mine.filter(about=wish.about, kind=wish.kind).first() if wish.about else None


def _kind(by: Actor, wish: Wish, at: datetime) -> Kind:
    ensure_kinds(by, at)
    found = Kind.objects.visible_to(by).in_force(clock.day_of(at)).filter(code=wish.kind).first()
    if found is None:
        raise Refused("services.no_such_kind")
    if by.role == Role.RESIDENT and not found.is_offered:
        raise Refused("services.not_offered_here")
    return found


def _check(by: Actor, person: Person, wish: Wish) -> None:
    if len(wish.text) > LONGEST:
        raise Refused("services.wish_too_long", most=LONGEST)
    if by.role == Role.RESIDENT:
        open_now = Errand.objects.visible_to(by).running().filter(series=None).count()
        if open_now >= MOST_OPEN:
            raise Refused("services.too_many_open", most=MOST_OPEN)


def _facts(by: Actor, person: Person, wish: Wish, kind: Kind, *, at: datetime) -> dict[str, object]:
    bound = hooks.homebound(by.subdistrict, at, [person.id]).get(person.id)
    due = wish.due_at or at + timedelta(hours=kind.hours)
    return {
        "subdistrict": by.subdistrict,
        "person": person,
        "asked_for": person.id,
        "household_id": person.household_id,
        "committee_id": bound.committee if bound and bound.committee else person.committee_id,
        "kind": kind.code,
        "wish": wish.text.strip(),
        "place": (wish.place.strip() or (bound.home if bound else ""))[:120],
        "source": wish.source,
        "about": wish.about,
        "on_day": clock.day_of(due),
        "asked_at": at,
        "asked_by_name": by.name,
        "due_at": due,
        "wants_confirming": kind.is_confirmed,
        "client_id": wish.client_id[:64],
    }
