"""Nothing that is sent breaks a page or the API, and what is refused has written nothing.

LIANFANG_FUZZ=500 knocks longer than the everyday run does.
"""

import os
import traceback
from collections import Counter

import pytest
import schemathesis
import time_machine
from django.apps import apps
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from lianfang.config.wsgi import application
from lianfang.core.actor import Role
from lianfang.core.models import Local
from tests.cast import AT
from tests.house import doors, nasty
from tests.house.test_access import BACKEND, _quiet, _resident, clients  # noqa: F401

TIMES = int(os.environ.get("LIANFANG_FUZZ", "0"))
FORM = "application/x-www-form-urlencoded"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ROOMS = sorted({door.name.partition(":")[0] if ":" in door.name else "" for door in doors.walkable()})


def often(times):
    """How hypothesis goes about it: the same every day, at random when asked for more."""
    return settings(
        max_examples=TIMES or times,
        derandomize=not TIMES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(autouse=True)
def _story():
    with time_machine.travel(AT, tick=False):
        yield


def _tables():
    """Every table of ours, with something that changes when any of its rows does."""
    names = [model._meta.db_table for model in apps.get_models() if issubclass(model, Local)]
    return [(name, f"(SELECT (count(*), max(xmin::text::bigint))::text FROM {name})") for name in names]


TABLES = _tables()
LOOK = "SELECT " + ", ".join(sql for _name, sql in TABLES)


def _written():
    with connection.cursor() as cursor:
        cursor.execute(LOOK)
        return dict(zip((name for name, _sql in TABLES), cursor.fetchone(), strict=True))


def _knock(client, method, url, pairs):
    """One request, undone afterwards: its status, and for a refusal which tables it had changed."""
    sent = nasty.encoded(pairs)
    with transaction.atomic():
        before = _written()
        if method == "get":
            answer = client.get(f"{url}?{sent}")
        else:
            answer = client.generic("POST", url, sent.encode(), content_type=FORM)
        after = _written() if 400 <= answer.status_code < 500 else before
        transaction.set_rollback(True)
    assert answer.status_code < 500, (method, url, pairs)
    assert {name for name in after if after[name] != before[name]} == set(), (method, url, pairs)


def _may(cast, door):
    """Those who may open a door; for a public one also a stranger."""
    everybody = {**{name: actor.role for name, actor in cast.actors.items()}, "resident": Role.RESIDENT}
    if door.roles is None:
        return ["stranger", "chen", "resident"]
    return [name for name, role in everybody.items() if role in door.roles]


def _hammer(door, method, cast, everybody):
    """Knocks at one door as each of those who may open it; what broke, or nothing."""
    call, may = door.call(cast, cast.a), _may(cast, door)
    shown = everybody[may[0]].get(call.url)
    heard = nasty.heard_at(door, shown.text if "html" in shown.headers.get("Content-Type", "") else "")

    @often(5 if method == "get" else 7)
    @given(st.sampled_from(may), nasty.bodies(heard, call.post))
    def knock(who, pairs):
        _knock(everybody[who], method, call.url, pairs)

    try:
        knock()
    except Exception as error:
        return door.name, "".join(traceback.format_exception(error))[-3000:]
    return None


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_breaks_and_a_refusal_writes_nothing(cast, clients, room, method):  # noqa: F811
    everybody = {**clients, "stranger": Client()}
    mine = [door for door in doors.walkable() if room == door.name.rpartition(":")[0]]
    broken = [found for door in mine if (found := _hammer(door, method, cast, everybody))]
    assert not broken, "\n\n".join(f"{name}: {said}" for name, said in broken)


PART = b'--x\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n%s\r\n'


def test_no_file_breaks_the_box_they_are_handed_in_at(cast, clients):  # noqa: F811
    from django.urls import reverse

    url = reverse("lists:upload")

    @often(25)
    @given(st.lists(st.tuples(st.sampled_from(nasty.VALUES), st.binary(max_size=60)), max_size=3))
    def hand_in(files):
        parts = [PART % (name.encode("utf-8", "surrogatepass")[:2000], body) for name, body in files]
        with transaction.atomic():
            body = b"".join(parts) + b"--x--\r\n"
            answer = clients["data"].generic(
                "POST", url, body, content_type="multipart/form-data; boundary=x"
            )
            transaction.set_rollback(True)
        assert answer.status_code in (302, 400)

    hand_in()


@pytest.mark.parametrize("name", ["account_login", "account_change_password", "account_reauthenticate"])
def test_the_doors_of_sign_in_hold(cast, clients, name):  # noqa: F811
    from django.urls import NoReverseMatch, reverse

    try:
        url = reverse(name)
    except NoReverseMatch:
        pytest.skip("no such door here")
    names = ["login", "password", "oldpassword", "password1", "password2", "next", "code", "remember"]

    @often(15)
    @given(
        nasty.bodies(
            nasty.Heard(names, ["wrong"]), {"login": cast.users["chen"].username, "password": "wrong"}
        )
    )
    def knock(pairs):
        _knock(Client() if name == "account_login" else clients["chen"], "post", url, pairs)

    knock()


@pytest.fixture
def as_chen(cast):
    """The application as Chen's browser calls it: with the session's cookies and the token."""
    client = Client()
    client.force_login(cast.users["chen"], backend=BACKEND)
    client.get("/")
    jar = {name: one.value for name, one in client.cookies.items()}
    known = {"HTTP_COOKIE": "; ".join(map("=".join, jar.items())), "HTTP_X_CSRFTOKEN": jar["csrftoken"]}
    # Called without the test client, the application would close the test's connection around each request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield lambda environ, start: application({**environ, **known}, start)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=str)
def test_the_api_answers_as_its_schema_says(as_chen, mode):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", as_chen)
    called = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and operation.method == "get":
            continue

        @often(30)
        @given(operation.as_strategy(generation_mode=mode))
        def call(case):
            answer = case.call_and_validate(checks=CHECKS)
            called[answer.status_code] += 1

        call()
    assert called[422] if mode is GenerationMode.NEGATIVE else called[200]
    assert set(called) <= {200, 201, 400, 404, 409, 413, 422}
