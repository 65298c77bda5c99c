"""Day fourteen is right: whatever the clock of the server, the hour, the protocol, extensions and hospitals."""

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.core import Refused, clock
from lianfang.response.observation import rules
from lianfang.response.observation.models import Protocol
from lianfang.response.observation.rules import Change, Course, Event
from lianfang.response.observation.rules.slots import Taken

ZONES = (
    "Asia/Shanghai",
    "UTC",
    "America/Los_Angeles",
    "Pacific/Kiritimati",
    "Europe/London",
    "Asia/Kathmandu",
)
TERMS = Protocol(name="x", begins_on=date(2020, 1, 1), threshold="37.3").terms
START = date(2020, 2, 9)
KINDS = [
    Event.EXTENDED, Event.PROTOCOL_SET, Event.MOVED, Event.TRANSFERRED, Event.RETURNED, Event.REFUSED, Event.RESUMED,
]  # fmt: skip
FIRST = datetime(2019, 12, 1, tzinfo=UTC)
instants = st.integers(0, 450 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


@contextmanager
def server_in(zone):
    """The server's own clock stands in another zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@given(instants, st.integers(1, 30), st.sampled_from(ZONES), st.sampled_from(["last_slot", "midnight"]))
def test_the_last_day_is_the_same_day_whatever_the_servers_zone(at, days, zone, release):
    start = (at + timedelta(hours=8)).date()
    with server_in(zone):
        last = rules.count(clock.day_of(at), days)
        opens = rules.release_from(replace(TERMS, release=release), last)
        over = rules.is_over(last, opens)
    assert (clock.day_of(at), last) == (start, start + timedelta(days=days))
    # Shanghai has had no summer time since 1991: the wall clock is always eight hours ahead.
    assert opens == datetime.combine(last, datetime.min.time(), UTC) + (
        timedelta(hours=5) if release == "last_slot" else timedelta(hours=16)
    )
    assert over is (release == "midnight")


@dataclass
class Story:
    """A fortnight as it went: its turns, and what every later look at it needs."""

    first: Course
    course: Course
    changes: list[Change]


def play(steps):
    """Turns in a random order at growing hours; what the table refuses did not happen."""
    first = Course(rules.State.ACTIVE, START, START, 14)
    story, at = Story(first, first, []), clock.at_local(START, 10)
    for kind, hours, number in steps:
        at += timedelta(hours=hours)
        day = min(clock.day_of(at), story.course.starts_on + timedelta(days=1 + number % 4))
        if kind == Event.EXTENDED and day <= story.course.starts_on:
            continue
        change = Change(kind, at, day_zero=day, days=7 + number % 15)
        try:
            story.course = story.course.after(change)
        except Refused:
            continue
        story.changes.append(change)
    return story, at


def refusal(course, strip, at):
    """The code of the refusal of a release at an instant; empty where it is possible."""
    try:
        rules.check_can_release(TERMS, course.last_day, strip, has_alert=False, at=at)
    except Refused as refused:
        return refused.code
    return ""


steps = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 60), st.integers(0, 40)), max_size=12)


@settings(max_examples=400, deadline=None)
@given(steps, st.integers(0, 24 * 40), st.floats(0, 1), st.sampled_from(ZONES), st.randoms())
def test_never_released_early_never_past_the_rule_and_every_slot_ended(steps, hours, share, zone, rng):
    story, at = play(steps)
    course, at = story.course, at + timedelta(hours=hours)
    assert course == rules.fold(story.first, story.changes)
    # The count can never pass the rule's: last day = the day zero that counts + the days of the protocol.
    days = next((c.days for c in reversed(story.changes) if c.kind == Event.PROTOCOL_SET), 14)
    zero = next((c.day_zero for c in reversed(story.changes) if c.kind == Event.EXTENDED), START)
    assert course.last_day == zero + timedelta(days=days)
    span = (START + timedelta(days=1), course.last_day)
    away = rules.absences(story.changes)
    with server_in(zone):
        empty = rules.strip(
            span, lambda _day: TERMS, {}, {}, begun_at=clock.at_local(START, 10), at=at, away=away
        )
        taken = {(c.day, c.slot.code): Taken(None, False) for c in empty.open_cells if rng.random() <= share}
        full = rules.strip(
            span, lambda _day: TERMS, taken, {}, begun_at=clock.at_local(START, 10), at=at, away=away
        )
        why = refusal(course, full, at)
        if why == "observation.too_early":
            assert clock.day_of(at) <= course.last_day
        elif why:
            assert full.open_cells
        else:
            assert clock.day_of(at) >= course.last_day
            assert all(cell.is_ended for cell in full.cells)
        # Who is held past the last day stands in red from the first minute of the next day.
        assert rules.is_over(course.last_day, at) is (clock.day_of(at) > course.last_day)


@given(steps)
def test_a_course_kept_beside_a_turn_is_read_back_as_it_was(steps):
    story, _at = play(steps)
    assert Course.read(story.course.plain()) == story.course


@given(steps)
def test_only_slots_that_closed_while_away_are_not_owed(steps):
    story, at = play(steps)
    away = rules.absences(story.changes)
    for since, until in away:
        assert until is None or since <= until
    strip = rules.strip(
        (START, story.course.last_day),
        lambda _day: TERMS,
        {},
        {},
        begun_at=clock.at_local(START),
        at=at,
        away=away,
    )
    for cell in strip.cells:
        closes = cell.slot.at(cell.day, cell.slot.closes)
        at_home = not any(since < closes and (until is None or closes <= until) for since, until in away)
        has_opened = at >= cell.slot.at(cell.day, cell.slot.opens)
        assert (cell.mark == rules.Mark.AWAY) is (has_opened and not at_home)


@pytest.mark.parametrize("zone", ZONES)
def test_arrived_on_the_ninth_free_on_the_twenty_third(zone):
    with server_in(zone):
        last = rules.count(START, 14)
        assert last == date(2020, 2, 23)
        assert rules.release_from(TERMS, last) == datetime(2020, 2, 23, 5, tzinfo=UTC)
        assert not rules.is_over(last, datetime(2020, 2, 23, 15, 59, tzinfo=UTC))
        assert rules.is_over(last, datetime(2020, 2, 23, 16, tzinfo=UTC))
