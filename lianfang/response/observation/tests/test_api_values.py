"""What devices send as a temperature: hundredths, Fahrenheit, a lost decimal point; one of them stops nobody else's."""

import json

import pytest
import time_machine

from lianfang.response.observation import operations
from lianfang.response.observation.models import Alert, Reading
from lianfang.response.observation.operations.beginning import Beginning
from tests.cast import AT

BATCH = "/api/v1/observation/readings/batch"


def send(cast, sign_in, *values):
    start = AT.date().replace(day=8)
    one = operations.begin(by=cast["chen"], beginning=Beginning(cast.people["rare"].id, start), at=AT)
    batch = [
        {"client_id": f"d{n}", "episode": str(one.id), "celsius": value} for n, value in enumerate(values)
    ]
    with time_machine.travel(AT, tick=False):
        return sign_in("chen").post(BATCH, json.dumps(batch), content_type="application/json").json()


@pytest.mark.parametrize("value", [365, "98.6", -1, 45, "3650", "36.55555555555555555555", "1e-9"])
def test_one_value_out_of_this_world_stops_nobody_elses(cast, sign_in, value):
    found = send(cast, sign_in, "36.5", value, "36.7")
    assert [one["became"] for one in (found[0], found[2])] == ["new", "new"]
    assert (found[1]["became"], found[1]["code"]) in {
        ("refused", "observation.reading_absurd"),
        ("new", ""),
    }


def test_hundredths_are_rounded_and_never_below_the_line(cast, sign_in):
    found = send(cast, sign_in, "36.54", "37.25")
    assert [one["is_abnormal"] for one in found] == [False, True]
    assert sorted(str(one.celsius) for one in Reading.objects.all()) == ["36.5", "37.3"]
    assert Alert.objects.count() == 1
