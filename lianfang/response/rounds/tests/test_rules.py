"""What answers come to, how many dials it takes, whose turn is when; states replayed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import Refused
from lianfang.response.rounds import rules
from lianfang.response.rounds.rules import Event, State

TODAY = date(2020, 2, 10)
AT = datetime(2020, 2, 10, 2, 0, tzinfo=UTC)


@given(st.lists(st.sampled_from(list(Event)), max_size=12))
def test_whatever_happens_a_home_stands_somewhere_and_what_changes_nothing_is_known(events):
    state, taken = State.WAITING, []
    for event in events:
        found = rules.after(state, event)
        if found is None:
            with pytest.raises(Refused):
                rules.state_after(state, event)
            continue
        state = found
        taken.append(event)
    assert rules.replay(taken) == state


@given(st.lists(st.sampled_from(list(Event)), max_size=12))
def test_nobody_knocks_where_somebody_answered(events):
    state = State.WAITING
    for event in events:
        before, state = state, rules.after(state, event) or state
        assert state != State.DOOR or before in (*rules.FOR_THE_DOOR, State.DOOR)


@pytest.mark.parametrize(
    ("values", "event", "because"),
    [
        ({"been_away": "no", "contact": "no", "symptoms": ["none"]}, Event.NOTHING, ""),
        (
            {"been_away": "yes", "place": "湖北省武汉市", "arrived_on": date(2020, 2, 9)},
            Event.CAME_BACK,
            "back",
        ),
        ({"been_away": "yes", "place": "湖北"}, Event.CAME_BACK, "back"),
        ({"been_away": "yes", "arrived_on": "2020-02-10"}, Event.CAME_BACK, "back"),
        ({"been_away": "yes", "arrived_on": "2020-02-20"}, Event.NOT_YET, ""),
        ({"been_away": "no", "contact": "yes"}, Event.CAME_BACK, "contact"),
        ({"been_away": "no", "contact": "no", "symptoms": "fever cough"}, Event.CAME_BACK, "unwell"),
        ({}, Event.NOTHING, ""),
    ],
)
def test_three_questions_come_to_one_thing(values, event, because):
    heard = rules.read_answers(values, TODAY)
    assert (heard.event, heard.because) == (event, because)


def test_of_a_no_no_detail_goes_on():
    heard = rules.read_answers(
        {"been_away": "no", "contact": "no", "place": "杭州", "arrived_on": "2020-01-01"}, TODAY
    )
    assert (heard.place, heard.arrived_on, heard.expected_on) == ("", None, None)


ANYTHING = st.one_of(
    st.none(), st.text(max_size=8), st.integers(), st.booleans(), st.lists(st.text(max_size=4), max_size=3)
)


@given(
    st.dictionaries(
        st.sampled_from(["been_away", "contact", "symptoms", "place", "arrived_on", "how_many"]), ANYTHING
    )
)
def test_no_answer_breaks_the_reading(values):
    if isinstance(values.get("symptoms"), bool | int):
        values["symptoms"] = ""
    assert rules.read_answers(values, TODAY).event in rules.HEARD


def test_who_is_not_yet_back_is_called_the_morning_before():
    again = rules.call_again_at(date(2020, 2, 15), AT)
    assert again.isoformat() == "2020-02-14T09:00:00+08:00"
    assert rules.call_again_at(date(2020, 2, 11), AT) > AT


@pytest.mark.parametrize(
    ("pick_up", "reached", "dials"), [(0.5, 17500, 35000), (0.4, 15680, 39200), (0.6, 18720, 31200)]
)
def test_twenty_thousand_homes_take_as_many_dials_as_the_domain_reckons(pick_up, reached, dials):
    found = rules.reckon(20_000, 0, pick_up=pick_up, tries=3, per_day=5000)
    assert (found.reached, found.dials, found.days) == (reached, dials, 4)
    assert found.doors == 20_000 - reached


@given(st.integers(0, 50_000), st.floats(0.05, 1), st.integers(1, 6), st.integers(1, 9999))
def test_more_tries_never_reach_fewer(homes, pick_up, tries, per_day):
    one = rules.reckon(homes, 0, pick_up=pick_up, tries=tries, per_day=per_day)
    more = rules.reckon(homes, 0, pick_up=pick_up, tries=tries + 1, per_day=per_day)
    assert 0 <= one.reached <= more.reached <= homes
    assert one.days * per_day >= homes


def test_turns_fill_day_after_day_and_keep_their_order():
    days = [rules.day_of_turn(turn, 2, TODAY) for turn in range(5)]
    assert days == [TODAY, TODAY, *[TODAY + timedelta(days=1)] * 2, TODAY + timedelta(days=2)]
    assert rules.due_of_turn(0, AT) < rules.due_of_turn(1, AT)


@pytest.mark.parametrize(("name", "per_day"), [("", 10), (" ", 10), ("排摸", 0), ("排摸", 100_001)])
def test_a_plan_has_a_name_and_a_sensible_pace(name, per_day):
    with pytest.raises(Refused):
        rules.check_plan(name, per_day)


@pytest.mark.parametrize(("number", "remaining"), [(1, 0), (5, 3)])
def test_there_is_no_next_round_without_homes_or_end(number, remaining):
    with pytest.raises(Refused):
        rules.check_next(number, remaining)
