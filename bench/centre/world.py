"""Fourteen days as processes: households asked by messages, ten agents, doors; events in the order of time.

What is decided is decided by the product: which slots a day has and when they close (`observation.rules`), in which
order households are rung, when again, when somebody goes to the door instead (`calls.rules`). This file only says what
people do: whether a message is answered, a phone picked up, how long a call takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from math import log
from random import Random
from typing import cast

from lianfang.core import clock
from lianfang.response.calls import rules as calls
from lianfang.response.messages.rules import Hours, earliest
from lianfang.response.observation.models import ReminderRule
from lianfang.response.observation.rules import Slot
from lianfang.response.observation.rules.reminding import Chain, Step, steps_of

from .columns import (
    AT_HOME,
    CONCENTRATION,
    SIZE_WEIGHTS,
    SIZES,
    WITHIN_FOUR_HOURS,
    WRONG_ANSWERS,
    Column,
    Setting,
    Work,
)
from .homes import Household, Owed, Phone, Seen

FIRST, DAYS, LENGTH = date(2020, 2, 10), 14, 14
HOURS = Hours()
# One message when the slot opens, and no more.
ONCE = Chain(before=None, after=None, household=None)
GRACE, AT_ONCE = timedelta(hours=2), timedelta(minutes=15)
SHIFTS = (time(8, 30), time(12, 30))
DOORS_FROM, DOORS_UNTIL = time(8, 30), time(21, 0)
PAUSE = timedelta(minutes=20)
HAZARD = -log(1 - WITHIN_FOUR_HOURS) / 4 / 3600

Then = Callable[[datetime], None]


class World:
    """The clock, the queue, the agents, the doors."""

    def __init__(self, people: int, column: Column, setting: Setting, *, work: Work, seed: int) -> None:
        self.column, self.setting, self.work, self.terms = column, setting, work, calls.Terms()
        self.slots, self.chain = setting.slots, ReminderRule().chain if setting.reminded else ONCE
        self.chance, self.seen = Random(seed), Seen()
        self.events: list[tuple[datetime, int, Then]] = []
        self.number = count()
        self.queue: list[tuple[tuple[int, datetime], int, int, Household]] = []
        self.doors: list[list[tuple[int, int, Household]]] = [[] for _one in range(setting.committees)]
        self.waiting: list[datetime] = []
        self.households = list(self._drawn(people))

    def run(self) -> Seen:
        """Plays the days and counts."""
        for day in range(DAYS):
            self._plan_day(day)
        while self.events:
            at, _n, then = heappop(self.events)
            then(at)
        self._count()
        return self.seen

    def at(self, moment: datetime, then: Then) -> None:
        """Something that will happen."""
        heappush(self.events, (moment, next(self.number), then))

    # Who lives there.

    def _drawn(self, people: int) -> Iterator[Household]:
        """As many people under observation on every day: each of fourteen days begins a fourteenth of them."""
        left = people * (DAYS - 1 + LENGTH) / LENGTH
        while left > 0:
            one = self._household()
            left -= one.members
            yield one

    def _household(self) -> Household:
        chance, column = self.chance, self.column
        begins = chance.randrange(-LENGTH, DAYS - 1)
        second = chance.random() < self.setting.second
        reports = self.setting.automation and chance.random() < column.automated
        return Household(
            members=chance.choices(SIZES, SIZE_WEIGHTS)[0],
            committee=chance.randrange(self.setting.committees),
            begins=begins,
            reports=reports,
            misses=1.0 if chance.random() < column.never else self._beta(column.missed_by_the_rest),
            second=second,
            phones=[self._phone(begins) for _n in range(2 if second else 1)],
        )

    def _phone(self, begins: int) -> Phone:
        """Whoever was here before the first day has met somebody at the door since, who asked for the number."""
        reaches = begins < 0 or self.chance.random() >= self.column.bad_phone
        return Phone(reaches, self._beta(self.column.picks_up))

    def _beta(self, mean: float) -> float:
        return self.chance.betavariate(mean * CONCENTRATION, (1 - mean) * CONCENTRATION)

    # What a day brings.

    def _plan_day(self, day: int) -> None:
        today = FIRST + timedelta(days=day)
        for household in self.households:
            if household.begins < day <= household.begins + LENGTH:
                for n, slot in enumerate(self.slots):
                    self._plan_slot(household, today, slot, n)
        for n in range(self.setting.agents):
            self._shift(today, SHIFTS[n * len(SHIFTS) // self.setting.agents], n)
        self.at(_on(today, DOORS_FROM), self._doors_open)

    def _plan_slot(self, household: Household, today: date, slot: Slot, n: int) -> None:
        """A slot of one household: messages to those who report, a call or a visit to those who do not."""
        opens, due, closes = (slot.at(today, minute) for minute in (slot.opens, slot.due, slot.closes))
        owed = Owed(opens, due, closes)
        self.at(owed.opened_at, lambda at: self._open(household, owed, at))
        if household.reports:
            first = True
            for moment, step in steps_of(self.chain, slot, today):
                goes = earliest(HOURS, max(moment, owed.opened_at))
                self.at(goes, self._prompt(household, owed, step, is_first=first))
                first = False
            self.at(owed.due_at, lambda at: self._late(household, owed, at))
        elif self.setting.seen_daily and n == household.committee % len(self.slots):
            self.at(max(owed.opened_at, _on(today, DOORS_FROM)), lambda at: self._to_door(household, at))
        else:
            self.at(
                max(owed.opened_at, _on(today, self.terms.opens)), lambda at: self._late(household, owed, at)
            )

    def _open(self, household: Household, owed: Owed, at: datetime) -> None:
        household.owed.append(owed)
        self._fever(household, at)

    def _late(self, household: Household, owed: Owed, at: datetime) -> None:
        if owed.ended_at is None:
            self._ask_call(household, at)

    def _prompt(self, household: Household, owed: Owed, step: Step, *, is_first: bool) -> Then:
        def then(at: datetime) -> None:
            if owed.ended_at is None and self.chance.random() < self._moves(household, step, is_first):
                delay = self.chance.expovariate(HAZARD)
                self.at(at + timedelta(seconds=delay), lambda then: self._reported(household, owed, then))

        return then

    def _moves(self, household: Household, step: Step, is_first: bool) -> float:
        """How likely a prompt brings a report."""
        if step == Step.HOUSEHOLD:
            return (1 - self.column.missed) * self.setting.echo if len(household.phones) > 1 else 0.0
        return (1 - household.misses) * (1.0 if is_first else self.setting.echo)

    def _reported(self, household: Household, owed: Owed, at: datetime) -> None:
        """What comes after the slot has closed is kept and ends nothing that has not ended."""
        if owed.ended_at is None or not owed.is_read:
            self._end(household, at, "self")

    # Fevers: shown with the next reading.

    def _fever(self, household: Household, at: datetime) -> None:
        slots = LENGTH * len(self.slots)
        if self.chance.random() < 1 - (1 - self.column.symptom / slots) ** household.members:
            household.fever_at = at

    # A slot ends.

    def _end(self, household: Household, at: datetime, who: str) -> None:
        """Everything that is owed ends: with a reading, or with the reason that nobody was reached."""
        is_read = who != "reason"
        for one in household.owed[-2 * len(self.slots) :]:
            if one.ended_at is None or (is_read and not one.is_read):
                one.ended_at, one.is_read = one.ended_at or at, is_read
                self.seen.by_whom[who] += household.members
        household.tried.clear()
        for phone in household.phones:
            phone.tries = 0
        if household.rank is not None and household.rank != calls.Rank.SYMPTOM:
            household.rank = None
        if is_read and household.fever_at is not None:
            self._shown(household, at, who)

    def _shown(self, household: Household, at: datetime, who: str) -> None:
        """A fever comes with a reading: told on the phone or at the door it is dealt with; else first in the queue,
        and with the duty desk while nobody is on the phones."""
        household.fever_at = None
        if who == "self" and self._is_staffed(at):
            self._ask_call(household, at, since=at)
        else:
            self.seen.waits.append(0.0 if who != "self" else self.work.script / 60)

    def _is_staffed(self, at: datetime) -> bool:
        ends = _on(clock.day_of(at), SHIFTS[-1]) + timedelta(hours=self.work.hours)
        return _on(clock.day_of(at), SHIFTS[0]) <= at < ends - AT_ONCE

    # The queue.

    def _ask_call(self, household: Household, at: datetime, since: datetime | None = None) -> None:
        day = (clock.day_of(at) - FIRST).days - household.begins
        want = calls.Want(since is not None, household.silent_since(), day)
        household.rank = min(calls.rank_of(want, at), calls.Rank.CALL_BACK)
        household.due = since or at
        self._queue(household, at)

    def _queue(self, household: Household, moment: datetime) -> None:
        """Stands in the queue from a moment on."""
        household.turn += 1
        turn = household.turn

        def then(at: datetime) -> None:
            if household.rank is None or household.turn != turn or household.due is None:
                return
            if not calls.may_ring(self.terms, household.rank, at):
                self._queue(household, _on(clock.day_of(at + timedelta(hours=8)), self.terms.opens))
                return
            heappush(
                self.queue,
                (calls.order_key([(household.rank, household.due)]), next(self.number), turn, household),
            )
            self._wake(at)

        self.at(moment, then)

    def _next(self) -> Household | None:
        while self.queue:
            _key, _n, turn, household = heappop(self.queue)
            if household.turn == turn and household.rank is not None:
                return household
        return None

    # Agents: in their shift, less pauses, less the time between two calls.

    def _shift(self, today: date, begins: time, n: int) -> None:
        start = _on(today, begins)
        ends = start + timedelta(hours=self.work.hours)
        work = PAUSE * self.work.present / (1 - self.work.present)
        moment = start + PAUSE * (n % 3) / 3
        while moment < ends:
            self.at(moment, self._at_work_until(min(moment + work, ends)))
            moment += work + PAUSE

    def _at_work_until(self, until: datetime) -> Then:
        return lambda at: self._free(at, until)

    def _free(self, at: datetime, until: datetime) -> None:
        """An agent is ready for the next call, until the next pause."""
        if at >= until:
            return
        household = self._next()
        if household is None:
            self.waiting.append(until)
            return
        took = self._ring(household, at)
        self.seen.talked += took
        self.at(at + timedelta(seconds=took / self.work.occupied), lambda then: self._free(then, until))

    def _wake(self, at: datetime) -> None:
        while self.waiting:
            until = self.waiting.pop()
            if until > at:
                self._free(at, until)
                return

    # A call.

    def _ring(self, household: Household, at: datetime) -> float:
        chosen = calls.next_number([calls.Number(one, one.tries, one.is_wrong) for one in household.phones])
        if chosen is None:
            self._hand_over(household, at)
            return 0.0
        phone = cast(Phone, chosen.key)
        outcome = self._outcome(phone)
        self.seen.calls[outcome.value] += 1
        seconds = self._seconds(household, outcome)
        ended = at + timedelta(seconds=seconds)
        household.turn += 1
        if outcome == calls.Outcome.ANSWERED:
            self.at(ended, lambda then: self._spoken(household, then))
        else:
            self._missed(household, phone, ended, outcome)
        return seconds

    def _outcome(self, phone: Phone) -> calls.Outcome:
        if phone.reaches:
            answers = self.chance.random() < phone.picks_up
            return calls.Outcome.ANSWERED if answers else calls.Outcome.NO_ANSWER
        answers = self.chance.random() < WRONG_ANSWERS
        return calls.Outcome.WRONG_NUMBER if answers else calls.Outcome.NO_ANSWER

    def _seconds(self, household: Household, outcome: calls.Outcome) -> float:
        if outcome == calls.Outcome.NO_ANSWER:
            return self.work.rings
        if outcome == calls.Outcome.WRONG_NUMBER:
            return self.work.wrong
        one = self.work.script + self.work.notes
        more = household.members - 1
        return one + more * self.work.further if self.setting.as_household else one * household.members

    def _spoken(self, household: Household, at: datetime) -> None:
        if household.rank == calls.Rank.SYMPTOM and household.due is not None:
            self.seen.waits.append((at - household.due).total_seconds() / 60)
        household.rank = None
        self._end(household, at, "call")

    def _missed(self, household: Household, phone: Phone, at: datetime, outcome: calls.Outcome) -> None:
        household.tried.append(calls.Dialled(at, outcome))
        phone.tries += 1
        phone.is_wrong = phone.is_wrong or outcome == calls.Outcome.WRONG_NUMBER
        rank = household.rank or calls.Rank.ROUND
        again = calls.next_try(self.terms, household.tried, at)
        unheard = all(one.is_wrong for one in household.phones)
        if unheard or self._is_exhausted(household, rank, again, at):
            self._hand_over(household, at)
        else:
            self._queue(household, again)

    def _is_exhausted(self, household: Household, rank: calls.Rank, again: datetime, at: datetime) -> bool:
        return calls.is_exhausted(
            self.terms,
            rank,
            tries=len(household.tried),
            silent_since=household.silent_since(),
            missed=sum(one.closes_at <= at for one in household.open_slots),
            due_at=household.due,
            again_at=again,
            at=at,
        )

    # Doors.

    def _hand_over(self, household: Household, at: datetime) -> None:
        """The phone has had its chance: a door. For a symptom the visit is asked at once, and that deals with it."""
        if household.rank == calls.Rank.SYMPTOM and household.due is not None:
            self.seen.waits.append((at - household.due).total_seconds() / 60)
        household.rank = None
        household.turn += 1
        self._end(household, at, "reason")
        self._to_door(household, at)

    def _to_door(self, household: Household, at: datetime) -> None:
        if household.asked_at is not None:
            return
        household.asked_at = at
        heappush(self.doors[household.committee], (-len(household.open_slots), next(self.number), household))

    def _doors_open(self, at: datetime) -> None:
        for committee in range(self.setting.committees):
            for _one in range(self.setting.door_workers):
                self._knock(committee, at)

    def _knock(self, committee: int, at: datetime) -> None:
        """A worker takes the next door, or looks again in five minutes."""
        if at.astimezone(clock.LOCAL).time() >= DOORS_UNTIL:
            return
        household = heappop(self.doors[committee])[2] if self.doors[committee] else None
        after = at + timedelta(seconds=self.work.door if household else 300)
        if household:
            self.at(after, lambda then: self._met(household, then))
        self.at(after, lambda then: self._knock(committee, then))

    def _met(self, household: Household, at: datetime) -> None:
        asked, household.asked_at = household.asked_at, None
        if not household.owed or household.owed[-1].is_read:
            return
        self.seen.doors += 1
        self.seen.doors_same_day += asked is not None and clock.day_of(asked) == clock.day_of(at)
        if self.chance.random() < AT_HOME:
            for phone in household.phones:
                phone.reaches, phone.is_wrong = True, False
            self._end(household, at, "door")
        else:
            self._to_door(household, at)

    # The count.

    def _count(self) -> None:
        end = _on(FIRST + timedelta(days=DAYS), time(0))
        for household in self.households:
            for one in household.owed:
                if one.closes_at + GRACE <= end + GRACE:
                    self.seen.slots += household.members
                    ended = one.ended_at is not None and one.ended_at <= one.closes_at + GRACE
                    self.seen.in_time += household.members * ended
                    self.seen.read += household.members * one.is_read


def _on(day: date, when: time) -> datetime:
    return clock.at_local(day, when.hour, when.minute)
