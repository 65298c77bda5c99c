"""Telephone numbers: several in a cell, prefixes, widths, damage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.registry.people.rules.phones import one_digit_apart, read_phones


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("13912345678", ["13912345678"]),
        ("+86 139-1234-5678", ["13912345678"]),
        ("8613912345678.0", ["13912345678"]),
        (13912345678.0, ["13912345678"]),
        ("１３９１２３４５６７８", ["13912345678"]),
        ("139 1234 5678", ["13912345678"]),
        ("13912345678、13887654321", ["13912345678", "13887654321"]),
        ("13912345678 13887654321", ["13912345678", "13887654321"]),
        ("13912345678/021-62345678", ["13912345678", "02162345678"]),
        ("(021)62345678", ["02162345678"]),
        ("62345678", ["02162345678"]),
        ("13912345678;13912345678", ["13912345678"]),
        ("手机13912345678(本人)", ["13912345678"]),
        ("无", []),
        ("不详", []),
        ("-", []),
        ("/", []),
        ("同上", []),
        ("", []),
        (None, []),
    ],
)
def test_numbers_of_a_cell(text: object, digits: list[str]) -> None:
    phones = read_phones(text)
    assert [phone.digits for phone in phones] == digits
    assert all(phone.is_valid for phone in phones)


@pytest.mark.parametrize(
    ("text", "digits", "problem"),
    [
        ("1391234567", "1391234567", "too_short"),
        ("139123456789", "139123456789", "too_long"),
        ("861391234567", "1391234567", "too_short"),
    ],
)
def test_a_damaged_number_is_kept_and_marked(text: str, digits: str, problem: str) -> None:
    (phone,) = read_phones(text)
    assert (phone.digits, phone.is_valid, phone.problem) == (digits, False, problem)


@given(st.text(max_size=60))
def test_reading_never_raises(text: str) -> None:
    assert all(phone.digits.isdigit() for phone in read_phones(text))


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "86 ", "0086-"]))
def test_a_prefix_changes_nothing(number: str, prefix: str) -> None:
    assert [phone.digits for phone in read_phones(prefix + number)] == [number]


def test_one_slip_apart() -> None:
    assert one_digit_apart("13912345678", "13912345679")
    assert one_digit_apart("13912345678", "1391234567")
    assert one_digit_apart("13912345678", "13912345687")
    assert not one_digit_apart("13912345678", "13912345678")
    assert not one_digit_apart("13912345678", "13912345600")
