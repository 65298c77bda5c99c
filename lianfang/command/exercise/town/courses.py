"""What became of everybody on the lists by the moment "now": the states that a demonstration shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from .chance import stream
from .fortnight import Fortnight, Watched
from .journeys import OBSERVED, Journey
from .people import Person
from .sizes import SHANGHAI
from .town import Town

PENDING, CONFIRMED, REFUTED = "pending", "confirmed", "refuted"
RELEASED, HOSPITAL, CENTRAL = "released", "hospital", "central_site"


@dataclass(frozen=True, slots=True)
class Course:
    """One person's way through the response.

    verdict: pending, confirmed (observation begins) or refuted (no journey under a rule).
    begins_on: the first day with slots. last_day: the rule's.
    ending: "" while observed, else released, hospital or central_site.
    """

    person: int
    found_at: datetime
    verified_at: datetime | None
    verdict: str
    begins_on: date | None = None
    last_day: date | None = None
    ended_at: datetime | None = None
    ending: str = ""

    @property
    def under_observation(self) -> bool:
        return self.verdict == CONFIRMED and not self.ending


def courses(town: Town) -> Iterator[Course]:
    """Follow everybody who came back, in the order of their numbers; those not yet back are left out."""
    for person, journey in town.travellers():
        if journey.arrived:
            yield _course(stream(town.seed, f"course/{person.number}"), town, person, journey)


def watched(town: Town, course: Course) -> Watched:
    """The input of Fortnight for a confirmed course."""
    if course.begins_on is None or course.last_day is None:
        raise ValueError("only a confirmed course has days")
    return Watched(course.person, town.person(course.person).age(), course.begins_on, course.last_day)


def _course(rng: Random, town: Town, person: Person, journey: Journey) -> Course:
    now, arrived = town.story.now, journey.arrived or town.story.list_day
    found_at = _moment(rng, arrived + timedelta(days=rng.choice((0, 0, 0, 1, 1, 2))))
    found_at = min(found_at, now - timedelta(minutes=rng.randint(20, 600)))
    verified_at = found_at + timedelta(minutes=rng.randint(40, 1200))
    if verified_at > now or rng.random() < 0.01:
        return Course(person.number, found_at, None, PENDING)
    last_day = journey.last_day(town.story.days)
    if journey.kind not in OBSERVED or last_day is None or rng.random() < 0.015:
        return Course(person.number, found_at, verified_at, REFUTED)
    begun = Course(person.number, found_at, verified_at, CONFIRMED, verified_at.date(), last_day)
    return _ended(rng, town, begun)


def _ended(rng: Random, town: Town, begun: Course) -> Course:
    now = town.story.now
    for slot in Fortnight(town.seed).slots_of(watched(town, begun), now):
        if slot.ends_observation_here and slot.follow_ups[-1].at <= now:
            return _closed(begun, HOSPITAL, slot.follow_ups[-1].at)
    moved = datetime.combine(begun.begins_on or now.date(), time(20), SHANGHAI)
    if rng.random() < 0.015 and moved <= now:
        return _closed(begun, CENTRAL, moved)
    released = datetime.combine((begun.last_day or now.date()) + timedelta(days=1), time(9, 30), SHANGHAI)
    return _closed(begun, RELEASED, released) if released <= now else begun


def _closed(begun: Course, ending: str, at: datetime) -> Course:
    return replace(begun, ended_at=at, ending=ending)


def _moment(rng: Random, day: date) -> datetime:
    return datetime.combine(day, time(rng.randint(8, 20), rng.randint(0, 59)), SHANGHAI)
