"""The queue's rules: order, the next slot, the door; told as properties where they hold of every day."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import clock
from lianfang.response.calls import rules
from lianfang.response.calls.rules import Dialled, Number, Outcome, Rank, Terms, Want

AT = datetime(2020, 2, 10, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
moments = st.integers(0, 30 * 24 * 60).map(lambda minutes: AT + timedelta(minutes=minutes))
tries = st.lists(st.builds(Dialled, moments, st.sampled_from([Outcome.NO_ANSWER, Outcome.BUSY])), max_size=8)


def _local(at):
    return at.astimezone(clock.LOCAL)


@pytest.mark.parametrize(
    ("want", "rank"),
    [
        (Want(has_symptom=True, day=1, is_frail=True), Rank.SYMPTOM),
        (Want(silent_since=AT - timedelta(hours=12), day=1), Rank.SILENT),
        (Want(silent_since=AT - timedelta(hours=11, minutes=59), day=3), Rank.FIRST_DAYS),
        (Want(day=4, is_frail=True, has_promise=True), Rank.FRAIL),
        (Want(day=9, has_promise=True), Rank.CALL_BACK),
        (Want(day=9), Rank.ROUND),
    ],
)
def test_the_order_of_the_queue(want, rank):
    assert rules.rank_of(want, AT) == rank


@given(
    st.lists(st.tuples(st.sampled_from(list(Rank)), moments), min_size=1),
    st.sampled_from(list(Rank)),
    moments,
)
def test_another_need_never_puts_a_household_further_back(needs, rank, due):
    assert rules.order_key([*needs, (rank, due)])[0] <= rules.order_key(needs)[0]


@given(tries, moments)
def test_the_next_try_lies_ahead_and_within_the_hours(tried, at):
    when = rules.next_try(Terms(), tried, at)
    assert when > at
    assert Terms().opens <= _local(when).time() < Terms().closes


@given(moments, st.integers(1, 11))
def test_never_an_hour_again_that_was_tried_while_another_is_left(first, count):
    tried, at = [], first
    for _ in range(count):
        tried.append(Dialled(at))
        at = rules.next_try(Terms(), tried, at)
    hours = {_local(one.at).hour for one in tried}
    # Thirteen hours begin or run between 08:30 and 20:30.
    assert _local(at).hour not in hours or len(hours) >= 12


def test_the_waves_of_a_day():
    at = clock.at_local(clock.day_of(AT), 9)
    first = rules.next_try(Terms(), [Dialled(at)], at)
    assert _local(first).time() == time(10, 0)  # 50 minutes on is the same hour: the next one
    second = rules.next_try(Terms(), [Dialled(at), Dialled(first)], first)
    assert _local(second).time() == time(12, 30)
    third = rules.next_try(Terms(), [Dialled(at), Dialled(first), Dialled(second)], second)
    assert _local(third).time() == time(18, 30)
    tried = [Dialled(at), Dialled(first), Dialled(second), Dialled(third)]
    fourth = rules.next_try(Terms(), tried, third)
    assert _local(fourth).date() > _local(third).date()
    assert _local(fourth).hour == 11  # nine, ten were tried


def test_a_busy_line_is_tried_again_soon():
    assert rules.next_try(Terms(), [Dialled(AT, Outcome.BUSY)], AT) == AT + timedelta(minutes=10)


@given(st.lists(st.builds(Number, st.integers(), st.integers(0, 5), st.booleans())))
def test_the_next_number_is_nobody_elses_and_the_least_tried(numbers):
    found = rules.next_number(numbers)
    usable = [one for one in numbers if not one.is_wrong]
    assert (found is None) == (not usable)
    if found:
        assert not found.is_wrong
        assert found.tries == min(one.tries for one in usable)


@given(st.integers(0, 10), st.integers(0, 5), st.sampled_from(list(Rank)))
def test_nobody_goes_to_the_door_before_the_phone_was_tried(tried, missed, rank):
    over = rules.is_exhausted(Terms(), rank, tries=tried, missed=missed, at=AT)
    assert not over if tried == 0 else over == (tried >= (3 if rank >= Rank.CALL_BACK else 4) or missed >= 2)


def test_twelve_hours_of_silence_and_one_try_lead_to_the_door():
    since = AT - timedelta(hours=12)
    assert rules.is_exhausted(Terms(), Rank.SILENT, tries=1, silent_since=since, at=AT)
    assert not rules.is_exhausted(Terms(), Rank.SILENT, tries=1, silent_since=AT, at=AT)


@pytest.mark.parametrize(("rank", "goes"), [(Rank.FRAIL, True), (Rank.CALL_BACK, True), (Rank.ROUND, False)])
def test_a_next_try_far_behind_the_hour_it_was_due_is_a_door_the_same_day(rank, goes):
    late, soon = AT + timedelta(hours=4, minutes=1), AT + timedelta(hours=4)
    assert rules.is_exhausted(Terms(), rank, tries=1, due_at=AT, again_at=late, at=AT) == goes
    assert not rules.is_exhausted(Terms(), rank, tries=1, due_at=AT, again_at=soon, at=AT)


@pytest.mark.parametrize(
    ("hour", "rank", "may"),
    [(8, Rank.SILENT, False), (9, Rank.SILENT, True), (21, Rank.SILENT, False), (3, Rank.SYMPTOM, True)],
)
def test_the_hours_of_ringing(hour, rank, may):
    assert rules.may_ring(Terms(), rank, clock.at_local(clock.day_of(AT), hour)) is may


@pytest.mark.parametrize(
    ("outcome", "discussed", "over", "state"),
    [
        ("answered", True, False, "answered"),
        ("answered", False, True, "open"),
        ("no_answer", False, False, "open"),
        ("no_answer", False, True, "unreachable"),
        ("wrong_number", False, True, "unreachable"),
        ("refused", False, False, "refused"),
        ("call_back", False, False, "open"),
        ("language", False, False, "open"),
    ],
)
def test_what_becomes_of_a_need(outcome, discussed, over, state):
    found = rules.state_after(Outcome(outcome), was_discussed=discussed, is_exhausted=over)
    assert found == state


@pytest.mark.parametrize(
    "faulty",
    [
        Terms(opens=time(10), morning=time(9)),
        Terms(closes=time(18)),
        Terms(gaps=()),
        Terms(most_tries=0),
    ],
)
def test_an_unsound_policy_says_what_does_not_fit(faulty):
    assert rules.fault_of(faulty)
    assert rules.fault_of(Terms()) == ""
