"""Whatever a telephone sends: each record for itself, so that one that is none keeps no other waiting."""

import json
from contextlib import suppress

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.core import ids
from lianfang.core.actor import system
from lianfang.registry.forms import operations as forms
from lianfang.registry.forms import selectors as filed
from lianfang.response.visits import receiving
from lianfang.response.visits.models import Visit
from tests.cast import AT

from .outing import ask

NAMES = (
    "client_id",
    "request",
    "outcome",
    "at",
    "based_on",
    "answers",
    "sheet",
    "taken",
    "position",
    "photo",
)
NAMES += ("version", "values", "files", "known", "celsius", "people", "person_celsius", "symptoms", "papers")
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["NaN", "inf"]),
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=20,
)


@pytest.fixture
def request_(cast):
    with time_machine.travel(AT, tick=False):
        yield ask(cast)


def good(request_, **changed):
    named = {
        "client_id": ids.new().hex,
        "request": str(request_.id),
        "outcome": "nobody",
        "at": AT.isoformat(),
    }
    return named | changed


def send(client, *records):
    """What became of each."""
    body = json.dumps({"records": records})
    told = client.post("/visits/phone/records/", body, content_type="application/json")
    return [one["became"] for one in told.json()["receipts"]]


@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_anything_is_a_record_or_unreadable(sent):
    valid = {"request": "0" * 32, "at": "2020-02-10T08:00:00Z"}
    for record in (sent, valid | sent, sent | valid):
        with suppress(receiving.Unreadable):
            assert receiving.read_record(record).based_on > 0


@pytest.mark.parametrize(
    "changed",
    [
        {"taken": [{"celsius": "NaN"}]},
        {"taken": ["36.5"]},
        {"based_on": 2**31},
        {"based_on": -1},
        {"based_on": float("inf")},
        {"at": "0001-01-01T00:00:00+08:00"},
        {"sheet": {"version": "0" * 32, "values": {}, "files": ["x"]}},
    ],
)
def test_one_that_is_none_keeps_no_other_waiting(request_, sign_in, changed):
    records = ["x", good(request_, **changed), good(request_, note="敲了三次\ud83d", signer="\x00")]
    assert send(sign_in("chen"), *records) == ["refused", "refused", "new"]
    assert Visit.objects.get().note == "敲了三次"


ASKED = (
    "visit",
    "address",
    "found",
    "how_many",
    "people",
    "person_name",
    "came_on",
    "is_rental",
    "place",
    "photo",
)


@given(st.dictionaries(st.sampled_from(ASKED), JSON), st.dictionaries(st.sampled_from(ASKED), LEAVES))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_answers_break_the_door(request_, cast, sign_in, values, member):
    forms.load_defaults(by=system(cast.subdistrict.id), at=AT)
    version = filed.current(cast["chen"], "door_visit", AT.date())
    sheet = {"version": str(version.id), "values": {"people": [member]} | values}
    [became] = send(sign_in("chen"), good(request_, outcome="met", sheet=sheet))
    assert became in ("new", "apart")
