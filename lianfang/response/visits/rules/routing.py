"""The order of doors for all crews at once, by PyVRP: several vehicles, time windows, skills, protection as a load.

The same seed gives the same plan as long as the clock does not cut the search short; `seconds` bounds the search.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .inserting import Orders, fill, liking, routes
from .kinds import Urgency
from .problem import Crew, Problem, Routes, Spot, metres
from .walking import walk

# In metres: more than anybody walks in a day, so that a door is never left out for the sake of steps.
PRIZE = {Urgency.NOW: 10_000_000, Urgency.TODAY: 300_000, Urgency.TOMORROW: 100_000}
FORBIDDEN = 100_000_000
ROUNDS = 1200  # iterations; about four seconds for 15 crews and 300 doors on one core


def plan(problem: Problem, *, seed: int = 1, rounds: int = ROUNDS, seconds: float = 8.0) -> Routes:
    """Who knocks where, in which order. Every rule is kept: windows, shift ends, who is needed, one set of protection
    a first visit; doors that fit nowhere are left over with the reason. Fewest metres among such plans, as far as
    the search came in `rounds` or `seconds`."""
    first: Orders = {crew.key: [] for crew in problem.crews}
    fill(problem, first, problem.doors)
    if not problem.doors or not problem.crews:
        return routes(problem, first)
    found = _search(problem, first, seed=seed, rounds=rounds, seconds=seconds)
    return routes(problem, _better(problem, first, found))


def _better(problem: Problem, first: Orders, found: Orders) -> Orders:
    """What the search found, where it holds and leaves out nothing that the first plan had room for."""
    if any(walk(problem, crew, found.get(crew.key, [])) is None for crew in problem.crews):
        return first
    planned = {door.key for order in found.values() for door in order}
    fill(problem, found, [door for door in problem.doors if door.key not in planned])
    return min((found, first), key=lambda orders: _missed(problem, orders))


def _missed(problem: Problem, orders: Orders) -> int:
    planned = {door.key for order in orders.values() for door in order}
    return sum(PRIZE[Urgency(door.urgency)] for door in problem.doors if door.key not in planned)


def _search(problem: Problem, first: Orders, *, seed: int, rounds: int, seconds: float) -> Orders:
    # Loaded where it is used: pages and workers that plan nothing start without it.
    import pyvrp
    from pyvrp.stop import MaxIterations, MaxRuntime, MultipleCriteria

    model = _model(problem)
    place = {door.key: n for n, door in enumerate(problem.doors)}
    given = [
        pyvrp.Route(model, [place[door.key] for door in first[crew.key]], vehicle_type=n)
        for n, crew in enumerate(problem.crews)
        if first.get(crew.key)
    ]
    stop = MultipleCriteria([MaxIterations(rounds), MaxRuntime(seconds)])
    result = pyvrp.solve(
        model,
        stop,
        seed=seed,
        collect_stats=False,
        display=False,
        initial_solution=pyvrp.Solution(model, given),
    )
    orders: Orders = {crew.key: [] for crew in problem.crews}
    for route in result.best.routes():
        crew = problem.crews[route.vehicle_type()]
        orders[crew.key] = [problem.doors[n] for n in _visits(route)]
    return orders


def _visits(route: Any) -> Sequence[int]:
    return [activity.idx for activity in route if activity.is_client()]


def _model(problem: Problem) -> Any:
    import pyvrp

    crews, doors = problem.crews, problem.doors
    spots = [*(crew.spot for crew in crews), *(door.spot for door in doors)]
    far = _matrix(spots)
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(round(spot.x), round(spot.y)) for spot in spots],
        clients=[_client(n + len(crews), door) for n, door in enumerate(doors)],
        depots=[pyvrp.Depot(n) for n in range(len(crews))],
        vehicle_types=[_vehicle(n, crew) for n, crew in enumerate(crews)],
        distance_matrices=[_costs(problem, crew, far) for crew in crews],
        duration_matrices=[_times(problem, far)] * len(crews),
    )


def _client(location: int, door: Any) -> Any:
    import pyvrp

    return pyvrp.Client(
        location,
        delivery=[door.sets],
        service_duration=door.serve,
        tw_early=max(door.opens, 0),
        tw_late=max(door.closes, door.opens, 0),
        prize=PRIZE[Urgency(door.urgency)],
        required=False,
    )


def _vehicle(place: int, crew: Crew) -> Any:
    import pyvrp

    return pyvrp.VehicleType(
        1,
        capacity=[crew.sets],
        start_depot=place,
        end_depot=place,
        tw_early=max(crew.begins, 0),
        tw_late=max(crew.ends, crew.begins, 0),
        profile=place,
    )


def _matrix(spots: Sequence[Spot]) -> Any:
    import numpy

    return numpy.array([[0 if a is b else metres(a, b) for b in spots] for a in spots], dtype=numpy.int64)


def _costs(problem: Problem, crew: Crew, far: Any) -> Any:
    """Metres as this crew feels them: doors it may not go to are out of reach, strangers and other areas farther."""
    costs = far.copy()
    for n, door in enumerate(problem.doors):
        costs[:, n + len(problem.crews)] += liking(crew, door) if crew.may(door) else FORBIDDEN
    for n in range(len(costs)):
        costs[n, n] = 0
    return costs


def _times(problem: Problem, far: Any) -> Any:
    import numpy

    times = 60 + far * 60 // problem.metres_a_minute
    numpy.fill_diagonal(times, 0)
    return times
