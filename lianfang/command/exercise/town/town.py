"""A whole town as one value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from random import Random

from . import names
from .chance import Ranked, stream
from .identity import LOCAL_AREAS, OTHER_AREAS, Registry
from .journeys import HUBEI, KEY, PLACES, PLAIN, Journey, draw_journeys
from .people import APART, INCOMER, Household, Person, Registrar, draw_people
from .places import Committee, Compound, Flat, Places, Subdistrict, draw_places
from .sizes import DEMO, SIZES, Size, Story
from .words import words

_TRADES = words(
    "贸易 信息科技 建筑设计 餐饮管理 文化传播 医疗器械 物业管理 国际货运 人力资源 教育培训 会展服务 财务咨询"
)
_HOUSES = words("澄浦 云澜 景和 百川 弘毅 知行 朗润 恒裕 晟泰 沪联 远帆 思源 汇丰源 大观 拓疆 新禾")


@dataclass(frozen=True)
class Town:
    """Everything that is true in the story, in the town's own numbering (people and households count from 1).

    people: those living here. moved_out: registered here, living elsewhere. strangers: named by a list,
    living in another subdistrict. All three share one numbering. journeys: by person number, of people only.
    """

    seed: int
    size: Size
    story: Story
    places: Places
    people: list[Person]
    households: list[Household]
    moved_out: list[Person]
    strangers: list[Person]
    journeys: dict[int, Journey]
    firms: tuple[str, ...]

    @property
    def subdistrict(self) -> Subdistrict:
        return self.places.subdistrict

    @property
    def committees(self) -> list[Committee]:
        return self.places.committees

    @property
    def compounds(self) -> list[Compound]:
        return self.places.compounds

    @cached_property
    def by_number(self) -> dict[int, Person]:
        return {p.number: p for p in (*self.people, *self.moved_out, *self.strangers)}

    def person(self, number: int) -> Person:
        return self.by_number[number]

    def household_of(self, person: Person) -> Household:
        """The household behind the door where somebody lives or is still registered."""
        return self.households[person.household - 1]

    def flat_of(self, person: Person) -> Flat:
        return self.household_of(person).flat

    def committee_of(self, person: Person) -> Committee:
        return self.committees[self.flat_of(person).compound.committee]

    def travellers(self) -> Iterator[tuple[Person, Journey]]:
        """Everybody with a journey or a contact, in the order of their numbers."""
        for number in sorted(self.journeys):
            yield self.people[number - 1], self.journeys[number]

    def observed(self, on: date | None = None) -> list[tuple[Person, Journey, date]]:
        """Those the truth puts under observation with their last day; on: only those not yet at its end."""
        due = ((p, j, j.last_day(self.story.days)) for p, j in self.travellers())
        return [(p, j, last) for p, j, last in due if last and (on is None or on <= last)]


def draw(seed: int, size: Size | str = DEMO, story: Story | None = None) -> Town:
    """Draw a town; the same seed, size and story give the same town on every machine."""
    size, story = (SIZES[size] if isinstance(size, str) else size), story or Story()
    places = draw_places(stream(seed, "places"), size)
    registrar = draw_people(stream(seed, "people"), places, size)
    journeys = draw_journeys(stream(seed, "journeys"), registrar, size, story)
    firms = _firms(stream(seed, "firms"), size.firms)
    _employ(stream(seed, "work"), registrar.people, firms)
    outsiders = _Outsiders(stream(seed, "outsiders"), registrar)
    moved_out = [outsiders.moved_out() for _ in range(size.moved_out)]
    strangers = [outsiders.stranger() for _ in range(size.strangers)]
    return Town(
        seed,
        size,
        story,
        places,
        registrar.people,
        registrar.households,
        moved_out,
        strangers,
        journeys,
        firms,
    )


def stranger_journey(rng: Random, person: Person, story: Story) -> Journey:
    """Where a stranger came from; drawn when a list names him, for the truth of the town holds none."""
    province, city = rng.choice(PLACES[rng.choice((HUBEI, KEY, PLAIN))])
    return Journey(person.number, PLAIN, province, city, story.list_day, None, "", False)


def _firms(rng: Random, count: int) -> tuple[str, ...]:
    every = [f"上海{house}{trade}有限公司" for house in _HOUSES for trade in _TRADES]
    return tuple(rng.sample(every, count))


def _employ(rng: Random, people: list[Person], firms: tuple[str, ...]) -> None:
    large_and_small = Ranked(firms, 6.0)
    for n, person in enumerate(people):
        if 21 <= person.age() <= 60 and rng.random() < 0.45:
            people[n] = replace(person, firm=large_and_small.draw(rng))


class _Outsiders:
    """Draws people who do not live in the town but stand on its lists."""

    def __init__(self, rng: Random, registrar: Registrar) -> None:
        self.rng, self.registry = rng, Registry(rng)
        # Numbers already given to residents must not be given again.
        self.registry.keep(registrar.registry)
        self.households, self.next = registrar.households, len(registrar.people) + 1
        self.residents = registrar.people

    def moved_out(self) -> Person:
        """Somebody still registered with a household of the town, often a grown child of it."""
        household = self.rng.choice(self.households)
        head = self.residents[household.members[0] - 1]
        family = "" if head.country else names.split(head.name)[0]
        return self._person(household.number, family, APART, self.rng.choice(LOCAL_AREAS))

    def stranger(self) -> Person:
        return self._person(0, "", INCOMER, self.rng.choice(OTHER_AREAS))

    def _person(self, household: int, family: str, residence: str, area: str) -> Person:
        sex = self.rng.choice((names.MALE, names.FEMALE))
        born = date(self.rng.randint(1955, 2001), self.rng.randint(1, 12), self.rng.randint(1, 28))
        name = (family or names.surname(self.rng)) + names.given(self.rng, sex, born.year)
        self.next += 1
        return Person(
            self.next - 1,
            household,
            name,
            sex,
            born,
            self.registry.citizen(area, born, sex),
            (self.registry.mobile(),),
            residence,
            "outsider",
        )
