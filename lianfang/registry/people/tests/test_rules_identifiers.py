"""Identity numbers: what is read, what is refused, what is near what."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.registry.people.rules.identifiers import (
    Kind,
    agrees_with_mask,
    one_edit_apart,
    read_id,
    repairs,
)

TEST_NUMBER = "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("11010519491231002x", TEST_NUMBER),
        ("'11010519491231002X", TEST_NUMBER),
        (" 110105 19491231 002X ", TEST_NUMBER),
        ("１１０１０５１９４９１２３１００２Ｘ", TEST_NUMBER),
        ("身份证号:11010519491231002X", TEST_NUMBER),
    ],
)
def test_a_citizen_number_is_read_however_it_is_written(text: str, value: str) -> None:
    number = read_id(text)
    assert number is not None
    assert (number.value, number.kind, number.is_full) == (value, Kind.RESIDENT, True)
    assert (number.born_on, number.sex) == (date(1949, 12, 31), "f")


@pytest.mark.parametrize("text", ["", " ", "无", "不详", "-", "/", None])
def test_no_number_is_none(text: str | None) -> None:
    assert read_id(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "is_valid", "problem"),
    [
        ("110105194912310021", Kind.RESIDENT, False, "checksum"),
        ("110105194902310021", Kind.RESIDENT, False, "birth_date"),
        ("110105491231002", Kind.RESIDENT_15, True, ""),
        ("E12345678", Kind.PASSPORT, True, ""),
        ("e1234 5678", Kind.PASSPORT, True, ""),
        ("H1234567801", Kind.HOME_RETURN, True, ""),
        ("12345678", Kind.TAIWAN, True, ""),
        ("1101051949123100", Kind.UNKNOWN, False, "length"),
        ("看照片", Kind.UNKNOWN, False, "unreadable"),
    ],
)
def test_other_numbers(text: str, kind: Kind, is_valid: bool, problem: str) -> None:
    number = read_id(text)
    assert number is not None
    assert (number.kind, number.is_valid, number.problem) == (kind, is_valid, problem)


def test_a_hong_kong_resident_permit_is_told_from_its_prefix_alone() -> None:
    number = read_id("810000199408230021")
    assert number is not None
    assert number.kind == Kind.HMT_RESIDENT


@pytest.mark.parametrize("mask", ["********", "＊＊＊＊＊＊＊＊", "XXXXXXXX", "####"])
def test_a_masked_number_keeps_head_and_tail(mask: str) -> None:
    number = read_id(f"110105{mask}002X")
    assert number is not None
    assert number.is_masked
    assert not number.is_full
    assert (number.head, number.tail) == ("110105", "002X")
    assert agrees_with_mask(number.value, TEST_NUMBER)
    assert not agrees_with_mask(number.value, "110105194912310038")


def test_a_number_of_the_last_century_is_written_out() -> None:
    assert list(repairs("110105491231002")) == [TEST_NUMBER]
    assert list(repairs("110105499931002")) == []


@given(st.text(max_size=40))
def test_reading_never_raises_and_is_stable(text: str) -> None:
    number = read_id(text)
    if number is not None and number.kind != Kind.UNKNOWN:
        assert read_id(number.value) == number


@given(st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_seen_and_never_valid(place: int, digit: str) -> None:
    wrong = TEST_NUMBER[:place] + digit + TEST_NUMBER[place + 1 :]
    number = read_id(wrong)
    assert number is not None
    assert one_edit_apart(wrong, TEST_NUMBER) == (wrong != TEST_NUMBER)
    assert number.is_valid == (wrong == TEST_NUMBER)


@given(st.text("0123456789X", min_size=1, max_size=19), st.text("0123456789X", min_size=1, max_size=19))
def test_nearness_is_symmetric(a: str, b: str) -> None:
    assert one_edit_apart(a, b) == one_edit_apart(b, a)


def test_twins_are_not_one_slip_apart() -> None:
    assert not one_edit_apart("110105201201010019", "110105201201010035")
