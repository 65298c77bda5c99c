"""Who sees what: every URL × every role × own and other area."""

from __future__ import annotations

import logging
from copy import deepcopy

import pytest
from django.db import transaction
from django.test import Client, RequestFactory

from lianfang.core import Actor, Refused, Role
from lianfang.registry.accounts import operations, selectors
from tests.cast import AT
from tests.house import doors

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
AREA_BOUND = ("chen", "doctor", "police", "leader")
SHUT = "此页面不对"
LETS_IN = {200, 204, 286, 302, 400, 405, 409, 410, 415, 422}


@pytest.fixture(autouse=True)
def _quiet():
    """A refusal is what these tests ask for; no log of thousands of them."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def clients(cast):
    """Everybody of the cast, signed in, and a resident who came by a link."""
    found = {}
    for name, user in cast.users.items():
        found[name] = Client()
        found[name].force_login(user, backend=BACKEND)
    found["resident"] = _resident(cast)
    return found


def _resident(cast) -> Client:
    forever = AT.replace(year=2100)
    path = operations.invite(by=cast["chen"], person=cast.people["rare"].id, at=AT, expires_at=forever)
    client = Client()
    assert client.post(path + "enter/").status_code == 302
    assert client.session[selectors.SESSION_LINK]["subdistrict"] == str(cast.subdistrict.id)
    return client


def _role(cast, name: str) -> Role:
    return Role.RESIDENT if name == "resident" else cast[name].role


def _ask(client: Client, call: doors.Call, is_part: bool = False) -> int:
    """The status of a GET, or of a POST where only that is taken; whatever it did is undone.

    403 stands for the door being shut to the role; an open page refusing what was sent counts as answered.
    """
    kept, headers = deepcopy(client.cookies), {"HX-Request": "true"} if is_part else {}
    with transaction.atomic():
        answer = client.get(call.url, headers=headers)
        if answer.status_code == 405:
            answer = client.post(call.url, call.post, headers=headers)
        transaction.set_rollback(True)
    client.cookies = kept
    if answer.status_code == 403 and SHUT not in answer.text:
        return 409
    return answer.status_code


def test_every_view_says_who_may_open_it():
    assert [door.name for door in doors.doors() if not door.is_marked] == []


def test_every_door_with_a_parameter_has_an_example():
    wanted = {door.name for door in doors.doors() if door.parameters and door.is_marked}
    assert sorted(wanted - set(doors.examples())) == []


def test_strangers_are_sent_to_sign_in(cast):
    stranger, wrong = Client(), []
    for door in doors.walkable():
        if door.roles is None:
            continue
        call = door.call(cast, cast.a)
        for answer in (stranger.get(call.url), stranger.post(call.url, call.post)):
            if answer.status_code != 302 or "/sign-in/login/" not in answer.headers["Location"]:
                wrong.append((door.name, answer.status_code))
    assert wrong == []


def _is_shut(door, actor) -> bool:
    """True when the guard itself turns the role away, before the page begins (asked without the web around)."""
    request = RequestFactory().get("/")
    request.actor = actor
    try:
        door.view(request)
    except Refused as refusal:
        return refusal.code == "core.not_for_this_role"
    return False


def test_other_roles_are_turned_away_at_every_door(cast):
    resident = Actor(None, "", Role.RESIDENT, cast.subdistrict.id, person=cast.people["rare"].id)
    viewers = [*cast.actors.values(), resident]
    guarded = [door for door in doors.doors() if door.is_marked and door.roles is not None]
    shut = [(door, viewer) for door in guarded for viewer in viewers if viewer.role not in door.roles]
    assert [(door.name, viewer.role) for door, viewer in shut if not _is_shut(door, viewer)] == []


def test_being_turned_away_is_a_403(cast, clients):
    assert clients["chen"].get("/accounts/").status_code == 403
    assert clients["resident"].get("/record/").status_code == 403


def test_a_role_opens_its_own_doors(cast, clients):
    wrong = []
    for door in doors.walkable():
        if door.roles is None or door.parameters:
            continue
        for name, client in clients.items():
            if _role(cast, name) in door.roles:
                status = _ask(client, door.call(cast, cast.a))
                if status not in LETS_IN:
                    wrong.append((door.name, name, status))
    assert wrong == []


def test_own_area_opens_and_another_does_not_exist(cast, clients):
    wrong = []
    for door in doors.walkable():
        if not door.parameters or door.roles is None or door.name in doors.everywhere():
            continue
        own, other = door.call(cast, cast.a), door.call(cast, cast.b)
        for name in AREA_BOUND:
            if _role(cast, name) not in door.roles:
                continue
            here, there = _ask(clients[name], own), _ask(clients[name], other)
            # A leader answers for one stair of area A, not for all of it.
            if name != "leader" and here not in LETS_IN:
                wrong.append((door.name, name, here, "own area"))
            # A role refused before any row is looked at (here and there) learns nothing either.
            if there != 404 and not here == there == 409:
                wrong.append((door.name, name, there, "other area"))
    assert wrong == []


def test_a_row_that_is_not_there_is_a_404(cast, clients):
    wrong = []
    for door in doors.walkable():
        if not door.parameters or door.roles is None:
            continue
        call = door.call(cast, cast.a, absent=True)
        if call == door.call(cast, cast.a):
            # It names no row: a kind, a code, a language.
            continue
        for name in ("commander", "data", "duty", "chen"):
            if _role(cast, name) in door.roles:
                status = _ask(clients[name], call, is_part=True)
                if status not in {404, 409}:
                    wrong.append((door.name, name, status))
    assert wrong == []
