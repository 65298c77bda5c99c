"""Everything people read is there in Chinese, and one text says one thing."""

import re

import pytest

from tests.house import words

PLACES = re.compile(r"%\((\w+)\)|\{(\w+)\}")
ROOMS = [pytest.param(room, id=room.name) for room in words.rooms()]


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_is_there_in_chinese(room):
    assert sorted(words.msgids(room) - set(words.chinese(room))) == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_translation_is_left_over(room):
    assert sorted(set(words.chinese(room)) - words.msgids(room)) == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_translation_names_only_what_the_text_names(room):
    wrong = [text for text, said in words.chinese(room).items() if not _places(said) <= _places(text)]
    # A date is told by month and day in Chinese, by day and name in English.
    assert [text for text in wrong if "{day}" not in text] == []


def _places(text: str) -> set[str]:
    return {first or second for first, second in PLACES.findall(text)}


def test_one_text_says_one_thing_in_every_room():
    said: dict[str, dict[str, str]] = {}
    for room in words.rooms():
        for text, chinese in words.chinese(room).items():
            said.setdefault(text, {})[room.name] = chinese
    assert {text: by for text, by in said.items() if len(set(by.values())) > 1} == {}
