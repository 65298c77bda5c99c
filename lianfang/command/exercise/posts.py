"""The command post's people get their accounts; and who of them acts for which committee."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lianfang.core import Actor, Role
from lianfang.registry.accounts import operations as accounts
from lianfang.registry.accounts.operations import Newcomer
from lianfang.registry.accounts.rules import Placement
from lianfang.registry.places import selectors as places
from lianfang.registry.places.models import Committee
from lianfang.registry.places.rules import Gazetteer, Names, parse, resolve

from .town import Staff, Town, draw_staff
from .town.staff import Area

NAMED_OTHERWISE = {
    "building_leader": Role.LEADER,
    "community_doctor": Role.DOCTOR,
    "police_officer": Role.POLICE,
}


@dataclass(slots=True)
class Crew:
    """Who can be sent, as actors: by committee, and for the whole subdistrict."""

    duty: list[Actor] = field(default_factory=list)
    workers: dict[UUID, list[Actor]] = field(default_factory=lambda: defaultdict(list))
    doctors: dict[UUID, list[Actor]] = field(default_factory=lambda: defaultdict(list))
    leaders: dict[UUID, Actor] = field(default_factory=dict)
    callers: list[Actor] = field(default_factory=list)

    def worker(self, committee: UUID | None, turn: int) -> Actor:
        """A worker of a committee, in turns; the duty officer where nobody knows the committee."""
        mine = self.workers.get(committee) if committee else None
        return _in_turn(mine or self.duty, turn)

    def doctor(self, committee: UUID | None, turn: int) -> Actor:
        """The doctor of a committee; the duty officer writes down what one said where there is none."""
        mine = self.doctors.get(committee) if committee else None
        return _in_turn(mine or self.duty, turn)


def _in_turn(actors: list[Actor], turn: int) -> Actor:
    return actors[turn % len(actors)]


class _Ground:
    """Turns the town's areas into the committees and stairs of the system."""

    def __init__(self, subdistrict: UUID) -> None:
        rows = Committee.objects.of(subdistrict).values_list("code", "id", "name")
        self.committees = {code: key for code, key, _name in rows}
        self.titles = {code: name for code, _key, name in rows}
        self.gazetteer: Gazetteer = places.gazetteer(subdistrict)
        self.names: Names = places.names(subdistrict)

    def placement(self, role: Role, area: Area) -> Placement | None:
        """Where a post stands; None for a stair that the household ledger does not know."""
        if role == Role.LEADER:
            title = self.titles.get(area.committee, "")
            stair = resolve(parse(area.name, known=self.names), self.gazetteer, committee=title).stair
            return Placement(role, building=stair) if isinstance(stair, UUID) else None
        return Placement(role, committee=self.committees.get(area.committee))


def fill(by: Actor, town: Town, password: str, at: datetime) -> Crew:
    """Gives everybody an account with this password; returns who can be sent."""
    ground = _Ground(by.subdistrict)
    newcomers = [one for member in draw_staff(town) if (one := _newcomer(ground, member)).placements]
    users = accounts.add_many(by=by, newcomers=newcomers, password=password, at=at)
    crew = Crew()
    for user, one in zip(users, newcomers, strict=True):
        _join(crew, _actor(user.id, one, by.subdistrict))
    return crew


def _newcomer(ground: _Ground, member: Staff) -> Newcomer:
    role = NAMED_OTHERWISE.get(member.role) or Role(member.role)
    found = [ground.placement(role, area) for area in member.areas]
    return Newcomer(member.username, member.name, tuple(one for one in found if one is not None))


def _actor(key: UUID, one: Newcomer, subdistrict: UUID) -> Actor:
    committees = frozenset(p.committee for p in one.placements if p.committee)
    buildings = frozenset(p.building for p in one.placements if p.building)
    return Actor(key, one.name, one.placements[0].role, subdistrict, committees, buildings)


def _join(crew: Crew, actor: Actor) -> None:
    if actor.role == Role.DUTY_OFFICER:
        crew.duty.append(actor)
    if actor.role == Role.CALLER:
        crew.callers.append(actor)
    for committee in actor.committees:
        if actor.role == Role.COMMITTEE_WORKER:
            crew.workers[committee].append(actor)
        if actor.role == Role.DOCTOR:
            crew.doctors[committee].append(actor)
    for building in actor.buildings:
        crew.leaders[building] = actor
