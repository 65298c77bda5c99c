"""Who of the system is whom of the town: found through the lines of the lists, whose truth the generator knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from .town import Town
from .town.courses import Course, courses
from .town.journeys import Journey
from .town.lists import RETURNEES
from .town.sheets import Book

Line = tuple[str, int, UUID, UUID]


@dataclass(frozen=True, slots=True)
class Case:
    """One person of the town who came back, as the system knows them.

    mentions: what lists of returnees say of them. doubles: further persons of the system who are the same human
    being and were not joined (with their mentions): they wait in the review queue.
    """

    course: Course
    journey: Journey
    person: UUID
    mentions: tuple[UUID, ...]
    doubles: tuple[tuple[UUID, tuple[UUID, ...]], ...] = ()


class Roll:
    """The lines of all lists with their person of the town and their person of the system."""

    def __init__(self, books: Iterable[Book], lines: Iterable[Line]) -> None:
        self.listed: dict[int, Counter[UUID]] = defaultdict(Counter)
        self.based: dict[int, Counter[UUID]] = defaultdict(Counter)
        self.mentions: dict[UUID, list[UUID]] = defaultdict(list)
        self.add(books, lines)

    def add(self, books: Iterable[Book], lines: Iterable[Line]) -> None:
        """Further lists."""
        truth, offices = {}, {}
        for book in books:
            offices[book.file] = book.office
            truth.update({(book.file, row): person for _sheet, row, person in book.links()})
        for file, row, mention, person in lines:
            number = truth.get((file, row), 0)
            is_returnee = offices.get(file) in RETURNEES
            if number and offices[file] != "mask":
                (self.listed if is_returnee else self.based)[number][person] += 1
            if is_returnee:
                self.mentions[person].append(mention)

    def persons(self, number: int) -> list[UUID]:
        """The persons of the system that lists of returnees mean by one of the town, the likeliest first;
        the registered one where no such list names them."""
        listed, based = self.listed[number], self.based[number]
        if not listed:
            return [person for person, _count in based.most_common(1)]
        return sorted(listed, key=lambda person: (-listed[person], -based[person], str(person)))

    def cases(self, town: Town) -> list[Case]:
        """Everybody who came back and is known to the system; each person of the system once."""
        taken: set[UUID] = set()
        found = []
        for course in courses(town):
            mine = [person for person in self.persons(course.person) if person not in taken]
            if mine:
                taken.update(mine)
                found.append(self._case(town, course, mine))
        return found

    def _case(self, town: Town, course: Course, mine: list[UUID]) -> Case:
        said = [(person, tuple(self.mentions[person])) for person in mine]
        return Case(course, town.journeys[course.person], *said[0], tuple(said[1:]))
