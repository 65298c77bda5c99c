"""The order of doors: 15 teams × 300 doors, against going by address with the nearest team; and one urgent door more.

    python -m bench.routes [--doors 300] [--teams 15] [--seeds 3]

The street is drawn: 20 committees on 2.0 × 1.2 km, compounds with stairs 25 m apart, doors asked for as on a busy
day of February 2020 (verifications, drop-ins, first visits with protection, people who are unwell within 40 minutes).
"""

from __future__ import annotations

import argparse
import time
from random import Random
from statistics import median

import django

django.setup()

from lianfang.response.visits.rules import Needs, Urgency, inserting, planning_check, routing  # noqa: E402
from lianfang.response.visits.rules.problem import Crew, Door, Problem, Routes, Spot, metres  # noqa: E402
from lianfang.response.visits.rules.walking import distance  # noqa: E402

HOUR = 3600
KINDS = (
    ("verification", 12, 0.45),
    ("silent", 5, 0.25),
    ("revisit", 8, 0.1),
    ("first", 33, 0.12),
    ("check", 10, 0.08),
)


def draw(seed: int, teams: int, doors: int) -> Problem:
    """A busy day at eight thirty: the plan's origin; shifts of eight hours."""
    rng = Random(seed)
    stairs = _stairs(rng)
    urgent = max(doors // 15, 1)
    asked = [_urgent(rng, n, rng.choice(stairs)) for n in range(urgent)]
    asked += [_door(rng, n, rng.choice(stairs)) for n in range(urgent, doors)]
    return Problem(tuple(asked), tuple(_crew(rng, n) for n in range(teams)))


def _stairs(rng: Random) -> list[tuple[int, Spot]]:
    made: list[tuple[int, Spot]] = []
    for committee in range(20):
        left, low = committee % 5 * 400, committee // 5 * 300
        for _compound in range(7):
            x, y = left + rng.uniform(20, 340), low + rng.uniform(20, 240)
            for stair in range(rng.randrange(2, 14)):
                spot = Spot(x + stair % 4 * 25, y + stair // 4 * 25, f"{committee}-{len(made)}")
                made.append((committee, spot))
    return made


def _urgent(rng: Random, n: int, at: tuple[int, Spot]) -> Door:
    closes = 40 * 60 - rng.randrange(0, 8) * 60
    return Door(n, at[1], 15 * 60, 0, closes, Urgency.NOW, 0, Needs(doctor=True), at[0])


def _door(rng: Random, n: int, at: tuple[int, Spot]) -> Door:
    kind, minutes, _share = rng.choices(KINDS, [share for *_, share in KINDS])[0]
    opens, closes = rng.choice(
        ((0, 12 * HOUR), (0, 12 * HOUR), (0, 8 * HOUR), (2 * HOUR, 12 * HOUR), (0, 4 * HOUR))
    )
    needs = Needs(doctor=kind == "first", police=kind == "check", female=rng.random() < 0.04)
    known = rng.randrange(15) if rng.random() < 0.1 else None
    return Door(
        n, at[1], minutes * 60, opens, closes, Urgency.TODAY, int(kind == "first"), needs, at[0], known
    )


def _crew(rng: Random, n: int) -> Crew:
    base = Spot(n % 5 * 400 + 200, n // 5 * 400 + 200)
    return Crew(n, base, 0, 8 * HOUR, sets=6, doctor=n % 5 != 4, female=n % 2 == 0)


def by_address(problem: Problem) -> int:
    """Metres walked by the way it was done: each door to the nearest team that may go, each team by address."""
    lists: dict[object, list[Door]] = {crew.key: [] for crew in problem.crews}
    for door in problem.doors:
        able = [crew for crew in problem.crews if crew.can(door.needs)]
        nearest = min(able, key=lambda crew: metres(crew.spot, door.spot))
        lists[nearest.key].append(door)
    total = 0
    for crew in problem.crews:
        order = sorted(
            lists[crew.key], key=lambda one: (one.area, int(str(one.spot.stair).partition("-")[2]))
        )
        total += distance(crew, order)
    return total


def in_time(problem: Problem, found: Routes) -> tuple[int, int]:
    """How many forty-minute doors there are, and how many of them are reached in time."""
    closes = {door.key: door.closes for door in problem.doors if door.urgency == Urgency.NOW}
    arrives = {leg.door: leg.arrives for legs in found.legs.values() for leg in legs}
    return len(closes), sum(arrives.get(key, 10**9) <= limit for key, limit in closes.items())


def one_more(problem: Problem, found: Routes) -> tuple[float, bool]:
    """Seconds for a new urgent door at half past nine, every team where it is then; and whether it is in time."""
    doors = {door.key: door for door in problem.doors}
    now, extra = (
        HOUR,
        Door("new", Spot(1010, 610, "new"), 900, HOUR, HOUR + 2400, Urgency.NOW, 0, Needs(doctor=True)),
    )
    crews, orders = [], {}
    for crew in problem.crews:
        legs = found.legs[crew.key]
        begun = [leg for leg in legs if leg.arrives <= now]
        spot = doors[begun[-1].door].spot if begun else crew.spot
        free = begun[-1].arrives + doors[begun[-1].door].serve if begun else now
        sets = crew.sets - sum(doors[leg.door].sets for leg in begun)
        crews.append(
            Crew(crew.key, spot, max(free, now), crew.ends, sets, crew.doctor, crew.police, crew.female)
        )
        orders[crew.key] = [doors[leg.door] for leg in legs[len(begun) :]]
    again = Problem((*(door for order in orders.values() for door in order), extra), tuple(crews))
    began = time.perf_counter()
    inserting.insert(again, orders, extra)
    after = inserting.routes(again, orders)
    took = time.perf_counter() - began
    return took, any(leg.door == "new" for legs in after.legs.values() for leg in legs)


def main() -> None:
    """Prints one line a seed and the medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--doors", type=int, default=300)
    parser.add_argument("--teams", type=int, default=15)
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    saved, took, insertions = [], [], []
    for seed in range(asked.seeds):
        problem = draw(seed, asked.teams, asked.doors)
        began = time.perf_counter()
        found = routing.plan(problem, seed=seed)
        took.append(time.perf_counter() - began)
        assert planning_check.wrong(problem, found) == []
        before = by_address(problem)
        saved.append(1 - found.walked / before)
        urgent, reached = in_time(problem, found)
        insertion, fits = one_more(problem, found)
        insertions.append(insertion)
        print(
            f"seed {seed}: {took[-1]:.1f} s, {found.planned} of {asked.doors} doors, {found.walked / 1000:.1f} km "
            f"against {before / 1000:.1f} km by address ({saved[-1]:.0%} less), 40-minute doors {reached} of {urgent}, "
            f"one more urgent door {insertion * 1000:.0f} ms ({'in time' if fits else 'not in time'})"
        )
    print(
        f"median {median(took):.1f} s, {median(saved):.0%} less walking, insertion {median(insertions) * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
