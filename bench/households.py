"""Households of a subdistrict of their own, come back over some days: reported, verified, observed.

Everybody is invented. Places and people are laid out by hand; from then on everything goes through operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count
from uuid import UUID

from lianfang.command.exercise.fortnight import WILD, Line, Played, Stage
from lianfang.command.exercise.fortnight.days import Act, Course
from lianfang.command.exercise.fortnight.days import play as play_days
from lianfang.command.exercise.posts import Crew
from lianfang.core import Actor, Role, bulk, clock, ids, tenant
from lianfang.core.actor import system
from lianfang.core.models import Subdistrict
from lianfang.registry.people.models import Household, Mention, Person
from lianfang.registry.places.models import Building, Committee, Compound, Door
from lianfang.response.observation import operations as observation
from lianfang.response.screening import operations as screening
from lianfang.response.screening.models import Report
from lianfang.response.screening.operations.reporting import Sighting
from lianfang.response.screening.operations.verifying import Answer

FIRST = date(2020, 2, 3)
RULES = (5, 9, 12, 15, 18)
COMES_OVER = 6
COMMITTEES, STAIRS = 10, 6
MEMBERS, HOW_OFTEN = (1, 2, 3, 4), (55, 25, 15, 5)
OFFICE_OPENS = time(7)
CAME_ALONG, NOT_REACHED, REFUTED, AWAY = 0.6, 0.1, 0.03, 5


class TakenBack(Exception):
    """The end: nothing stays."""


def play(households: int, seed: int, days: int, tell: Callable[[Line], None]) -> Played:
    """Plays that many households' fortnights and takes everything back."""
    key, found = ids.new(), []
    try:
        with tenant.inside(key):
            stage, coming = settle(key, households, seed)
            found.append(play_days(stage, coming, Course(FIRST, days, RULES), tell))
            raise TakenBack
    except TakenBack:
        return found[0]


def settle(key: UUID, households: int, seed: int) -> tuple[Stage, Households]:
    """Lays out the subdistrict and its people."""
    Subdistrict.objects.create(id=key, code=f"8{key.int % 10**8:08}", name="千家街道")
    by, at = system(key, "演练"), clock.at_local(FIRST, OFFICE_OPENS.hour)
    committees = [Committee(subdistrict=key, code=f"{n:03}", name=f"第{n}居民区") for n in range(COMMITTEES)]
    Committee.objects.bulk_create(committees)
    stage = Stage(by, _crew(key, committees), seed, WILD)
    screening.load_default_rules(by=by, at=at)
    observation.load_default_protocol(by=by, at=at)
    homes = [home for committee in committees for home in _stairs(committee, -(-households // COMMITTEES))]
    return stage, Households(stage, _people(stage, homes[:households], at))


def _crew(key: UUID, committees: list[Committee]) -> Crew:
    crew = Crew(duty=[Actor(ids.new(), f"值班{n}", Role.DUTY_OFFICER, key) for n in range(3)])
    for one in committees:
        area = frozenset({one.id})
        crew.workers[one.id] = [Actor(ids.new(), f"{one}干事", Role.COMMITTEE_WORKER, key, area)]
        crew.doctors[one.id] = [Actor(ids.new(), f"{one}医生", Role.DOCTOR, key, area)]
    return crew


def _stairs(committee: Committee, doors: int) -> Iterator[Door]:
    key = committee.subdistrict
    compound = Compound.objects.create(subdistrict=key, committee=committee, name=f"{committee}小区")
    stairs = [Building(subdistrict=key, compound=compound, number=str(n + 1)) for n in range(STAIRS)]
    Building.objects.bulk_create(stairs)
    made = [Door(subdistrict=key, building=stairs[n % STAIRS], room=str(101 + n)) for n in range(doors)]
    return iter(Door.objects.bulk_create(made))


def _people(stage: Stage, homes: list[Door], at: datetime) -> list[list[Person]]:
    families, numbers = [], count(1)
    for n, door in enumerate(homes):
        rng = stage.dice("family", n)
        size = rng.choices(MEMBERS, HOW_OFTEN)[0]
        families.append([_person(door, next(numbers), at) for _member in range(size)])
        home = Household(subdistrict=door.subdistrict, door=door, committee=door.building.compound.committee)
        home.save()
        for person in families[-1]:
            person.household = home
    everybody = [person for family in families for person in family]
    bulk.insert(everybody)
    bulk.insert([_registered(person, at) for person in everybody])
    stage.numbers |= {person.id: n for n, person in enumerate(everybody, 1)}
    return families


def _person(door: Door, number: int, at: datetime) -> Person:
    compound = door.building.compound
    return Person(
        subdistrict=door.subdistrict, name=f"住户{number}", sex="F" if number % 2 else "M",
        born_on=date(1950, 1, 1) + timedelta(days=number * 7 % 20_000), committee=compound.committee,
        compound=compound, building=door.building, door=door, is_registered=True, created_at=at, updated_at=at,
    )  # fmt: skip


def _registered(person: Person, at: datetime) -> Mention:
    return Mention(
        subdistrict=person.subdistrict, kind=Mention.Kind.REGISTER, purpose="registry", label="实有人口", as_of=at,
        name=person.name, sex=person.sex, born_on=person.born_on, person=person, committee=person.committee,
        compound=person.compound, building=person.building, door=person.door,
    )  # fmt: skip


class Households:
    """Who comes back on which day, and what the committee finds out."""

    def __init__(self, stage: Stage, families: list[list[Person]]) -> None:
        self.stage, self.families = stage, families

    def acts(self, day: date) -> Iterator[Act]:
        """Reports and verifications of a day; somebody not reached is tried the next morning."""
        for n, family in enumerate(self.families):
            rng = self.stage.dice("comes", n)
            comes = FIRST + timedelta(days=rng.randrange(COMES_OVER))
            told = _moment(comes, rng.randint(8 * 60, 20 * 60))
            found = told + timedelta(minutes=rng.randint(20, 170))
            if rng.random() < NOT_REACHED:
                if comes == day:
                    yield found, partial(self._verify, n, found, is_reached=False)
                found = _moment(comes + timedelta(days=1), rng.randint(8 * 60, 20 * 60))
            if comes == day:
                yield told, partial(self._report, n, family[0], told)
            if clock.day_of(found) == day:
                yield found, partial(self._verify, n, found)

    def _report(self, n: int, person: Person, at: datetime) -> None:
        rng = self.stage.dice("report", n)
        worker = self.stage.crew.worker(person.committee_id, n)
        came = clock.day_of(at) - timedelta(days=rng.randrange(AWAY))
        sighting = Sighting(person=person.id, place="湖北省武汉市", arrived_on=came, client_id=f"family-{n}")
        for _sent in range(1 + (rng.random() < 0.05)):
            screening.report(by=worker, sighting=sighting, at=at)
        self.stage.tell("reports")

    def _verify(self, n: int, at: datetime, *, is_reached: bool = True) -> None:
        rng, first = self.stage.dice("verified", n), self.families[n][0]
        report = Report.objects.of(self.stage.by.subdistrict).open().get(person=first)  # type: ignore[attr-defined]
        answer = self._answer(n, report) if is_reached else Answer("unreachable")
        if is_reached and rng.random() < REFUTED:
            answer = Answer("refuted", reason="left_again")
        worker = self.stage.crew.worker(report.committee_id, n)
        screening.verify(by=worker, report_id=report.id, answer=answer, at=at)
        self.stage.tell(answer.outcome)

    def _answer(self, n: int, report: Report) -> Answer:
        rng = self.stage.dice("along", n)
        along = tuple(one.id for one in self.families[n][1:] if rng.random() < CAME_ALONG)
        return Answer("confirmed", arrived_on=report.starts_on, place=report.place, companions=along)


def _moment(day: date, minute: int) -> datetime:
    return clock.at_local(day) + timedelta(minutes=minute)
