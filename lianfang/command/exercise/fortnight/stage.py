"""Where it plays: the office and its people, the dice, and what happened so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import NamedTuple, TypeVar
from uuid import UUID

from lianfang.core import Actor, Refused, Role
from lianfang.registry.people.models import Person
from lianfang.response.observation.models import Episode

from ..invariants import Broken
from ..posts import Crew
from ..town.chance import stream
from .rates import Rates

T = TypeVar("T")


class Subject(NamedTuple):
    """Somebody under observation, as whoever plays needs them."""

    id: UUID
    person_id: UUID
    begun_for: UUID
    committee_id: UUID | None
    building_id: UUID | None
    protocol_id: UUID
    state: str
    starts_on: date
    last_day: date


@dataclass
class Stage:
    """One office at play. `numbers` gives every person a number that stays the same from run to run: dice are drawn
    by it, because keys differ each time."""

    by: Actor
    crew: Crew
    seed: int
    rates: Rates
    numbers: dict[UUID, int] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)
    broken: list[Broken] = field(default_factory=list)

    def dice(self, *purpose: object) -> Random:
        """The dice for one purpose."""
        return stream(self.seed, "/".join(map(str, purpose)))

    def number(self, person: UUID) -> int:
        """The number of a person; somebody nobody counted yet is counted now."""
        return self.numbers.setdefault(person, 1_000_000 + len(self.numbers))

    def subjects(self, *states: str) -> list[Subject]:
        """Everybody under observation (only in these states), in an order that is the same each time."""
        rows = Episode.objects.of(self.by.subdistrict).open()  # type: ignore[attr-defined]
        if states:
            rows = rows.filter(state__in=states)
        found = [Subject(*row) for row in rows.order_by("id").values_list(*Subject._fields)]
        return sorted(found, key=lambda one: (self.number(one.begun_for), one.starts_on))

    def worker(self, one: Subject) -> Actor:
        """A worker of the committee that answers for somebody."""
        return self.crew.worker(one.committee_id, one.last_day.toordinal())

    def doctor(self, one: Subject) -> Actor:
        """The doctor there, or who writes down what one said."""
        return self.crew.doctor(one.committee_id, 0)

    def themselves(self, one: Subject) -> Actor:
        """The resident on the own page."""
        return Actor(None, "本人", Role.RESIDENT, self.by.subdistrict, person=one.person_id)

    def tell(self, what: str, count: int = 1) -> None:
        """Counts what happened."""
        self.happened[what] += count

    def complain(self, rule: str, about: UUID | None = None, **facts: object) -> None:
        """Something that the product should not have done."""
        self.broken.append(Broken(rule, about, dict(facts)))

    def must_refuse(self, what: str, act: Callable[[], object], about: UUID | None = None) -> None:
        """Tries what must not be possible; what then happens is broken."""
        try:
            act()
        except Refused:
            self.tell("refused as it should be")
        else:
            self.complain(f"{what} was not refused", about)

    def may_refuse(self, what: str, act: Callable[[], T]) -> T | None:
        """Does what may come too late in the order of things; counts whether it did."""
        try:
            done = act()
        except Refused as refusal:
            self.tell(f"refused: {refusal.code}")
            return None
        self.tell(what)
        return done


def count_people(stage: Stage, persons: Iterable[UUID]) -> None:
    """Gives numbers in an order that names and birthdays tell, not keys."""
    rows = Person.objects.of(stage.by.subdistrict).filter(pk__in=list(persons))
    for person in rows.order_by("name", "born_on", "building_id", "id"):
        stage.number(person.id)
