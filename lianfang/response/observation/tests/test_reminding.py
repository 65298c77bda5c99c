"""Reminders: step by step, once each, and never to somebody who has reported, is away, released or wants none."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.core import clock
from lianfang.core.actor import system
from lianfang.response.messages.models import Message, OptOut
from lianfang.response.messages.operations import set_out
from lianfang.response.messages.tests.making import OTHER, PHONE, give_number, open_way
from lianfang.response.observation import operations
from lianfang.response.observation.models import Episode, Reminder
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.rules.protocol import Slot
from lianfang.response.observation.rules.reminding import Chain, Step, step_due, steps_of
from lianfang.response.observation.taking import Typed
from tests.cast import AT

TODAY = clock.day_of(AT)
SLOT = Slot("am", 6 * 60, 11 * 60, 13 * 60)


def _at(hour, minute=0):
    return clock.at_local(TODAY, hour, minute)


@pytest.fixture
def observed(cast):
    """王㛃 under observation, with a number, and a gateway."""
    _begin(cast, "rare")
    give_number(cast.people["rare"])
    open_way(cast.subdistrict.id)
    return cast


def _begin(cast, name):
    beginning = Beginning(cast.people[name].id, TODAY - timedelta(days=2), begun_at=AT - timedelta(days=1))
    operations.begin_many(by=system(cast.subdistrict.id), beginnings=[beginning], at=AT - timedelta(days=1))
    return Episode.objects.get(person=cast.people[name])


def _remind(cast, at):
    return operations.remind(by=system(cast.subdistrict.id), at=at)


def _codes(cast):
    rows = Message.objects.of(cast.subdistrict.id).order_by("created_at", "id")
    return [one.code.removeprefix("reminder_") for one in rows]


def _report(cast, at=AT):
    episode = Episode.objects.get(person=cast.people["rare"])
    typed = Typed(client_id="r", episode=episode.id, celsius=Decimal("36.5"), channel="self")
    operations.record_readings(by=system(cast.subdistrict.id), typed=[typed], at=at)


def test_the_chain_of_a_morning(observed):
    for hour, minute in ((5, 30), (6, 0), (8, 0), (9, 0), (10, 5), (10, 45), (12, 30), (13, 5)):
        _remind(observed, _at(hour, minute))
    # At night nobody is woken: what was due at six is said at eight. Nobody else is at home to be asked.
    assert _codes(observed) == ["at", "after", "before", "at"]


def test_the_second_contact_is_somebody_else_at_home(cast):
    _begin(cast, "twin_one")
    give_number(cast.people["twin_one"])
    give_number(cast.people["twin_two"], OTHER)
    open_way(cast.subdistrict.id)
    _remind(cast, _at(10, 45))
    [message] = Message.objects.of(cast.subdistrict.id)
    assert (message.code, message.address) == ("reminder_household", OTHER)
    assert cast.people["twin_one"].name not in message.body


def test_a_step_happens_once_however_often_the_job_runs(observed):
    for minute in range(0, 30, 5):
        _remind(observed, _at(8, minute))
    assert _codes(observed) == ["at"]


def test_one_telephone_of_a_family_gets_one_message_a_step(cast):
    for name in ("twin_one", "twin_two"):
        _begin(cast, name)
        give_number(cast.people[name])
    open_way(cast.subdistrict.id)
    _remind(cast, _at(8))
    assert _codes(cast) == ["at"]
    assert Reminder.objects.of(cast.subdistrict.id).count() == 2


def test_who_has_reported_is_not_reminded(observed):
    _report(observed, _at(8))
    _remind(observed, _at(8, 5))
    assert _codes(observed) == []


def test_who_reports_while_the_message_waits_is_not_sent_it(observed):
    _remind(observed, _at(8))
    _report(observed, _at(8, 1))
    assert set_out(by=system(observed.subdistrict.id), at=_at(8, 2)) == []
    [message] = Message.objects.of(observed.subdistrict.id)
    assert (message.state, message.why) == ("withdrawn", "answered")


def test_who_is_away_or_wants_no_messages_is_left_alone(observed):
    _remind(observed, _at(8))
    message = Message.objects.of(observed.subdistrict.id).get()
    contact_lookup = bytes(message.address_lookup)
    OptOut.objects.create(
        subdistrict=observed.subdistrict.id, kind="sms", lookup=contact_lookup, masked="", since=AT
    )
    assert _remind(observed, _at(10, 5)) == 0
    Episode.objects.filter(person=observed.people["rare"]).update(state="transferred")
    assert _remind(observed, _at(13, 0)) == 0


def test_of_a_child_a_grown_up_is_reminded(cast):
    child = cast.people["twin_one"]
    child.born_on = TODAY.replace(year=2010)
    child.save()
    _begin(cast, "twin_one")
    give_number(child, OTHER)
    give_number(cast.people["twin_two"], PHONE)
    open_way(cast.subdistrict.id)
    _remind(cast, _at(8))
    assert Message.objects.of(cast.subdistrict.id).get().address == PHONE


def test_a_reminder_leaves_the_observation_as_it_was(observed):
    before = Episode.objects.filter(person=observed.people["rare"]).values().get()
    _remind(observed, _at(8))
    assert Episode.objects.filter(person=observed.people["rare"]).values().get() == before


def test_without_a_gateway_the_one_with_the_link_lies_in_the_outbox(cast):
    _begin(cast, "rare")
    give_number(cast.people["rare"])
    for hour in (8, 10, 12):
        _remind(cast, _at(hour, 30))
    [message] = Message.objects.of(cast.subdistrict.id)
    assert (message.code, message.state) == ("reminder_at", "held")
    assert "/r/" in message.body


MINUTES = st.one_of(st.none(), st.integers(0, 400))
CHAINS = st.builds(Chain, before=MINUTES, at=MINUTES, after=MINUTES, household=MINUTES)


@given(CHAINS, st.lists(st.integers(0, 24 * 60 - 1), min_size=1, max_size=30))
@settings(max_examples=200)
def test_however_the_job_runs_each_step_comes_at_most_once_and_in_order(chain, minutes):
    midnight, done = clock.at_local(TODAY), []
    order = [step for _moment, step in steps_of(chain, SLOT, TODAY)]
    for minute in sorted(minutes):
        step = step_due(chain, SLOT, TODAY, midnight + timedelta(minutes=minute))
        if step is not None and step not in done:
            done.append(step)
    assert [step for step in order if step in done] == done
    assert len(done) == len(set(done)) <= len(Step)


@given(CHAINS, st.integers(0, 24 * 60 - 1))
def test_no_step_is_due_before_its_time_or_once_the_slot_has_closed(chain, minute):
    at = clock.at_local(TODAY) + timedelta(minutes=minute)
    step = step_due(chain, SLOT, TODAY, at)
    if step is not None:
        assert at < SLOT.at(TODAY, SLOT.closes)
        assert {name: moment for moment, name in steps_of(chain, SLOT, TODAY)}[step] <= at
