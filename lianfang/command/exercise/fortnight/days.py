"""Day after day: who comes, readings, the desk, turns, releases; at midnight the invariants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Protocol

from lianfang.core import bulk, clock
from lianfang.response.observation.rules import State

from .. import facts, invariants
from ..facts import Facts, Memory
from ..invariants import Broken
from .desk import Desk
from .readings import Readings
from .releases import Releases
from .stage import Stage
from .turns import Persons, Turns, change_rule

DAY = timedelta(days=1)
# When readings of the hours before are in, and the desk is looked at.
ROUNDS = (time(9, 15), time(12, 40), time(16, 10), time(20, 20), time(23, 20))
TURNS = (time(10, 40), time(17, 0))
RELEASES = (time(9, 40), time(19, 30))
EARLY, PERSONS, RULE, SILENT, CHECKED = time(11, 30), time(14, 0), time(8, 10), time(22, 50), time(23, 59)


# Days after which tables have grown so much that the database should look at them anew.
STATISTICS = (0, 1, 3, 6, 12, 18)
Act = tuple[datetime, Callable[[], None]]


class Coming(Protocol):
    """Who becomes known and who is verified, day by day."""

    def acts(self, day: date) -> Iterator[Act]:
        """What comes in on a day, and what was found out: each with its moment."""


@dataclass(frozen=True, slots=True)
class Line:
    """One day of the table: what happened (by name), how many are observed, the share of today's slots that ended."""

    day: date
    happened: Counter[str]
    observed: int
    away: int
    overdue: int
    complete: float | None
    broken: list[Broken]


@dataclass
class Played:
    """All of it."""

    lines: list[Line] = field(default_factory=list)

    @property
    def broken(self) -> list[Broken]:
        """What did not hold, over all days."""
        return [one for line in self.lines for one in line.broken]

    @property
    def happened(self) -> Counter[str]:
        """What happened, over all days."""
        return sum((line.happened for line in self.lines), Counter())


@dataclass(frozen=True, slots=True)
class Course:
    """Which days are played; rules: the day numbers on which another protocol comes."""

    first: date
    days: int
    rules: tuple[int, ...] = (7,)


Hook = Callable[[Stage, date, int], None]


def play(
    stage: Stage, coming: Coming, course: Course, tell: Callable[[Line], None], *, extra: Hook | None = None
) -> Played:
    """Plays the days of a course; `tell` hears of each, `extra` adds what must be seen whatever the dice say."""
    played, memory = Played(), None
    for number in range(course.days):
        day, before = course.first + number * DAY, Counter(stage.happened)
        _live(stage, coming, day, course.rules.index(number) + 1 if number in course.rules else 0)
        if extra is not None:
            extra(stage, day, number)
        line, memory = _look_back(stage, day, before, memory)
        played.lines.append(line)
        tell(line)
        if number in STATISTICS:
            bulk.renew_statistics()
    return played


def _live(stage: Stage, coming: Coming, day: date, rule: int) -> None:
    """One day's acts in order of time."""
    acts = [*coming.acts(day), *_acts(stage, day)]
    if rule:
        acts.append((_at(day, RULE), partial(_change_rule, stage, _at(day, RULE), rule - 1)))
    for _moment, act in sorted(acts, key=lambda pair: pair[0]):
        act()


def _change_rule(stage: Stage, at: datetime, number: int) -> None:
    change_rule(stage, at, number)


def _acts(stage: Stage, day: date) -> Iterator[Act]:
    readings, desk, turns = Readings(stage), Desk(stage), Turns(stage)
    releases, persons = Releases(stage), Persons(stage)
    since = clock.at_local(day)
    for each in ROUNDS:
        at = _at(day, each)
        yield at, partial(readings.send, since, at)
        yield _act(desk.look, at + timedelta(minutes=2))
        since = at
    yield from (_act(turns.happen, _at(day, each)) for each in TURNS)
    yield from (_act(releases.confirm, _at(day, each)) for each in RELEASES)
    yield _act(releases.try_early, _at(day, EARLY))
    yield _act(persons.happen, _at(day, PERSONS))
    yield _act(readings.excuse, _at(day, SILENT))


def _act(do: Callable[[datetime], None], at: datetime) -> Act:
    return at, partial(do, at)


def _at(day: date, hour: time) -> datetime:
    return clock.at_local(day, hour.hour, hour.minute)


def _look_back(stage: Stage, day: date, before: Counter[str], memory: Memory | None) -> tuple[Line, Memory]:
    """The day's line, with every invariant checked at its end."""
    known = facts.read(stage.by, _at(day, CHECKED))
    broken = [*stage.broken, *invariants.check(known)]
    stage.broken.clear()
    if memory is not None:
        broken += invariants.lost(memory, facts.remember(memory))
    return _line(known, day, stage.happened - before, broken), facts.remember()


def _line(known: Facts, day: date, happened: Counter[str], broken: list[Broken]) -> Line:
    states = Counter(one.state for one in known.watches.values())
    rows = known.shown.standing.values()
    owed = sum(row.owed for row in rows)
    return Line(
        day,
        happened,
        observed=states[State.ACTIVE],
        away=states[State.TRANSFERRED],
        overdue=sum(row.last_day < day for row in rows)
        + sum(known.watches[key].last_day < day for key in known.shown.away_and_over),
        complete=sum(row.ended for row in rows) / owed if owed else None,
        broken=broken,
    )
