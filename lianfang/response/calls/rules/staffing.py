"""How many agents tomorrow needs: capacity arithmetic for the calls we make, Erlang C for the calls we get.

Sources of the defaults (domain notes §4, sara notes §3): script 90–120 s and 45 s of notes; 30 % of a shift is no
talking (shrinkage), 85 % occupancy; 27 % of prompts a slot go unanswered (New York household texts), 81 % report by
themselves (Korea); half of the calls are picked up, swept; 15–25 % of volunteers do not come.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

HALF_HOUR = 1800


def erlang_b(load: float, agents: int) -> float:
    """The share of calls that find every line taken, in the stable recursion; `load` in erlangs."""
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


@dataclass(frozen=True, slots=True)
class Line:
    """A help line of so many agents: who waits, who is answered in time, how busy the agents are."""

    agents: int
    load: float
    waits: float
    in_time: float
    occupancy: float


def help_line(
    calls: float, handling: float, agents: int, *, within: float = 20, span: float = HALF_HOUR
) -> Line:
    """Erlang C (M/M/n): `calls` in a `span` of seconds, `handling` seconds each; `in_time`: answered `within`
    seconds. With no more agents than load everybody waits."""
    load = calls * handling / span
    if agents <= load:
        return Line(agents, load, 1.0, 0.0, 1.0)
    blocked, busy = erlang_b(load, agents), load / agents
    waits = blocked / (1 - busy * (1 - blocked))
    in_time = 1 - waits * math.exp(-(agents - load) * within / handling)
    return Line(agents, load, waits, in_time, busy)


def agents_for_line(calls: float, handling: float, *, service: float = 0.8, within: float = 20) -> Line:
    """The smallest help line that answers the share `service` of its callers within so many seconds."""
    agents = max(1, math.ceil(calls * handling / HALF_HOUR))
    line = help_line(calls, handling, agents, within=within)
    while line.in_time < service and agents < 500:
        agents += 1
        line = help_line(calls, handling, agents, within=within)
    return line


def seats(agents: float, shrinkage: float) -> int:
    """People on the rota for so many at the phones, as some of each shift is breaks, training and absence."""
    exact = Fraction(agents).limit_denominator(10**6) / (1 - Fraction(shrinkage).limit_denominator(10**6))
    return math.ceil(exact)


@dataclass(frozen=True, slots=True)
class Basis:
    """What tomorrow is planned from. Shares between 0 and 1; durations in seconds; `reach` by local hour."""

    observed: int
    arrivals: float
    slots: int = 2
    screening: int = 0
    self_report: float = 0.81
    missed_prompt: float = 0.27
    abnormal: float = 0.006
    talk: float = 105.0
    wrap: float = 45.0
    miss: float = 40.0
    reach: Mapping[int, float] = field(default_factory=dict)
    usual_reach: float = 0.5
    most_tries: int = 4
    shrinkage: float = 0.3
    occupancy: float = 0.85
    inbound: float = 0.04


@dataclass(frozen=True, slots=True)
class Half:
    """One half hour: the calls begun in it, the minutes they take, agents for them, agents for the help line."""

    start: int
    share: float
    dials: float
    minutes: float
    outbound: int
    inbound_calls: float
    inbound: int

    @property
    def agents(self) -> int:
        """Both together."""
        return self.outbound + self.inbound


@dataclass(frozen=True, slots=True)
class Need:
    """The arithmetic of one day, term by term, and its half hours."""

    prompts: float
    by_hand: float
    first_days: float
    abnormal: float
    screening: float
    to_reach: float
    dials: float
    minutes: float
    halves: tuple[Half, ...]
    peak: int
    on_rota: int


# Which part of the day's calls falls due in which half hour (local minutes): a wave after each slot's reminder, the
# evening for those not reached; proportions of the observation's two slots.
WAVES: Sequence[tuple[int, int, float]] = (
    (540, 660, 0.34),
    (660, 780, 0.12),
    (780, 930, 0.06),
    (930, 1110, 0.28),
    (1110, 1230, 0.20),
)


def shares_of_day(waves: Sequence[tuple[int, int, float]] = WAVES) -> dict[int, float]:
    """Half hour → its part of the day's calls; together one."""
    found: dict[int, float] = {}
    for begin, end, part in waves:
        halves = range(begin, end, 30)
        for start in halves:
            found[start] = found.get(start, 0) + part / len(halves)
    return found


def reach_in(basis: Basis, hour: int) -> float:
    """Of the calls begun in this hour how many are answered: as measured, else the usual."""
    return min(max(basis.reach.get(hour, basis.usual_reach), 0.05), 1.0)


def expected_dials(reach: float, most_tries: int) -> float:
    """Calls until somebody is reached or the tries are used up: (1 − (1−p)^k) / p."""
    return (1 - (1 - reach) ** most_tries) / reach


def need_for(basis: Basis) -> Need:
    """Tomorrow's need: who has to be rung, how often, for how long, half hour by half hour."""
    people = basis.observed + basis.arrivals
    prompts = people * basis.slots * basis.self_report * basis.missed_prompt
    by_hand = people * basis.slots * (1 - basis.self_report)
    abnormal = people * basis.slots * basis.abnormal
    wanted = prompts + by_hand + basis.arrivals + abnormal + basis.screening
    halves = tuple(_half(basis, start, part, wanted) for start, part in sorted(shares_of_day().items()))
    peak = max(half.agents for half in halves)
    return Need(
        prompts=prompts,
        by_hand=by_hand,
        first_days=float(basis.arrivals),
        abnormal=abnormal,
        screening=float(basis.screening),
        to_reach=wanted,
        dials=sum(half.dials for half in halves),
        minutes=sum(half.minutes for half in halves),
        halves=halves,
        peak=peak,
        on_rota=seats(peak, basis.shrinkage),
    )


def _half(basis: Basis, start: int, part: float, wanted: float) -> Half:
    reach = reach_in(basis, start // 60)
    dials = wanted * part * expected_dials(reach, basis.most_tries)
    answered = wanted * part * (1 - (1 - reach) ** basis.most_tries)
    minutes = (answered * (basis.talk + basis.wrap) + (dials - answered) * basis.miss) / 60
    calls = (basis.observed + basis.arrivals) * basis.inbound * part
    line = agents_for_line(calls, basis.talk + basis.wrap) if calls >= 0.5 else None
    return Half(
        start,
        part,
        dials,
        minutes,
        math.ceil(minutes / (30 * basis.occupancy)) if minutes > 0 else 0,
        calls,
        line.agents if line else 0,
    )


@dataclass(frozen=True, slots=True)
class Left:
    """What a number of agents leaves undone at the end of a half hour: calls waiting, and how long the last waits."""

    start: int
    agents: int
    backlog: float
    wait: float


def with_agents(need: Need, basis: Basis, agents: int) -> tuple[Left, ...]:
    """The day with so many agents at the phones all day: minutes that cannot be worked roll over to the next half
    hour. `backlog` in calls, `wait` in minutes."""
    left, found = 0.0, []
    each = need.minutes / need.dials if need.dials else 1.0
    for half in need.halves:
        capacity = max(agents - half.inbound, 0) * 30 * basis.occupancy
        left = max(left + half.minutes - capacity, 0.0)
        pace = max(agents - half.inbound, 0) * basis.occupancy
        found.append(Left(half.start, agents, left / each, left / pace if pace else math.inf))
    return tuple(found)


def enough(need: Need, basis: Basis, most_wait: float = 60.0) -> int:
    """The fewest agents, the same all day, with whom nobody waits longer than so many minutes and nothing is left at
    the end of the day."""
    for agents in range(1, 400):
        day = with_agents(need, basis, agents)
        if max(one.wait for one in day) <= most_wait and day[-1].backlog < 1:
            return agents
    return 400
