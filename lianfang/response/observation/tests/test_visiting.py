"""What a visit brings: temperatures of those under observation, papers; whatever speaks against the record."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lianfang.core import clock, ids
from lianfang.core.actor import system
from lianfang.response.calls import operations as calls
from lianfang.response.calls.operations.asking import Ask as Call
from lianfang.response.observation import operations
from lianfang.response.observation.models import Alert, Paper, Reading
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.visits import operations as visits
from lianfang.response.visits.models import Request
from lianfang.response.visits.operations.asking import Ask
from lianfang.response.visits.operations.recording import Found, Temperature
from tests.cast import AT


@pytest.fixture
def episode(cast):
    start = Beginning(cast.people["rare"].id, clock.day_of(AT) - timedelta(days=1))
    return operations.begin(by=cast["chen"], beginning=start, at=AT - timedelta(hours=20))


def _asked(cast, episode, kind="first"):
    request = Ask(kind, person=episode.person_id, about_kind="observation.Episode", about_id=episode.id)
    return visits.ask(by=cast["duty"], request=request, at=AT)


def _record(cast, asked, celsius="36.6", who="police", **facts):
    taken = (Temperature(asked.person_id, Decimal(celsius), "axillary"),)
    one = Found(ids.new().hex, asked.id, "met", AT, asked.version, taken=taken, **facts)
    return visits.record_visits(by=cast[who], found=[one], at=AT)


def test_a_temperature_at_the_door_is_a_reading_and_counts_once(cast, episode):
    asked = _asked(cast, episode)
    taken = (Temperature(asked.person_id, Decimal("36.6"), "axillary"),)
    one = Found(ids.new().hex, asked.id, "met", AT, asked.version, taken=taken)
    for _sent in range(2):
        visits.record_visits(by=cast["chen"], found=[one], at=AT)
    reading = Reading.objects.of(cast.subdistrict.id).get()
    assert (reading.celsius, reading.taken_at, reading.by_name) == (Decimal("36.6"), AT, "陈干事")


def test_a_fever_alerts_though_another_record_stands_already(cast, episode):
    asked = _asked(cast, episode)
    _record(cast, asked, who="chen")
    assert not Alert.objects.of(cast.subdistrict.id).exists()
    [receipt] = _record(cast, asked, "38.4")
    assert receipt.became == "apart"
    assert Alert.objects.of(cast.subdistrict.id).count() == 1


def test_papers_given_and_signed_at_the_first_visit(cast, episode):
    _record(cast, _asked(cast, episode), papers=("notice", "commitment"), signer="王㛃")
    papers = {one.kind: one for one in Paper.objects.of(cast.subdistrict.id)}
    assert set(papers) == {"notice", "commitment"}
    assert papers["commitment"].signed_at == AT
    assert papers["notice"].signed_at is None


def test_whom_the_phone_does_not_reach_is_knocked_at_the_same_day(cast, episode):
    by = system(cast.subdistrict.id)
    wish = Call("observation", "observation.Episode", episode.id, person=episode.person_id, silent_since=AT)
    calls.ask(by=by, need=wish, at=AT)  # no number is held: to the door at once
    asked = Request.objects.of(cast.subdistrict.id).get()
    assert (asked.kind, asked.urgency, asked.person_id) == ("silent", "today", episode.person_id)
