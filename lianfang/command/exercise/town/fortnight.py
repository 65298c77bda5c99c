"""What a fortnight of observation looks like from outside: readings, silence, fevers and what followed.

Pure: takes the people, the seed and the moment "now", yields plain values for a loader to enter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from .chance import stream
from .sizes import SHANGHAI

MORNING, AFTERNOON = "am", "pm"
AXILLARY, FOREHEAD = "axillary", "forehead"
FEVER = Decimal("37.3")
_SYMPTOMS = ("咳嗽", "咽痛", "乏力", "气促", "腹泻")


@dataclass(frozen=True, slots=True)
class Watched:
    """Somebody under observation, first and last day included. person: any stable number."""

    person: int
    age: int
    begins_on: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Reading:
    """One temperature in °C to one decimal; way: how it was told ("self", "call" or "door")."""

    taken_at: datetime
    method: str
    celsius: Decimal
    symptoms: tuple[str, ...]
    way: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was done about a fever: "retest" (with °C), "doctor", "fever_clinic", "back_home", "hospital"."""

    at: datetime
    what: str
    celsius: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One half day of one person: a reading, or why there is none ("no_answer", "refused", "away")."""

    person: int
    on: date
    half: str
    reading: Reading | None
    reason: str
    follow_ups: tuple[FollowUp, ...] = ()

    @property
    def ends_observation_here(self) -> bool:
        """Whether the person went to hospital from this slot."""
        return any(step.what == "hospital" for step in self.follow_ups)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a town answers, as data: shares of people, and of slots."""

    answers: float = 0.95
    silent_people: float = 0.05
    silent_answers: float = 0.45
    refusers: float = 0.01
    falls_ill: float = 0.02
    false_alarm: float = 0.002
    mild_symptom: float = 0.01
    forehead: float = 0.3


class Fortnight:
    """The plan for one town. seed: the same seed gives the same fortnight, person by person."""

    def __init__(self, seed: int, habits: Habits | None = None) -> None:
        self.seed, self.habits = seed, habits or Habits()

    def slots(self, people: Iterable[Watched], now: datetime) -> Iterator[Slot]:
        """Every slot that is over at now; after a transfer to hospital there are no more of that person."""
        for person in people:
            yield from self.slots_of(person, now)

    def slots_of(self, person: Watched, now: datetime) -> Iterator[Slot]:
        """One person's slots in order of time."""
        course = _Course(stream(self.seed, f"fortnight/{person.person}"), person, self.habits)
        for on, half in _halves(person, now):
            slot = course.slot(on, half)
            yield slot
            if slot.ends_observation_here:
                return


def _halves(person: Watched, now: datetime) -> Iterator[tuple[date, str]]:
    for day in range((person.last_day - person.begins_on).days + 1):
        on = person.begins_on + timedelta(days=day)
        for half, closes in ((MORNING, time(12)), (AFTERNOON, time(20))):
            if datetime.combine(on, closes, SHANGHAI) <= now:
                yield on, half


class _Course:
    """One person's fortnight: a usual temperature, a way of answering, perhaps an illness."""

    def __init__(self, rng: Random, person: Watched, habits: Habits) -> None:
        self.rng, self.person, self.habits = rng, person, habits
        self.usual = rng.gauss(36.45 if person.age < 65 else 36.3, 0.12)
        self.method = FOREHEAD if rng.random() < habits.forehead else AXILLARY
        self.refuses = rng.random() < habits.refusers
        self.answers = habits.silent_answers if rng.random() < habits.silent_people else habits.answers
        self.ill_from = self._illness()
        self.seen_by_doctor = False

    def _illness(self) -> date | None:
        span = (self.person.last_day - self.person.begins_on).days + 1
        first = self.person.begins_on + timedelta(days=self.rng.randrange(max(span, 1)))
        return first if self.rng.random() < self.habits.falls_ill else None

    def slot(self, on: date, half: str) -> Slot:
        reason = self._silence(on)
        if reason:
            return Slot(self.person.person, on, half, None, reason)
        reading = self._reading(on, half)
        steps = tuple(self._follow_up(reading)) if reading.celsius >= FEVER else ()
        return Slot(self.person.person, on, half, reading, "", steps)

    def _silence(self, on: date) -> str:
        if self.refuses and self.rng.random() < 0.5:
            return "refused"
        # Somebody who feels ill answers.
        if self._ill(on) or self.rng.random() < self.answers:
            return ""
        return "away" if self.rng.random() < 0.08 else "no_answer"

    def _ill(self, on: date) -> bool:
        return self.ill_from is not None and 0 <= (on - self.ill_from).days < 3

    def _reading(self, on: date, half: str) -> Reading:
        hour, span = (7, 210) if half == MORNING else (14, 240)
        minutes = hour * 60 + 20 + self.rng.randrange(span)
        taken_at = datetime.combine(on, time(minutes // 60, minutes % 60), SHANGHAI)
        way = self.rng.choices(("self", "call", "door"), (55, 38, 7))[0]
        return Reading(taken_at, self.method, self._celsius(on, half), self._symptoms(on), way)

    def _celsius(self, on: date, half: str) -> Decimal:
        if self._ill(on):
            return _tenth(self.rng.uniform(37.3, 38.9))
        if self.rng.random() < self.habits.false_alarm:
            return _tenth(self.rng.uniform(37.3, 37.6))
        # Bodies are cooler in the morning; a forehead in winter reads a little low.
        value = self.usual + (0.0 if half == MORNING else 0.2) - (0.1 if self.method == FOREHEAD else 0.0)
        return _tenth(min(max(value + self.rng.gauss(0, 0.12), 35.9), 37.2))

    def _symptoms(self, on: date) -> tuple[str, ...]:
        if self._ill(on):
            return ("发热", *self.rng.sample(_SYMPTOMS, self.rng.randrange(3)))
        return (self.rng.choice(_SYMPTOMS),) if self.rng.random() < self.habits.mild_symptom else ()

    def _follow_up(self, fever: Reading) -> Iterator[FollowUp]:
        """Retest under the arm after some minutes; if that too is a fever, a doctor and the clinic."""
        ill = self._ill(fever.taken_at.date())
        again = _tenth(self.rng.uniform(37.3, 38.6) if ill else self.rng.uniform(36.3, 37.1))
        at = fever.taken_at + timedelta(minutes=self.rng.randint(5, 15))
        yield FollowUp(at, "retest", again)
        if again < FEVER or self.seen_by_doctor:
            return
        self.seen_by_doctor = True
        yield FollowUp(at + timedelta(minutes=self.rng.randint(5, 30)), "doctor")
        yield FollowUp(at + timedelta(minutes=self.rng.randint(50, 150)), "fever_clinic")
        ending = "hospital" if self.rng.random() < 0.3 else "back_home"
        yield FollowUp(at + timedelta(minutes=self.rng.randint(240, 420)), ending)


def _tenth(celsius: float) -> Decimal:
    return Decimal(str(round(celsius, 1)))
