"""Asking for a visit: from a page, from the room that needs it, or because the phone did not reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role, clock
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Person
from lianfang.registry.places.models import Building, Committee, Compound, Door

from .. import planning, rules
from ..models import Request, Stop
from ..rules import Needs as Needs
from ..terms import terms
from . import dispatching

ASKERS = (
    Role.COMMANDER,
    Role.DUTY_OFFICER,
    Role.COMMITTEE_WORKER,
    Role.DOCTOR,
    Role.POLICE,
    Role.CALLER,
    Role.SYSTEM,
)
# Under whose eyes a resident's visit may be asked for by somebody who does not see the resident: a caller holds
# one number at a time.
BLIND = (Role.CALLER, Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for. `person`, `door`, `building` or `compound` says where; `urgency` and what is needed follow
    from the kind where they are not said; `about_kind` and `about_id` name the matter, for which one visit is open at
    a time.
    """

    kind: str
    person: UUID | None = None
    door: UUID | None = None
    building: UUID | None = None
    compound: UUID | None = None
    committee: UUID | None = None
    urgency: str = ""
    due_at: datetime | None = None
    not_before: datetime | None = None
    needs: Needs = field(default_factory=Needs)
    about_kind: str = ""
    about_id: UUID | None = None
    note: str = ""


@transaction.atomic
def ask(*, by: Actor, request: Ask, at: datetime) -> Request:
    """Asks for a visit. Asked again about the same matter, the open one stays and becomes as urgent as the more
    urgent of the two. Refused where nobody could know at which door to knock."""
    _check(by, request)
    found = _open_one(by, request)
    made = _raise(by, found, request, at) if found else _make(by, request, at)
    record(
        "visits.asked_again" if found else "visits.asked",
        by=by,
        at=at,
        about=made,
        person=made.person_id,
        committee=made.committee_id,
        kind=made.kind,
        urgency=made.urgency,
    )
    if made.urgency == rules.Urgency.NOW and made.state == rules.State.WAITING:
        dispatching.take_in(by=by, request_id=made.id, at=at)
    return made


@transaction.atomic
def ask_many(*, by: Actor, requests: Sequence[Ask], at: datetime) -> list[Request]:
    """Asks for many visits in one transaction, each as `ask` does."""
    return [ask(by=by, request=one, at=at) for one in requests]


@transaction.atomic
def withdraw(*, by: Actor, request_ids: Sequence[UUID], reason: str = "", at: datetime) -> int:
    """Nobody need knock any more: takes open requests back, off the teams' lists as well; returns how many."""
    if by.role not in ASKERS:
        raise Refused("visits.not_for_this_role")
    rows = Request.objects.of(by.subdistrict) if by.role in BLIND else Request.objects.visible_to(by)
    found = list(rows.open().filter(pk__in=request_ids).select_for_update(of=("self",)).order_by("pk"))
    for one in found:
        one.state = rules.state_after(one.state, "withdrawn")
        one.closed_at, one.version = at, one.version + 1
        one.save(update_fields=["state", "closed_at", "version"])
        Stop.objects.of(by.subdistrict).filter(request=one, done_at=None).delete()
        record(
            "visits.withdrawn",
            by=by,
            at=at,
            about=one,
            person=one.person_id,
            committee=one.committee_id,
            reason=reason[:200],
        )
    return len(found)


@transaction.atomic
def withdraw_about(
    *, by: Actor, about_kind: str, about_id: UUID, kinds: Sequence[str] = (), reason: str = "", at: datetime
) -> int:
    """Takes back whatever is open about one matter (a report verified by phone meanwhile), or only visits of some
    kinds; returns how many."""
    rows = Request.objects.of(by.subdistrict).open().filter(about_kind=about_kind, about_id=about_id)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    keys = list(rows.values_list("pk", flat=True))
    if keys:
        withdraw(by=by, request_ids=keys, reason=reason, at=at)
    return len(keys)


def _check(by: Actor, request: Ask) -> None:
    if by.role not in ASKERS:
        raise Refused("visits.not_for_this_role")
    if request.kind not in set(rules.Kind):
        raise Refused("visits.kind_unknown")
    if not (request.person or request.door or request.building or request.compound):
        raise Refused("visits.where_missing")


def _open_one(by: Actor, request: Ask) -> Request | None:
    """The open request about the same matter, else of the same kind for the same person or door; locked."""
    matter = request.about_id or request.person or request.door or request.building or request.compound
    planning.one_at_a_time(by.subdistrict, f"{request.kind} {matter}")
    rows = Request.objects.of(by.subdistrict).open().filter(kind=request.kind)
    if request.about_id:
        rows = rows.filter(about_kind=request.about_kind, about_id=request.about_id)
    elif request.person:
        rows = rows.filter(person=request.person)
    else:
        rows = rows.filter(person=None, **_place_asked(request))
    found: Request | None = rows.select_for_update(of=("self",)).order_by("asked_at").first()
    return found


def _place_asked(request: Ask) -> dict[str, UUID | None]:
    """The place as far down as it was said: a flat lies in a stair all the same."""
    if request.door:
        return {"door": request.door}
    if request.building:
        return {"door": None, "building": request.building}
    return {"door": None, "building": None, "compound": request.compound}


def _raise(by: Actor, found: Request, request: Ask, at: datetime) -> Request:
    wanted = _urgency(request)
    due = request.due_at or terms(by.subdistrict, at).due(wanted, at)
    if due < found.due_at:
        found.urgency, found.due_at = wanted, due
    found.set_needs(found.needs.joined_with(_needs(request)))
    if request.note and request.note not in found.note:
        found.note = f"{found.note} {request.note}".strip()[:200]
    found.save()
    return found


def _make(by: Actor, request: Ask, at: datetime) -> Request:
    law, urgency = terms(by.subdistrict, at), _urgency(request)
    made = Request(
        subdistrict=by.subdistrict,
        kind=request.kind,
        urgency=urgency,
        due_at=request.due_at or law.due(urgency, at),
        not_before=request.not_before,
        about_kind=request.about_kind,
        about_id=request.about_id,
        note=request.note.strip()[:200],
        asked_at=at,
        asked_by_name=by.name,
        asked_by_role=by.role.value,
    )
    made.set_needs(_needs(request))
    _place(by, made, request, law)
    made.save()
    return made


def _urgency(request: Ask) -> str:
    known = request.urgency in set(rules.Urgency)
    return request.urgency if known else rules.USUAL[rules.Kind(request.kind)].value


def _needs(request: Ask) -> Needs:
    usual = rules.NEEDED.get(rules.Kind(request.kind), Needs())
    language = request.needs.language if request.needs.language in rules.LANGUAGES else "other"
    return usual.joined_with(replace(request.needs, language=language))


def _place(by: Actor, made: Request, request: Ask, law: rules.Terms) -> None:
    """Where to knock: the person's home, or the flat, stair or compound said; who asks answers for the place."""
    if request.person:
        _at_home_of(by, made, request.person)
        made.is_elderly = _is_elderly(made.person, law, clock.day_of(made.asked_at))
    elif request.door:
        _at_door(by, made, request.door)
    elif request.building:
        _at_stair(by, made, request.building)
    elif request.compound:
        _within_walls(by, made, request.compound)
    if request.committee and made.committee_id is None:
        made.committee = Committee.objects.of(by.subdistrict).get(pk=request.committee)


def _at_home_of(by: Actor, made: Request, key: UUID) -> None:
    people = Person.objects.of(by.subdistrict) if by.role in BLIND else Person.objects.visible_to(by)
    person = people.present().get(pk=key)
    made.person, made.household_id = person, person.household_id
    made.door_id, made.building_id = person.door_id, person.building_id
    made.compound_id, made.committee_id = person.compound_id, person.committee_id


def _at_door(by: Actor, made: Request, key: UUID) -> None:
    doors = Door.objects.of(by.subdistrict) if by.role in BLIND else Door.objects.visible_to(by)
    door = doors.select_related("building__compound").get(pk=key)
    made.door = door
    made.household = door.households.of(by.subdistrict).first()  # type: ignore[attr-defined]
    _in(made, door.building)


def _at_stair(by: Actor, made: Request, key: UUID) -> None:
    stairs = Building.objects.of(by.subdistrict) if by.role in BLIND else Building.objects.within(by)
    _in(made, stairs.select_related("compound").get(pk=key))


def _within_walls(by: Actor, made: Request, key: UUID) -> None:
    walls = Compound.objects.of(by.subdistrict) if by.role in BLIND else Compound.objects.within(by)
    made.compound = walls.get(pk=key)
    made.committee_id = made.compound.committee_id


def _in(made: Request, building: Building) -> None:
    made.building, made.compound_id = building, building.compound_id
    made.committee_id = building.compound.committee_id


def _is_elderly(person: Person | None, law: rules.Terms, today: date) -> bool:
    """Old enough that a knock after dark would frighten (terms: `elderly_from`)."""
    if person is None or person.born_on is None:
        return False
    return person.born_on <= today - timedelta(days=round(law.elderly_from * 365.25))
