"""Who lags, what is red, how a figure moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.command.board.rules import Line, Trend, bars, in_lag_order, percent, total

NUMBERS = st.integers(0, 50)
LINES = st.builds(
    lambda name, overdue, owed, late, held: Line(
        name=name, overdue=overdue, owed=max(owed, late), slots_late=late, held=held
    ),
    st.text(max_size=3), NUMBERS, NUMBERS, NUMBERS, NUMBERS,
)  # fmt: skip


def test_overdue_verifications_go_before_late_slots_and_those_before_held_people():
    quiet, held = Line(name="静"), Line(name="留", held=9)
    late, overdue = Line(name="迟", owed=10, slots_late=1), Line(name="核", overdue=1)
    assert [line.name for line in in_lag_order([quiet, held, late, overdue])] == ["核", "迟", "留", "静"]


def test_a_share_of_slots_counts_not_their_number():
    large, small = Line(name="大", owed=200, slots_late=5), Line(name="小", owed=10, slots_late=4)
    assert in_lag_order([large, small])[0] is small


@given(st.lists(LINES))
def test_nobody_behind_another_lags_more(lines):
    ordered = in_lag_order(lines)
    assert sorted(ordered, key=id) == sorted(lines, key=id)
    assert [line.overdue for line in ordered] == sorted((line.overdue for line in lines), reverse=True)
    lagging = [line.lags for line in ordered]
    assert lagging == sorted(lagging, reverse=True)


@given(st.lists(LINES))
def test_the_total_is_the_sum_whatever_the_order(lines):
    assert total(lines) == total(reversed(lines))
    assert total(lines).overdue == sum(line.overdue for line in lines)


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(0, 0, None), (0, 4, 0), (999, 1000, 99), (1000, 1000, 100)]
)
def test_one_missing_reading_is_never_a_hundred_percent(part, whole, said):
    assert percent(part, whole) == said


@pytest.mark.parametrize(("owed", "late", "look"), [(20, 0, ""), (20, 1, "due"), (20, 2, "bad"), (0, 0, "")])
def test_late_slots_are_amber_and_from_a_tenth_on_red(owed, late, look):
    assert Line(owed=owed, slots_late=late).look == look


@pytest.mark.parametrize(
    ("values", "change"), [((1, 4, 6), 2), ((9, 3), -6), ((None, 3), None), ((3, None), None), ((3,), None)]
)
def test_what_was_not_known_yesterday_has_no_change(values, change):
    assert Trend(values).change == change


@given(st.dictionaries(st.integers(0, 14), NUMBERS))
def test_every_day_of_the_fortnight_has_its_bar(days):
    shown = bars(days)
    assert [day for day, _count in shown] == list(range(15))
    assert sum(count for _day, count in shown) == sum(days.values())


def test_a_longer_count_lengthens_the_row():
    assert bars({18: 2}, 21)[18] == (18, 2)
