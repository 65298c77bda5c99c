"""States replayed, likeness weighed, codes spelt, and what a tip may say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import Refused, ids
from lianfang.response.messages.rules.understanding import Meaning, understand
from lianfang.response.tips import rules
from lianfang.response.tips.rules import Move, Sketch, State, telling

AT = datetime(2020, 2, 10, 2, 0, tzinfo=UTC)
FLAT, OTHER_FLAT, STAIR, COMPOUND = (ids.new() for _n in range(4))


@given(st.lists(st.sampled_from(list(Move)), max_size=10))
def test_whatever_is_tried_a_tip_stands_somewhere_and_nothing_is_settled_unchecked(moves):
    state, was_checked = State.RECEIVED, False
    for move in moves:
        try:
            state = rules.state_after(state, move)
        except Refused:
            assert not rules.can(state, move)
            continue
        if move in (Move.REOPENED, Move.PARTED):
            was_checked = False
        was_checked = was_checked or move in rules.VERDICTS
        assert state != State.SETTLED or was_checked
    assert state in set(rules.TOLD)


@pytest.mark.parametrize(
    ("move", "how", "note", "code"),
    [
        ("settled", "leader", "", "tips.verdict_missing"),
        ("reported", "", "", "tips.how_missing"),
        ("reported", "guess", "", "tips.how_missing"),
        ("unfounded", "leader", " ", "tips.reason_missing"),
    ],
)
def test_a_check_says_how_and_what_for(move, how, note, code):
    with pytest.raises(Refused) as refusal:
        rules.check_verdict(move, how, note)
    assert refusal.value.code == code


def _sketch(**more):
    return Sketch(**{"at": AT, "kind": "returned", **more})


def test_the_same_flat_and_a_name_that_fits_is_suggested_and_says_why():
    one = _sketch(compound=COMPOUND, building=STAIR, door=FLAT, name="王秀英")
    other = _sketch(compound=COMPOUND, building=STAIR, door=FLAT, name="王阿姨", at=AT + timedelta(days=2))
    assert rules.reasons(one, other) == ("door", "called", "kind", "time")
    assert rules.is_suggested(rules.reasons(one, other))


def test_two_flats_are_two_things_whatever_the_names():
    one, other = (
        _sketch(door=FLAT, building=STAIR, name="王秀英"),
        _sketch(door=OTHER_FLAT, building=STAIR, name="王秀英"),
    )
    assert rules.reasons(one, other) == ()


def test_a_name_without_a_place_suggests_nothing():
    assert not rules.is_suggested(rules.reasons(_sketch(name="王秀英"), _sketch(name="王秀英")))


def test_after_two_weeks_it_is_another_story():
    assert rules.reasons(_sketch(door=FLAT), _sketch(door=FLAT, at=AT + timedelta(days=15))) == ()


NAMES = st.sampled_from(["", "王阿姨", "王秀英", "李雷", "MARIA GARCIA", "?"])
PLACES = st.sampled_from([None, FLAT, OTHER_FLAT])
SKETCHES = st.builds(
    Sketch,
    at=st.datetimes(datetime(2020, 2, 1), datetime(2020, 2, 28), timezones=st.just(UTC)),  # noqa: DTZ001
    kind=st.sampled_from(["returned", "gathering"]),
    compound=st.sampled_from([None, COMPOUND]),
    building=st.sampled_from([None, STAIR]),
    door=PLACES,
    name=NAMES,
)


@given(SKETCHES, SKETCHES)
def test_likeness_is_the_same_from_both_sides(one, other):
    assert rules.reasons(one, other) == rules.reasons(other, one)


@given(st.binary(min_size=12, max_size=16))
def test_a_code_is_read_back_however_it_is_typed(numbers):
    code = rules.spell_code(numbers)
    assert len(code) == 14
    assert rules.read_code(f" {code.lower().replace('-', ' ')} ") == code


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_codes_and_keywords(text):
    assert rules.read_code(text) == "" or len(rules.read_code(text)) == 14
    rules.is_tip(text)
    rules.without_keyword(text)


@pytest.mark.parametrize(
    "text", ["举报：3号502有人从武汉回来", "线索 甲路10弄夜里聚集", "Tip: somebody came back"]
)
def test_a_message_says_by_its_first_word_that_it_is_a_tip(text):
    assert rules.is_tip(text)
    assert not rules.is_tip(rules.without_keyword(text))


@pytest.mark.parametrize("text", ["36.5", "我没有举报", "上午36.5下午36.7", "退订", ""])
def test_other_messages_are_none(text):
    assert not rules.is_tip(text)


@pytest.mark.parametrize(
    ("where", "what", "day", "code"),
    [
        ("", "有人", None, "tips.nothing_said"),
        ("甲路", " ", None, "tips.nothing_said"),
        ("甲路", "有" * 1001, None, "tips.too_long"),
        ("甲路", "有人", date(2020, 2, 11), "tips.day_wrong"),
        ("甲路", "有人", date(2019, 12, 1), "tips.day_wrong"),
    ],
)
def test_what_says_nothing_is_refused(where, what, day, code):
    with pytest.raises(Refused) as refusal:
        rules.check_told(where, what, day, date(2020, 2, 10))
    assert refusal.value.code == code


@pytest.mark.parametrize("rest", ["", "36.5", " 体温36.6", "，退订", "平安", "谢谢", "。发烧", "收到"])
@pytest.mark.parametrize("word", telling.KEYWORDS)
def test_no_tip_is_taken_for_something_that_the_rules_understood(word, rest):
    assert understand(word + rest).meaning == Meaning.UNSURE
