"""Times the queue of calls: python -m bench.claiming [--needs 20000] [--agents 200] [--seconds 20]

On a scratch installation of its own (the embedded server, fsync included, row-level security on). First how long a
round of 20,000 households takes to ask for, set-based. Then 200 agents who take a call, talk (here ten seconds in the
mean, some ten times faster than people: --talk 90 is how they talk), tell what came of it and take the next, through
as many processes and threads as the office's web server has; the milliseconds of each claim and of each outcome from
the agent's tap, transaction and record included. The agents share the processors with the database. At the end: how
much of a processor an act took in Python, and how often a household was given to two agents.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, heappush
from itertools import pairwise
from multiprocessing import get_context
from threading import Lock
from time import perf_counter, process_time, sleep
from typing import Any
from uuid import UUID

OUTCOMES = ("answered", "no_answer", "no_answer", "busy", "refused")


# When an agent taps, which agent, what they hold.
Act = tuple[float, int, UUID | None]


@dataclass
class Took:
    """Seconds of every claim and outcome, whom each claim gave from when to when, and what comes next."""

    talk: float
    acts: list[Act] = field(default_factory=list)
    claims: list[float] = field(default_factory=list)
    outcomes: list[float] = field(default_factory=list)
    given: dict[UUID, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    since: dict[int, float] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def next(self, until: float) -> Act | None:
        """The next tap, waited for; None at the end."""
        with self.lock:
            act = heappop(self.acts) if self.acts else None
        if act is None:
            sleep(0.01)
            return None
        if act[0] >= until:
            return None
        sleep(max(act[0] - perf_counter(), 0))
        return act

    def told(self, act: Act, held: UUID | None, pause: float) -> None:
        """Notes how long the page waited, and when this agent taps next."""
        due, number, before = act
        done = perf_counter()
        with self.lock:
            (self.claims if before is None else self.outcomes).append(done - due)
            if before is not None:
                self.given[before].append((self.since[number], due))
            self.since[number] = done
            heappush(self.acts, (done + (pause if held else 0.05), number, held))


def main() -> None:
    """Sets a scratch installation up, measures, tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--needs", type=int, default=20_000)
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--talk", type=float, default=10, help="mean seconds of a call")
    parser.add_argument("--workers", type=int, default=2, help="processes of the web server")
    parser.add_argument("--threads", type=int, default=4, help="of each of them")
    asked = parser.parse_args()
    with _scratch() as (home, at):
        _people(home, asked.needs, at)
        _ask(home, at)
        _tell_all(_offices(home, at, asked), asked)


def _tell_all(found: list[Told], asked: argparse.Namespace) -> None:
    claims = [second for one in found for second in one.claims]
    outcomes = [second for one in found for second in one.outcomes]
    _tell("claim", claims, asked.seconds)
    _tell("outcome", outcomes, asked.seconds)
    spent = 1000 * sum(one.busy for one in found) / (len(claims) + len(outcomes))
    print(f"Python: {spent:.1f} ms of a processor an act; load {os.getloadavg()[0]:.1f}")
    print(f"given to two agents at one time: {_twice(found)}")


@contextmanager
def _scratch() -> Iterator[tuple[UUID, datetime]]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"LIANFANG_VAR": folder, "DJANGO_SETTINGS_MODULE": "lianfang.config.settings"}
        from lianfang.config.office import postgres

        with postgres.running():
            import django

            django.setup()
            from django.core.management import call_command

            call_command("migrate", database="owner", verbosity=0)
            from lianfang.core import clock, ids
            from lianfang.core.models import Subdistrict

            home = ids.new()
            Subdistrict.objects.create(id=home, code="310199009", name="呼叫街道")
            yield home, clock.at_local(clock.day_of(clock.now()), 10)


def _people(home: UUID, count: int, at: datetime) -> None:
    """Households with a person and a number each."""
    from lianfang.core import bulk, tenant
    from lianfang.registry.people.models import Household, Mention, Person

    with tenant.inside(home):
        houses = [Household(subdistrict=home) for _ in range(count)]
        people = [
            Person(subdistrict=home, name="何家人", household=house, created_at=at, updated_at=at)
            for house in houses
        ]
        said = [
            Mention(subdistrict=home, kind="ledger", label="户册", as_of=at, name="何家人", person=one)
            for one in people
        ]
        for rows in (houses, people, said, [_number(home, n, one) for n, one in enumerate(said)]):
            bulk.insert(rows)  # type: ignore[arg-type]
    bulk.renew_statistics()


def _number(home: UUID, n: int, mention: Any) -> Any:
    from lianfang.core import cipher
    from lianfang.registry.people.models import Contact

    digits = f"138{n:08d}"
    lookup = cipher.lookup("phone", digits)
    return Contact(subdistrict=home, mention=mention, number=digits, lookup=lookup, masked="138****")


def _ask(home: UUID, at: datetime) -> None:
    from lianfang.core import bulk, ids, tenant
    from lianfang.core.actor import system
    from lianfang.registry.people.models import Person
    from lianfang.response.calls import operations
    from lianfang.response.calls.operations import Ask

    with tenant.inside(home):
        keys = list(Person.objects.of(home).values_list("id", flat=True))
        draw = random.Random(1)
        wanted = [
            Ask("round", "matter", ids.new(), draw.choice((2, 3, 4, 6, 6, 6)), person=key) for key in keys
        ]
    begun = perf_counter()
    with tenant.inside(home):
        new = operations.ask_many(by=system(home), needs=wanted, at=at)
    print(f"asked for {new:,} calls in {perf_counter() - begun:.1f} s")
    bulk.renew_statistics()


@dataclass(frozen=True)
class Told:
    """What one process of the web server saw; `busy`: seconds of a processor."""

    claims: list[float]
    outcomes: list[float]
    given: dict[UUID, list[tuple[float, float]]]
    busy: float


def _offices(home: UUID, at: datetime, asked: argparse.Namespace) -> list[Told]:
    """As many processes as the office's web server has, each with its share of the agents; they begin together."""
    shares = [list(range(n, asked.agents, asked.workers)) for n in range(asked.workers)]
    spawn = get_context("spawn")
    all_there = (spawn.Barrier(asked.workers),)
    with ProcessPoolExecutor(asked.workers, spawn, initializer=_come, initargs=all_there) as pool:
        asks = [pool.submit(_work, home, at, share, asked) for share in shares]
        return [one.result() for one in asks]


def _come(all_there: Any) -> None:
    import django

    django.setup()
    from lianfang.config import rings

    rings.seek_seldom()
    all_there.wait()


def _work(home: UUID, at: datetime, agents: list[int], asked: argparse.Namespace) -> Told:
    """Every agent's next act stands in one list by its time; the threads take them from there."""
    _sit_down(home, at, agents)
    took, draw = Took(asked.talk), random.Random(agents[0])
    begun = perf_counter() + 1
    took.acts = [(begun + draw.uniform(0, asked.talk), n, None) for n in agents]
    heapify(took.acts)
    spent = process_time()
    with ThreadPoolExecutor(asked.threads) as pool:
        doors = [pool.submit(_door, home, at, begun + asked.seconds, took) for _ in range(asked.threads)]
        for one in doors:
            one.result()
    return Told(took.claims, took.outcomes, dict(took.given), process_time() - spent)


def _sit_down(home: UUID, at: datetime, agents: list[int]) -> None:
    """Every agent's seat, as at the beginning of a shift."""
    from lianfang.core import tenant
    from lianfang.response.calls.operations.claiming import take_seat

    with tenant.inside(home):
        for number in agents:
            take_seat(_agent(home, number), at)


def _agent(home: UUID, number: int) -> Any:
    from lianfang.core import Actor, Role

    return Actor(UUID(int=number + 1), f"坐席{number}", Role.CALLER, home)


def _door(home: UUID, at: datetime, until: float, took: Took) -> None:
    """One thread of the web server; its connection stays open, as there."""
    from django.db import connection

    connection.ensure_connection()
    try:
        while perf_counter() < until:
            act = took.next(until)
            if act is not None:
                _act(home, at, act, took)
    finally:
        connection.close()


def _act(home: UUID, at: datetime, act: Act, took: Took) -> None:
    """A claim where the hand is empty, else the outcome; timed from when the agent tapped."""
    from lianfang.core import tenant
    from lianfang.response.calls import operations
    from lianfang.response.calls.operations import Heard

    due, number, held = act
    by, draw = _agent(home, number), random.Random(due)
    with tenant.inside(home):
        if held is None:
            callee = operations.claim(by=by, at=at)
            key = callee.id if callee else None
        else:
            heard = Heard(draw.choice(OUTCOMES))
            operations.record_outcome(by=by, callee_id=held, heard=heard, at=at)
            key = None
    took.told(act, key, draw.uniform(0.2, 1.8) * took.talk)


def _tell(name: str, seconds: list[float], lasted: float) -> None:
    ordered = sorted(seconds)
    at = [1000 * ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95, 0.99)]
    rate = len(ordered) / lasted
    print(f"{name}: {rate:.0f}/s, p50 / p95 / p99 {at[0]:.1f} / {at[1]:.1f} / {at[2]:.1f} ms")


def _twice(found: list[Told]) -> int:
    """How often a household was in two hands at one time."""
    spans: dict[UUID, list[tuple[float, float]]] = defaultdict(list)
    for one in found:
        for key, hands in one.given.items():
            spans[key] += hands
    return sum(
        begun < ended
        for hands in spans.values()
        for (_begun, ended), (begun, _ended) in pairwise(sorted(hands))
    )


if __name__ == "__main__":
    main()
