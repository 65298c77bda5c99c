"""States replayed, money in whole 分, days of what repeats, photographs without traces."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import Refused
from lianfang.response.services import rules
from lianfang.response.services.rules import Move, PayKind, State

MOVES = st.lists(st.sampled_from(list(Move)), max_size=12)


@given(MOVES)
def test_whatever_is_tried_an_errand_stands_somewhere_and_a_refusal_changes_nothing(moves):
    taken = []
    for move in moves:
        try:
            rules.state_after(rules.replay(taken), move)
        except Refused:
            assert not rules.can(rules.replay(taken), move)
        else:
            taken.append(move)
    assert rules.replay(taken) in set(State)
    if taken and taken[-1] in (Move.DISPUTED, Move.TAKEN_BACK):
        assert rules.replay(taken) == State.ASSIGNED


@given(MOVES)
def test_only_what_was_done_is_confirmed(moves):
    state, was_done = State.OPEN, False
    for move in moves:
        if not rules.can(state, move):
            continue
        state = rules.state_after(state, move)
        was_done = move == Move.DONE or (was_done and move != Move.REOPENED)
        assert state != State.CONFIRMED or was_done


@pytest.mark.parametrize("move", ["", "burnt", "OPEN"])
def test_a_step_nobody_knows_is_refused(move):
    with pytest.raises(Refused):
        rules.state_after(State.OPEN, move)


@pytest.mark.parametrize(
    ("written", "fen"),
    [("36.5", 3650), ("36.50", 3650), ("￥36", 3600), ("０.０１", 1), ("1,280.00元", 128000), ("8块", 800)],
)
def test_amounts_as_people_write_them(written, fen):
    assert rules.read_yuan(written) == fen


@pytest.mark.parametrize("written", ["", "0", "0.00", "-3", "3.005", "三块", "1e3", "99999999", "3 5", "NaN"])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(Refused):
        rules.read_yuan(written)


@given(st.integers(min_value=1, max_value=20_000_00))
def test_an_amount_survives_being_written_down(fen):
    assert rules.read_yuan(rules.spell_yuan(fen)) == fen


@given(st.lists(st.tuples(st.sampled_from(list(PayKind)), st.integers(1, 20_000_00))))
def test_sums_are_exact(lines):
    found = rules.account(lines)
    assert found.advanced + found.paid_back == sum(fen for _kind, fen in lines)
    assert found.owed == found.advanced - found.paid_back


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_amounts(text):
    try:
        fen = rules.read_yuan(text)
    except Refused:
        return
    assert 0 < fen <= 20_000_00


def test_twice_a_week_falls_on_its_days():
    found = list(rules.days((2, 5), date(2020, 2, 10), date(2020, 2, 23)))
    assert found == [date(2020, 2, 11), date(2020, 2, 14), date(2020, 2, 18), date(2020, 2, 21)]


def test_a_photograph_loses_where_and_with_what_it_was_taken():
    told = b"\xff\xe1\x00\x0aGPS31.2N"
    kept = b"\xff\xdb\x00\x04ab"
    body = b"\xff\xd8" + told + kept + b"\xff\xda\x00\x02pixels\xff\xd9"
    assert rules.without_traces(body) == b"\xff\xd8" + kept + b"\xff\xda\x00\x02pixels\xff\xd9"


@given(st.binary(max_size=300))
def test_damaged_pictures_break_nothing(body):
    for magic in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        assert isinstance(rules.without_traces(magic + body), bytes)


@pytest.mark.parametrize("body", [b"GIF89a", b"<svg/>", b"%PDF-1.4", b""])
def test_only_photographs_are_receipts(body):
    with pytest.raises(Refused):
        rules.check_photo(body)
