"""Counting days and slots, judging readings, and the states of episode and alert."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import Refused, Role, clock
from lianfang.response.observation import rules
from lianfang.response.observation.models import Protocol
from lianfang.response.observation.operations import alerts
from lianfang.response.observation.rules.slots import Taken, mark_empty

TERMS = Protocol(name="x", begins_on=date(2020, 1, 1), threshold="37.3").terms
DAY = date(2020, 2, 10)
START = date(2020, 2, 9)
EARLY = clock.at_local(START, 8)


def local(hour, minute=0, day=DAY):
    return clock.at_local(day, hour, minute)


def test_arrived_on_the_ninth_the_last_day_is_the_twenty_third():
    assert rules.count(START, 14) == date(2020, 2, 23)
    assert rules.day_number(START, date(2020, 2, 23)) == 14


@given(st.dates(date(2019, 1, 1), date(2030, 1, 1)), st.integers(1, 30), st.integers(-12, 14))
def test_a_day_ends_at_local_midnight_in_every_time_zone(start, days, offset):
    last = rules.count(start, days)
    zone = timezone(timedelta(hours=offset))
    midnight = clock.at_local(last + timedelta(days=1)).astimezone(zone)
    assert rules.is_over(last, midnight)
    assert not rules.is_over(last, midnight - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("hour", "mark"),
    [(5, "future"), (6, "due"), (10, "due"), (11, "late"), (12, "late"), (13, "missed"), (23, "missed")],
)
def test_an_empty_morning_by_the_hour(hour, mark):
    assert mark_empty(DAY, TERMS.slots[0], EARLY, local(hour)) == mark


def test_a_slot_that_closed_before_the_observation_is_not_owed():
    assert mark_empty(DAY, TERMS.slots[0], local(14), local(15)) == rules.Mark.NOT_OWED
    assert mark_empty(DAY, TERMS.slots[1], local(14), local(15)) == rules.Mark.DUE


@pytest.mark.parametrize(
    ("hour", "slot"), [(0, "am"), (5, "am"), (8, "am"), (12, "am"), (13, "pm"), (23, "pm")]
)
def test_a_reading_falls_into_the_slot_that_had_opened(hour, slot):
    assert rules.slot_for(TERMS, local(hour)) == (DAY, slot)


@given(st.floats(0, 2e9).map(lambda s: datetime.fromtimestamp(s, UTC)))
def test_every_instant_has_a_slot_on_its_local_day(at):
    day, code = rules.slot_for(TERMS, at)
    assert day == clock.day_of(at)
    assert code in {slot.code for slot in TERMS.slots}


def strip(at, taken=None, excuses=None, begun_at=EARLY, days=14):
    span = (START + timedelta(days=1), rules.count(START, days))
    return rules.strip(span, lambda day: TERMS, taken or {}, excuses or {}, begun_at=begun_at, at=at)


def test_the_fortnight_has_fourteen_days_of_two_slots():
    assert len(strip(local(9)).cells) == 28


@given(
    st.sets(st.tuples(st.integers(1, 14), st.sampled_from(["am", "pm"]))),
    st.sets(st.tuples(st.integers(1, 14), st.sampled_from(["am", "pm"]))),
    st.integers(0, 24 * 17),
)
def test_a_slot_is_open_exactly_while_it_has_neither_reading_nor_reason(taken, excused, hours):
    def key(pair):
        return START + timedelta(days=pair[0]), pair[1]

    filled = {key(pair): Taken(Decimal("36.5"), False) for pair in taken}
    reasons = {key(pair): "asleep" for pair in excused}
    found = strip(EARLY + timedelta(hours=hours), filled, reasons)
    open_ones = {(cell.day, cell.slot.code) for cell in found.open_cells}
    everything = {(cell.day, cell.slot.code) for cell in found.cells}
    assert open_ones == everything - set(filled) - set(reasons)


@given(st.integers(0, 24 * 20), st.integers(1, 48))
def test_time_only_moves_an_empty_slot_forward(hours, later):
    order = ["future", "due", "late", "missed"]
    slot, at = TERMS.slots[0], EARLY + timedelta(hours=hours)
    before = mark_empty(DAY, slot, EARLY, at)
    after = mark_empty(DAY, slot, EARLY, at + timedelta(hours=later))
    assert order.index(after) >= order.index(before)


@pytest.mark.parametrize(
    ("celsius", "inclusive", "expected"),
    [("37.2", True, False), ("37.3", True, True), ("37.3", False, False), ("37.4", False, True)],
)
def test_the_line_itself_counts_where_the_protocol_says_so(celsius, inclusive, expected):
    terms = replace(TERMS, inclusive=inclusive)
    assert rules.judge(terms, Decimal(celsius), "axillary", []).is_abnormal is expected


def test_a_way_of_measuring_may_have_its_own_line():
    terms = replace(TERMS, by_method={"forehead": Decimal("37.2")})
    assert rules.judge(terms, Decimal("37.2"), "forehead", []).is_abnormal
    assert not rules.judge(terms, Decimal("37.2"), "axillary", []).is_abnormal


def test_a_symptom_the_protocol_does_not_list_is_no_alert():
    assert rules.judge(TERMS, Decimal("36.5"), "ear", ["cough"]).because == ("symptom cough",)
    assert not rules.judge(TERMS, Decimal("36.5"), "ear", ["nose"]).is_abnormal


@given(st.integers(0, 24 * 20), st.sets(st.integers(0, 27)), st.booleans())
def test_nobody_is_ever_released_early_or_with_a_gap(hours, filled, has_alert):
    at = EARLY + timedelta(hours=hours)
    cells = strip(at).cells
    taken = {(cells[i].day, cells[i].slot.code): Taken(Decimal("36.5"), False) for i in filled}
    last = rules.count(START, 14)
    try:
        rules.check_can_release(TERMS, last, strip(at, taken), has_alert=has_alert, at=at)
    except Refused:
        return
    assert clock.day_of(at) >= last
    assert len(filled) == 28
    assert not has_alert


def test_midnight_release_waits_for_the_next_day():
    terms = replace(TERMS, release="midnight")
    assert rules.release_from(terms, DAY) == local(0, day=DAY + timedelta(days=1))
    assert rules.release_from(TERMS, DAY) == local(13)


@given(st.lists(st.sampled_from(list(rules.Step)), max_size=12))
def test_an_alert_is_closed_only_after_it_was_seen_and_decided(steps):
    state, done = rules.AlertState.OPEN, []
    for step in steps:
        try:
            state = rules.alert_after(state, step)
        except Refused:
            continue
        done.append(step)
        if state == rules.AlertState.CLOSED:
            break
    if state == rules.AlertState.CLOSED and rules.Step.ENDED not in done:
        assert rules.Step.ACKNOWLEDGED in done
        assert rules.Step.DECIDED in done


@pytest.mark.parametrize("event", ["released", "moved_away", "withdrawn", "deceased", "persons_merged"])
def test_a_closed_episode_takes_no_further_event(event):
    after = rules.state_after(rules.State.ACTIVE, event)
    with pytest.raises(Refused):
        rules.state_after(after, event)


def test_every_move_has_words_and_says_who_may():
    assert {event for _state, event in rules.TRANSITIONS} <= set(rules.EVENTS) & set(rules.MAY)
    assert {step for _state, step in rules.ALERT_TRANSITIONS} <= set(rules.STEPS) & set(rules.ALERT_MAY)
    assert set(alerts.DESK) - {Role.SYSTEM} == set(rules.ALERT_MAY[rules.Step.ACKNOWLEDGED])


STEPS = st.lists(st.tuples(st.sampled_from([step.value for step in rules.Step]), st.integers(0, 60)))


@given(STEPS)
def test_an_alert_is_read_whatever_the_order_of_its_steps(steps):
    timed = sorted(((kind, local(8, minute % 60)) for kind, minute in steps), key=lambda one: one[1])
    since = rules.since(local(8), timed)
    assert since in {local(8), *(at for _kind, at in timed)}


def test_two_steps_of_one_instant_may_stand_the_wrong_way_round():
    at = local(9)
    assert rules.since(local(8), [("decided", at), ("acknowledged", at), ("closed", local(10))]) == local(10)
