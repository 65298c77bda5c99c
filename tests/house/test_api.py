"""The API: every operation × every role × own and other area; problems told as JSON; its papers up to date."""

import json
from importlib import import_module
from importlib.util import find_spec

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from lianfang.config.api import api
from lianfang.config.management.commands import write_docs
from lianfang.core.actor import Role
from lianfang.ledger.models import Entry
from lianfang.response.observation.models import Reading
from tests.cast import AT
from tests.house import code
from tests.house.test_access import BACKEND, _quiet, _resident, clients  # noqa: F401

NEAR, FAR = "chen", "bao"
ABSENT = "00000000-0000-7000-8000-000000000000"


@pytest.fixture(autouse=True)
def _story():
    with time_machine.travel(AT, tick=False):
        yield


def examples():
    """Operation → function(cast, area) → its JSON body, from API in each room's tests/access.py."""
    found = {}
    for room in apps.get_app_configs():
        module = f"{room.name}.tests.access"
        if room.name.startswith("lianfang.") and find_spec(f"{room.name}.tests") and find_spec(module):
            found |= getattr(import_module(module), "API", {})
    return found


def operations(schema):
    """Every operation as (method, path, what the schema says of it)."""
    return [(method, path, one) for path, ways in schema["paths"].items() for method, one in ways.items()]


@pytest.fixture
def schema(db):
    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


def _call(client, method, path, body):
    more = {"data": json.dumps(body, default=str), "content_type": "application/json"} if body else {}
    return getattr(client, method)(path, **more)


def _bodies(cast, area, schema):
    given = examples()
    for method, path, one in operations(schema):
        make = given.get(one["operationId"])
        yield method, path, one, make(cast, area) if make else None


def test_every_operation_that_takes_a_body_has_an_example(schema):
    wanted = {one["operationId"] for _m, _p, one in operations(schema) if "requestBody" in one}
    assert wanted - set(examples()) == set()


def test_every_operation_says_who_may_call_it(schema):
    assert [one["operationId"] for _m, _p, one in operations(schema) if not one["x-roles"]] == []


def test_a_role_calls_only_its_own_operations(cast, clients, schema):  # noqa: F811
    wrong = []
    for method, path, one, body in _bodies(cast, cast.a, schema):
        for name, client in clients.items():
            role = Role.RESIDENT if name == "resident" else cast[name].role
            status = _call(client, method, path, body).status_code
            is_open = role in one["x-roles"]
            if (status == 403) is is_open or status >= 500:
                wrong.append((one["operationId"], name, status))
    assert wrong == []


def test_strangers_are_told_to_sign_in(cast, schema):
    for method, path, _one, body in _bodies(cast, cast.a, schema):
        answer = _call(Client(), method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (401, "core.not_signed_in")


def test_the_other_area_is_answered_as_if_nothing_were_there(cast, clients, schema):  # noqa: F811
    for method, path, one, body in _bodies(cast, cast.a, schema):
        before = Reading.objects.count(), Entry.objects.count()
        far = _call(clients[FAR], method, path, body)
        assert str(cast.a.committee.id) not in far.text
        if body is None:
            continue
        assert (Reading.objects.count(), Entry.objects.count()) == before, one["operationId"]
        nowhere = _call(clients[FAR], method, path, _elsewhere(body))
        assert (far.status_code, far.json()) == (nowhere.status_code, nowhere.json())
        assert _call(clients[NEAR], method, path, body).status_code in (200, 201)


def _elsewhere(body):
    """The same body about something that does not exist."""
    rows = [{**row, "episode": ABSENT} for row in (body if isinstance(body, list) else [body])]
    return rows if isinstance(body, list) else rows[0]


def test_an_unsafe_call_needs_the_token(cast, schema):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.users[NEAR], backend=BACKEND)
    for method, path, _one, body in _bodies(cast, cast.a, schema):
        if method == "get":
            continue
        answer = _call(client, method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "http.403")
    assert not Reading.objects.exists()


def test_the_token_lets_an_unsafe_call_in(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.users[NEAR], backend=BACKEND)
    token = client.get("/").cookies["csrftoken"].value
    body = json.dumps(examples()["add_reading"](cast, cast.a), default=str)
    path, kind = "/api/v1/observation/readings", "application/json"
    assert client.post(path, body, content_type=kind, headers={"X-CSRFToken": token}).status_code == 201


def test_who_has_a_borrowed_password_gets_no_further(cast, sign_in):
    cast.users[NEAR].must_change_password = True
    cast.users[NEAR].save()
    assert sign_in(NEAR).get("/api/v1/whoami").status_code == 403


def test_the_caller_is_told_who_they_are(sign_in):
    told = sign_in(NEAR).get("/api/v1/whoami").json()
    assert (told["name"], told["role"], told["area"]) == ("陈干事", "committee_worker", "甲居民区")


def test_wrong_fields_are_named_in_chinese_without_their_values(sign_in):
    body = json.dumps({"client_id": "x", "celsius": "热得很", "person": "无名"})
    answer = sign_in(NEAR).post("/api/v1/observation/readings", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["message"] == "body.reading.person 不是有效编号；body.reading.celsius 不是合适的数值"
    assert "热得很" not in answer.text


def test_a_body_that_is_no_json_is_answered(sign_in):
    answer = sign_in(NEAR).post("/api/v1/observation/readings", b"\xff{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "core.unreadable")


def test_the_schema_is_for_staff_and_there_is_no_other_page(client, clients):  # noqa: F811
    assert client.get("/api/v1/openapi.json").status_code == 302
    assert clients["resident"].get("/api/v1/openapi.json").status_code == 403
    assert clients["caller"].get("/api/v1/openapi.json").json()["info"]["title"] == "Lianfang 联防"
    assert clients[NEAR].get("/api/v1/docs").status_code == 404
    assert clients[NEAR].get("/api/v1/").json()["code"] == "http.404"


@pytest.mark.parametrize("path", list(write_docs.pages()), ids=str)
def test_the_generated_papers_are_up_to_date(path):
    written = (code.ROOT / path).read_text(encoding="utf-8")
    assert written == write_docs.pages()[path], "run `manage.py write_docs`"
