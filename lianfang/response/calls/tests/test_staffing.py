"""Staffing: the published test vector, and what must hold of every day."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.response.calls.rules import staffing
from lianfang.response.calls.rules.staffing import Basis

bases = st.builds(
    Basis,
    observed=st.integers(0, 5000),
    arrivals=st.integers(0, 200),
    screening=st.integers(0, 2000),
    usual_reach=st.floats(0.1, 0.95),
)


def test_the_help_line_of_the_books():
    line = staffing.help_line(100, 180, 14)
    assert line.load == pytest.approx(10)
    assert line.waits == pytest.approx(0.1741, abs=5e-5)
    assert line.in_time == pytest.approx(0.888, abs=5e-4)
    assert line.occupancy == pytest.approx(0.714, abs=5e-4)
    assert staffing.seats(14, 0.3) == 20


def test_a_line_with_no_more_agents_than_load_never_catches_up():
    line = staffing.help_line(100, 180, 10)
    assert (line.waits, line.in_time) == (1.0, 0.0)


@given(st.floats(0.5, 200), st.floats(20, 600))
def test_more_agents_answer_sooner(calls, handling):
    line = staffing.agents_for_line(calls, handling)
    assert line.in_time >= 0.8
    assert staffing.help_line(calls, handling, line.agents + 1).in_time >= line.in_time


@given(st.floats(0.05, 1), st.integers(1, 8))
def test_calls_until_somebody_answers(reach, tries):
    dials = staffing.expected_dials(reach, tries)
    assert dials + 1e-9 >= 1
    assert dials <= min(tries, 1 / reach) + 1e-9


def test_a_phone_round_of_twenty_thousand():
    # The design's own reckoning: half pick up, three tries: 35,000 calls reach 87.5 %.
    assert 20_000 * staffing.expected_dials(0.5, 3) == pytest.approx(35_000)


def test_the_parts_of_the_day_are_the_whole_day():
    assert sum(staffing.shares_of_day().values()) == pytest.approx(1)


@given(bases)
def test_the_need_is_reckoned_from_its_parts(basis):
    need = staffing.need_for(basis)
    assert need.minutes == pytest.approx(sum(half.minutes for half in need.halves))
    assert need.on_rota >= need.peak >= max(half.agents for half in need.halves)


@given(bases)
def test_enough_is_enough_and_fewer_leaves_more(basis):
    need = staffing.need_for(basis)
    enough = staffing.enough(need, basis)
    day = staffing.with_agents(need, basis, enough)
    assert max(one.wait for one in day) <= 60
    assert day[-1].backlog < 1
    fewer = staffing.with_agents(need, basis, max(enough - 2, 0))
    assert all(less.backlog >= more.backlog - 1e-9 for less, more in zip(fewer, day, strict=True))


def test_nobody_at_the_phones_and_it_says_so():
    basis = Basis(700, 10)
    assert math.isinf(staffing.with_agents(staffing.need_for(basis), basis, 0)[-1].wait)


def test_seven_hundred_with_nothing_but_phones_want_about_ten():
    basis = Basis(700, 20, self_report=0.0, usual_reach=0.6)
    assert 8 <= staffing.enough(staffing.need_for(basis), basis) <= 12
