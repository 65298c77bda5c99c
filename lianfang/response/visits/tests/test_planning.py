"""The order of doors: every rule kept whatever is asked, fewer steps than going by address, urgent doors in time."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.response.visits.rules import Needs, Urgency, inserting, routing
from lianfang.response.visits.rules.planning_check import wrong
from lianfang.response.visits.rules.problem import Crew, Door, Left, Problem, Spot

HOUR = 3600
HERE, FAR = Spot(0, 0), Spot(2000, 0)
NEEDS = st.builds(Needs, st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["", "en"]))
SPOTS = st.builds(Spot, st.integers(0, 1500), st.integers(0, 1500), st.sampled_from([None, "a", "b"]))
DOORS = st.builds(
    lambda spot, serve, opens, lasts, urgency, sets, needs, prefers: Door(
        0, spot, serve, opens, opens + lasts, urgency, sets, needs, None, prefers
    ),
    SPOTS,
    st.integers(60, 3000),
    st.integers(0, 6 * HOUR),
    st.integers(0, 6 * HOUR),
    st.sampled_from(list(Urgency)),
    st.integers(0, 1),
    NEEDS,
    st.sampled_from([None, 0, 1]),
)
CREWS = st.builds(
    lambda spot, begins, lasts, sets, can: Crew(0, spot, begins, begins + lasts, sets, *can),
    SPOTS,
    st.integers(0, 2 * HOUR),
    st.integers(HOUR, 8 * HOUR),
    st.integers(0, 3),
    st.tuples(st.booleans(), st.booleans(), st.booleans(), st.sampled_from([frozenset(), frozenset({"en"})])),
)
PROBLEMS = st.builds(
    lambda doors, crews: Problem(
        tuple(replace(one, key=n) for n, one in enumerate(doors)),
        tuple(replace(one, key=n) for n, one in enumerate(crews)),
    ),
    st.lists(DOORS, max_size=12),
    st.lists(CREWS, max_size=4),
)


@given(PROBLEMS, st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_the_plan_can_be_walked_and_no_door_is_lost(problem, seed):
    found = routing.plan(problem, seed=seed, rounds=20)
    assert wrong(problem, found) == []


@given(PROBLEMS, DOORS)
@settings(max_examples=100, deadline=None)
def test_a_new_door_upsets_no_rule_and_pushes_no_urgent_door_out(problem, door):
    orders = {}
    inserting.fill(problem, orders, problem.doors)
    before = {leg.door for legs in inserting.routes(problem, orders).legs.values() for leg in legs}
    urgent = {one.key for one in problem.doors if one.urgency == Urgency.NOW} & before
    new = replace(door, key="new")
    more = replace(problem, doors=(*problem.doors, new))
    inserting.insert(more, orders, new)
    found = inserting.routes(more, orders)
    assert wrong(more, found) == []
    assert urgent <= {leg.door for legs in found.legs.values() for leg in legs}


def _planned(doors, *crews, **facts):
    return routing.plan(Problem(tuple(doors), crews), rounds=50, **facts)


def test_two_first_visits_never_share_a_set_of_protection():
    doors = [Door(n, Spot(n * 10, 0), 1800, sets=1) for n in range(3)]
    found = _planned(doors, Crew("one", HERE, 0, 8 * HOUR, sets=2))
    assert found.planned == 2
    assert list(found.left.values()) == [Left.NO_SETS]


def test_who_is_needed_goes_and_nobody_else():
    door = Door("d", HERE, 600, needs=Needs(female=True))
    near, able = Crew("near", HERE, 0, HOUR), Crew("able", FAR, 0, 3 * HOUR, female=True)
    assert _planned([door], near, able).legs["able"]
    assert _planned([door], near).left == {"d": Left.NO_TEAM}


def test_who_was_there_before_goes_again_when_it_is_about_as_near():
    doors = [Door("d", Spot(500, 0), 600, prefers="b")]
    crews = Crew("a", Spot(400, 0), 0, 8 * HOUR), Crew("b", Spot(650, 0), 0, 8 * HOUR)
    assert _planned(doors, *crews).legs["b"]


def test_a_door_pinned_to_a_team_stays_with_it():
    doors = [Door("d", HERE, 600, pinned="far")]
    crews = Crew("near", HERE, 0, 8 * HOUR), Crew("far", FAR, 0, 8 * HOUR)
    assert _planned(doors, *crews).legs["far"]


def test_the_same_seed_gives_the_same_plan():
    doors = [Door(n, Spot(n * 37 % 900, n * 91 % 700), 300) for n in range(30)]
    crews = Crew("a", HERE, 0, 8 * HOUR), Crew("b", Spot(900, 700), 0, 8 * HOUR)
    assert _planned(doors, *crews, seed=7) == _planned(doors, *crews, seed=7)


def test_an_urgent_door_goes_between_and_less_urgent_ones_wait():
    crew = Crew("a", HERE, 0, 4 * HOUR)
    doors = [Door(n, Spot(n, 0), 3300, closes=4 * HOUR) for n in range(4)]
    orders = {"a": list(doors)}
    urgent = Door("new", HERE, 900, closes=2400, urgency=Urgency.NOW)
    problem = Problem((*doors, urgent), (crew,))
    out = inserting.insert(problem, orders, urgent)
    found = inserting.routes(problem, orders)
    assert found.legs["a"][0].door == "new"
    assert len(out) == 1
    assert wrong(problem, found) == []
