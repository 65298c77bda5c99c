"""Readings in over HTTP: each counted once, refused in words, for staff only."""

import json

import pytest
import time_machine

from lianfang.response.observation import operations
from lianfang.response.observation.models import Reading
from lianfang.response.observation.operations.beginning import Beginning
from tests.cast import AT

URL = "/api/v1/observation"


@pytest.fixture(autouse=True)
def _story():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def episode(cast):
    start = AT.date().replace(day=8)
    return operations.begin(by=cast["chen"], beginning=Beginning(cast.people["rare"].id, start), at=AT)


def post(client, where, body):
    return client.post(URL + where, json.dumps(body), content_type="application/json")


def test_one_reading_and_its_retry(episode, sign_in):
    client, body = sign_in("chen"), {"client_id": "p1", "episode": str(episode.id), "celsius": "36.5"}
    assert post(client, "/readings", body).status_code == 201
    assert post(client, "/readings", body).status_code == 200
    assert Reading.objects.count() == 1


def test_a_batch_answers_each(episode, sign_in):
    one = {"episode": str(episode.id), "celsius": "36.5"}
    batch = [{**one, "client_id": "a"}, {**one, "client_id": "b", "celsius": "50"}]
    answer = post(sign_in("chen"), "/readings/batch", batch)
    assert [receipt["became"] for receipt in answer.json()] == ["new", "refused"]


def test_too_many_at_once(episode, sign_in):
    one = {"episode": str(episode.id), "celsius": "36.5"}
    batch = [{**one, "client_id": str(n)} for n in range(1001)]
    assert post(sign_in("chen"), "/readings/batch", batch).status_code == 413
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    "body", [{}, [], {"client_id": "x", "celsius": "hot"}, {"client_id": "", "celsius": 36}]
)
def test_garbage_is_answered_with_422(cast, sign_in, body):
    assert post(sign_in("chen"), "/readings", body).status_code == 422


def test_strangers_and_other_roles_are_refused(episode, client, sign_in):
    body = {"client_id": "p1", "episode": str(episode.id), "celsius": "36.5"}
    assert post(client, "/readings", body).status_code == 401
    assert post(sign_in("police"), "/readings", body).status_code == 403


def test_another_area_is_nobody(episode, sign_in):
    body = {"client_id": "p1", "episode": str(episode.id), "celsius": "36.5"}
    answer = post(sign_in("bao"), "/readings", body)
    assert (answer.status_code, answer.json()["code"]) == (404, "observation.not_observed")


def test_an_id_used_in_another_area_tells_nothing_of_that_reading(episode, sign_in):
    body = {"client_id": "p1", "episode": str(episode.id), "celsius": "38.9"}
    assert post(sign_in("chen"), "/readings", body).status_code == 201
    answer = post(sign_in("bao"), "/readings", body)
    assert (answer.status_code, answer.json()["code"]) == (404, "observation.not_observed")
    assert "38.9" not in answer.text


def test_counts(episode, sign_in):
    assert sign_in("chen").get(URL + "/counts").json()[0]["observed"] == 1
