"""The drawn town: the numbers asked for, and people who could exist."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from lianfang.command.exercise.town import DEMO, SMALL, TINY, Size, Town, draw
from lianfang.command.exercise.town.identity import CITIZEN, PASSPORT, citizen_number
from lianfang.command.exercise.town.names import MALE, split
from lianfang.command.exercise.town.people import APART
from lianfang.command.exercise.town.places import Kind

TENTH = replace(
    DEMO, name="tenth", households=2_000, people=5_100, compounds=24, travellers=170, not_back=10, contacts=4,
    moved_out=160, reservations=500, firms=12, strangers=6,
)  # fmt: skip


@cache
def town_of(size: Size, seed: int = 7) -> Town:
    return draw(seed, size)


@pytest.mark.parametrize("size", [TINY, SMALL, TENTH], ids=lambda size: size.name)
def test_every_number_asked_for_is_met_exactly(size: Size) -> None:
    town = town_of(size)
    assert len(town.households) == size.households
    assert len(town.people) == size.people
    assert len(town.committees) == size.committees
    assert len(town.compounds) == size.compounds
    assert len(town.journeys) == size.travellers + size.not_back + size.contacts
    assert {c.kind for c in town.compounds} == set(Kind)


def test_the_demonstration_is_as_large_as_the_story_it_tells() -> None:
    assert (DEMO.households, DEMO.people, DEMO.committees, DEMO.compounds) == (20_000, 51_000, 16, 130)
    assert DEMO.travellers + DEMO.not_back == 1_800


def test_division_codes_have_the_official_form() -> None:
    town = town_of(TENTH)
    assert len({c.code for c in town.committees}) == 16
    for committee in town.committees:
        assert len(committee.code) == 12
        assert committee.code.startswith(town.subdistrict.code)
        assert 1 <= int(committee.code[6:9]) <= 99, "a subdistrict, not a town"
        assert 1 <= int(committee.code[9:]) <= 199, "a residents' committee"


def test_no_two_doors_share_an_address() -> None:
    flats = [flat.address for flats in town_of(TENTH).places.flats for flat in flats]
    assert len(set(flats)) == len(flats)


def test_identity_numbers_are_valid_and_say_the_birth_date_and_sex_of_their_holder() -> None:
    numbers = []
    for person in town_of(TENTH).by_number.values():
        if person.document.kind == CITIZEN:
            number = person.document.number
            assert mod_11_2.is_valid(number)
            assert number[6:14] == f"{person.born:%Y%m%d}"
            assert (int(number[16]) % 2 == 1) == (person.sex == MALE)
            numbers.append(number)
    assert len(set(numbers)) == len(numbers) > 4_000


@given(st.dates(date(1900, 1, 1), date(2020, 2, 1)), st.integers(0, 999))
def test_any_birth_date_and_sequence_give_a_valid_number(born: date, sequence: int) -> None:
    assert mod_11_2.is_valid(citizen_number("310109", born, sequence))


def test_phones_are_mobile_numbers_and_nobody_owns_another_s() -> None:
    phones = [phone for person in town_of(TENTH).by_number.values() for phone in person.phones]
    assert all(len(phone) == 11 and phone[0] == "1" and phone[1] in "3456789" for phone in phones)
    assert len(set(phones)) == len(phones)


def test_the_awkward_people_are_there() -> None:
    people = town_of(TENTH).people
    awkward = {
        "a twin": any(p.role == "twin" for p in people),
        "a foreigner with a passport": any(p.document.kind == PASSPORT and p.name.isascii() for p in people),
        "somebody from Hong Kong or Taiwan": any(p.role == "hmt" for p in people),
        "an adult without a document": any(not p.document.number and p.age() > 18 for p in people),
        "a compound surname": any(len(split(p.name)[0]) == 2 for p in people if not p.country),
        "a rare character": any(not p.name.isascii() and not _in_gbk(p.name) for p in people),
        "somebody registered elsewhere": any(p.residence == APART for p in people),
        "an adult without a phone": any(not p.phones and p.age() > 30 for p in people),
    }
    assert all(awkward.values()), awkward


def _in_gbk(name: str) -> bool:
    try:
        name.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def test_twins_share_birth_date_and_surname_but_not_the_number() -> None:
    town = town_of(TENTH)
    for twin in (p for p in town.people if p.role == "twin"):
        other = town.person(twin.number - 1)
        assert (twin.born, split(twin.name)[0]) == (other.born, split(other.name)[0])
        assert not twin.document.number or twin.document.number != other.document.number


def test_namesakes_live_in_one_compound() -> None:
    town, living = town_of(TENTH), defaultdict(Counter)
    for person in town.people:
        living[town.flat_of(person).compound.number][person.name] += 1
    assert sum(n > 1 for names in living.values() for n in names.values()) >= 10


def test_parents_are_older_than_their_children() -> None:
    town = town_of(TENTH)
    for household in town.households:
        if household.kind.startswith(("couple_child", "mother")):
            head, *_, child = (town.person(number) for number in household.members)
            assert head.age() - child.age() >= 16


@settings(max_examples=15)
@given(st.integers(0, 10**9))
def test_any_seed_gives_a_town_whose_truth_is_whole(seed: int) -> None:
    town = draw(seed, TINY)
    assert sum(len(h.members) for h in town.households) == TINY.people
    for person in town.people:
        assert person.number in town.household_of(person).members
    for person, journey in town.travellers():
        assert (journey.arrived is None) != (journey.expected is None)
        assert journey.arrived is None or town.story.first_arrival <= journey.arrived <= town.story.list_day
        assert town.committee_of(person) in town.committees


def test_more_than_half_of_those_back_must_stay_at_home_and_most_of_them_still() -> None:
    town = town_of(TENTH)
    still = town.observed(town.story.now.date())
    assert 0.5 <= len(town.observed()) / TENTH.travellers <= 0.75
    assert 0.6 <= len(still) / len(town.observed()) <= 0.95
    assert all((last - j.arrived).days == 14 for _, j, last in still)
