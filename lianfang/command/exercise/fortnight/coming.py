"""Who comes back to the town day by day, and how the office hears of it: lists, leaders, staff, by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from lianfang.core import Actor, clock
from lianfang.registry.people.models import Person
from lianfang.registry.people.operations import linking
from lianfang.response.screening import operations as screening
from lianfang.response.screening.models import Registrant, Report
from lianfang.response.screening.operations.registering import Family, Newcomer
from lianfang.response.screening.operations.reporting import Sighting
from lianfang.response.screening.operations.verifying import Answer, Found
from lianfang.response.screening.rules.registering import GUARDED_UNDER

from .. import arrival
from ..roll import Roll
from ..town import Town, hand_in
from ..town.courses import Course, courses
from ..town.journeys import CONTACT, OBSERVED
from .days import Act
from .stage import Stage

DAY = timedelta(days=1)
# By the number of the day: which office hands in whom it heard of since. The first comes the evening before.
LISTS = {-1: ("police", "wechat"), 2: ("gate",), 6: ("firm",), 9: ("police",)}
WAYS, HOW_OFTEN = ("list", "leader", "staff", "self"), (40, 20, 15, 25)
ROUNDS = (10 * 60 + 10, 14 * 60 + 30, 18 * 60 + 40)
HANDED_IN, JOINED = 20 * 60 + 30, 21 * 60
LATE, NOT_REACHED, WRONG = 0.08, 0.1, 0.05
# Whatever the dice say, the third who is asked turns out never to have been away.
SURELY_WRONG = 3
GROWN_UP = 18
SAID_NO = ("arrived_before", "left_again", "never_left")


@dataclass
class Arrivals:
    """The town's travellers, told to the office on the day somebody hears of them."""

    stage: Stage
    town: Town
    roll: Roll
    first: date
    told: set[int] = field(default_factory=set)
    tried: set[UUID] = field(default_factory=set)
    asked: int = 0
    courses: dict[int, Course] = field(default_factory=dict)
    towns: dict[UUID, int] = field(default_factory=dict)
    registered: list[tuple[int, UUID]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.courses = {course.person: course for course in courses(self.town)}
        self.learn()

    def learn(self) -> None:
        """Which person of the system is which of the town; each gets the number of the dice from it."""
        for number in sorted(self.town.by_number):
            for nth, person in enumerate(self.roll.persons(number)):
                if person not in self.towns:
                    self.towns[person] = number
                    self.stage.numbers.setdefault(person, self._free(number, nth))

    def _free(self, number: int, nth: int) -> int:
        taken = set(self.stage.numbers.values()) if nth or number in self.stage.numbers.values() else set()
        while number in taken:
            number += 100_000
        return number

    def acts(self, day: date) -> Iterator[Act]:
        """What comes in on a day, and what was found out."""
        for number, course in self.courses.items():
            at = self._told_at(course)
            if clock.day_of(at) == day and self._way(number) != "list":
                yield at, partial(self._tell, number, at)
        nth = (day - self.first).days
        if nth in LISTS:
            yield _moment(day, HANDED_IN), partial(self.hand_in, LISTS[nth], _moment(day, HANDED_IN))
        yield _moment(day, JOINED), partial(self._join, _moment(day, JOINED))
        for minute in ROUNDS:
            yield _moment(day, minute), partial(self._verify, _moment(day, minute))

    def _way(self, number: int) -> str:
        """Whoever was back before the first day stands on a list: the office begins with those."""
        course, rng = self.courses[number], self.stage.dice("way", number)
        return "list" if clock.day_of(course.found_at) < self.first else rng.choices(WAYS, HOW_OFTEN)[0]

    def _told_at(self, course: Course) -> datetime:
        at = course.found_at
        return at if 8 <= at.hour < 20 else at.replace(hour=9)

    def hand_in(self, offices: Iterable[str], at: datetime) -> None:
        """The offices write down whom they heard of since the last list; the rows are joined at once."""
        heard = {
            n for n, c in self.courses.items() if c.found_at <= at and self._way(n) == "list"
        } - self.told
        if not heard:
            return
        journeys = {number: self.town.journeys[number] for number in sorted(heard)}
        known = replace(self.town, journeys=journeys, strangers=[], moved_out=[])
        named = (book for book in hand_in(known, only=offices) if any(book.links()))
        books = [replace(book, file=f"{at:%m%d}-{book.file}") for book in named]
        arrival.bring_in(self.stage.by, books, at, lambda text: None)
        self.stage.tell("lists", len(books))
        self._join(at)
        self.roll.add(books, arrival.lines_of(self.stage.by, books))
        self.told |= {number for book in books for _sheet, _row, number in book.links()}
        self.learn()

    def _join(self, at: datetime) -> None:
        """What the background does with all that came in meanwhile: rows to persons, and what follows."""
        linking.run(by=self.stage.by, at=at)
        for number, registration in self.registered:
            means = Registrant.objects.filter(registration=registration).values_list(
                "mention__person", flat=True
            )
            for person in means:
                self.towns.setdefault(person, number)
                self.stage.numbers.setdefault(person, self._free(number, 1))
        self.registered.clear()

    def _tell(self, number: int, at: datetime) -> None:
        """One person becomes known: by a neighbour, by the committee, or on the own telephone."""
        if number in self.told:
            return
        self.told.add(number)
        persons, way = self.roll.persons(number), self._way(number)
        person = Person.objects.of(self.stage.by.subdistrict).present().filter(pk__in=persons[:1]).first()
        if way == "self" or person is None:
            self._register(number, at)
            return
        leader = self.stage.crew.leaders.get(person.building_id) if way == "leader" else None  # type: ignore[arg-type]
        by = leader or self.stage.crew.worker(person.committee_id, number)
        screening.report(by=by, sighting=self._sighting(number, person.id), at=at)
        self.stage.tell("told by leaders" if leader else "told by staff")

    def _sighting(self, number: int, person: UUID) -> Sighting:
        journey = self.town.journeys[number]
        said = Sighting(person=person, place=journey.place, client_id=f"told-{number}")
        if journey.kind == CONTACT:
            return replace(said, last_contact_on=journey.arrived)
        return replace(said, arrived_on=journey.arrived)

    def _register(self, number: int, at: datetime) -> None:
        one, journey = self.town.person(number), self.town.journeys[number]
        family = Family(
            client_id=f"self-{number}",
            people=newcomers(self.town, number, clock.day_of(at)),
            phone=one.phones[0] if one.phones else self.town.household_of(one).phone,
            address=self.town.flat_of(one).address,
            place=journey.place or "上海市",
            arrived_on=journey.arrived,
        )
        made = screening.register(by=self.stage.by, family=family, at=at)
        self.registered.append((number, made.id))
        self.stage.tell("told by themselves")

    def _verify(self, at: datetime) -> None:
        """A round of calls and doors: whose hour has come, committee by committee."""
        if self.registered:
            self._join(at)
        rows = Report.objects.of(self.stage.by.subdistrict).open().filter(opened_at__lt=at)  # type: ignore[attr-defined]
        grouped: dict[Actor, list[Found]] = defaultdict(list)
        for report in sorted(rows, key=lambda report: self.stage.number(report.person_id)):
            rng = self.stage.dice("verify", self.stage.number(report.person_id))
            delay = rng.randint(26, 40) if rng.random() < LATE else rng.randint(1, 15)
            if report.opened_at + timedelta(hours=delay) <= at:
                by = self.stage.crew.worker(report.committee_id, at.toordinal())
                grouped[by].append(Found(report.id, self._answer(rng, report, at), at))
        for by, found in grouped.items():
            screening.verify_many(by=by, found=found, at=at)
            for one in found:
                self.stage.tell(one.answer.outcome)

    def _answer(self, rng: Random, report: Report, at: datetime) -> Answer:
        if rng.random() < NOT_REACHED and report.id not in self.tried:
            self.tried.add(report.id)
            return Answer("unreachable")
        journey = self.town.journeys.get(self.towns.get(report.person_id, 0))
        if journey is None or journey.arrived is None or journey.arrived > clock.day_of(at):
            return Answer("refuted", reason="not_this_person")
        if journey.kind not in OBSERVED:
            return Answer("refuted", reason="no_key_region")
        self.asked += 1
        if self.asked == SURELY_WRONG or rng.random() < WRONG:
            return Answer("refuted", reason=rng.choice(SAID_NO))
        answer = Answer("confirmed", method=rng.choice(("phone", "door")), place=journey.place)
        if journey.kind == CONTACT:
            return replace(answer, last_contact_on=journey.arrived)
        return replace(answer, arrived_on=journey.arrived)


def newcomers(town: Town, number: int, on: date) -> tuple[Newcomer, ...]:
    """Who stands on the form of somebody who registers: a child behind a grown-up of the household."""
    one = town.person(number)
    said = Newcomer(one.name, one.document.number)
    if one.age(on) >= GUARDED_UNDER:
        return (said,)
    home = (town.person(each) for each in town.household_of(one).members)
    return (
        *[Newcomer(each.name, each.document.number) for each in home if each.age(on) >= GROWN_UP][:1],
        said,
    )


def _moment(day: date, minute: int) -> datetime:
    return clock.at_local(day) + timedelta(minutes=minute)
