"""Plans for a loader: courses, readings of a fortnight, and the people of the command post."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.command.exercise.town import (
    SMALL,
    Fortnight,
    Habits,
    Slot,
    Town,
    Watched,
    courses,
    draw,
    draw_staff,
    watched,
)
from lianfang.command.exercise.town.sizes import SHANGHAI
from lianfang.command.exercise.town.staff import ROLES

LATE = datetime(2020, 3, 1, tzinfo=SHANGHAI)
SOMEBODY = Watched(1, 40, date(2020, 1, 28), date(2020, 2, 10))


@cache
def small() -> Town:
    return draw(7, SMALL)


def slots(habits: Habits, people: int = 200) -> list[Slot]:
    crowd = [Watched(n, 40, date(2020, 1, 28), date(2020, 2, 10)) for n in range(people)]
    return list(Fortnight(3, habits).slots(crowd, LATE))


def test_fourteen_days_are_twenty_eight_slots_of_which_none_is_missing() -> None:
    plan = list(Fortnight(3).slots_of(SOMEBODY, LATE))
    assert [(s.on, s.half) for s in plan] == [
        (date(2020, 1, 28) + timedelta(days=day), half) for day in range(14) for half in ("am", "pm")
    ]
    assert all((s.reading is None) == bool(s.reason) for s in plan)


def test_slots_that_are_not_over_are_not_told() -> None:
    noon = datetime(2020, 2, 3, 12, 0, tzinfo=SHANGHAI)
    plan = list(Fortnight(3).slots_of(SOMEBODY, noon))
    assert (plan[-1].on, plan[-1].half) == (date(2020, 2, 3), "am")
    assert plan == list(Fortnight(3).slots_of(SOMEBODY, noon.astimezone(UTC)))


@given(st.integers(0, 10**6), st.integers(0, 99))
def test_readings_are_taken_in_their_half_of_a_shanghai_day_and_are_humanly_possible(
    seed: int, age: int
) -> None:
    somebody = Watched(seed, age, SOMEBODY.begins_on, SOMEBODY.last_day)
    for slot in Fortnight(seed).slots_of(somebody, LATE):
        if slot.reading:
            at = slot.reading.taken_at
            assert (at.date(), at.hour < 12) == (slot.on, slot.half == "am")
            assert Decimal("35.9") <= slot.reading.celsius <= Decimal("39.0")
            assert slot.reading.celsius == round(slot.reading.celsius, 1)


def test_a_fever_is_always_followed_up_and_nothing_else_is() -> None:
    plan = slots(Habits(falls_ill=0.3))
    for slot in plan:
        fever = slot.reading is not None and slot.reading.celsius >= Decimal("37.3")
        assert fever == bool(slot.follow_ups)
        times = [step.at for step in slot.follow_ups]
        assert times == sorted(times)
    assert {step.what for s in plan for step in s.follow_ups} == {
        "retest", "doctor", "fever_clinic", "back_home", "hospital",
    }  # fmt: skip


def test_nobody_is_read_at_home_after_going_to_hospital() -> None:
    last: dict[int, Slot] = {}
    for slot in slots(Habits(falls_ill=0.5)):
        assert slot.person not in last or not last[slot.person].ends_observation_here
        last[slot.person] = slot


@pytest.mark.parametrize(("habits", "least", "most"), [
    (Habits(answers=1, silent_people=0, refusers=0), 1.0, 1.0),
    (Habits(), 0.88, 0.96),
    (Habits(silent_people=1, silent_answers=0.45), 0.4, 0.55),
])  # fmt: skip
def test_people_answer_as_often_as_their_habits_say(habits: Habits, least: float, most: float) -> None:
    plan = slots(habits)
    assert least <= sum(s.reading is not None for s in plan) / len(plan) <= most


def test_most_temperatures_are_unremarkable_and_higher_in_the_afternoon() -> None:
    told = [s for s in slots(Habits()) if s.reading]
    heat = {half: [s.reading.celsius for s in told if s.half == half] for half in ("am", "pm")}
    assert sum(heat["am"]) / len(heat["am"]) < sum(heat["pm"]) / len(heat["pm"])
    assert sum(s.reading.celsius < Decimal("37.3") for s in told) / len(told) > 0.98


def test_a_course_never_passes_the_rule_s_last_day() -> None:
    for course in courses(small()):
        journey = small().journeys[course.person]
        assert course.found_at <= small().story.now
        if course.verdict == "confirmed":
            assert course.last_day == journey.last_day(14)
            assert course.ended_at is None or course.ended_at <= small().story.now
        else:
            assert course.begins_on is None


def test_every_state_of_a_course_is_there_to_be_shown() -> None:
    seen = {(c.verdict, c.ending) for seed in (7, 8, 9) for c in courses(draw(seed, SMALL))}
    assert seen >= {("pending", ""), ("refuted", ""), ("confirmed", ""), ("confirmed", "released")}


def test_only_confirmed_courses_have_days_to_watch() -> None:
    refuted = next(c for c in courses(small()) if c.verdict == "refuted")
    with pytest.raises(ValueError, match="confirmed"):
        watched(small(), refuted)


def test_every_role_is_filled_and_everybody_can_be_told_apart() -> None:
    staff = draw_staff(small())
    assert {member.role for member in staff} == set(ROLES)
    assert len({member.username for member in staff}) == len(staff)
    assert all(member.username.isascii() and not member.name.isascii() for member in staff)
    assert staff == draw_staff(draw(7, SMALL))


def test_staff_answer_for_places_of_the_town() -> None:
    town = small()
    stairs = {
        f.compound.base + f.stair + ("幢" if f.unit else "号") for flats in town.places.flats for f in flats
    }
    known = {
        "subdistrict": {town.subdistrict.code}, "committee": {c.code for c in town.committees},
        "compound": {c.label for c in town.compounds}, "stair": stairs, "firm": set(town.firms),
    }  # fmt: skip
    assert all(area.name in known[area.level] for member in draw_staff(town) for area in member.areas)
