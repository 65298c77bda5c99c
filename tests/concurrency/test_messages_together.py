"""Calls of gateways at one moment: taken together, each message once, each answered for itself, none for another's
sake."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.test import Client

from lianfang.core import clock, tenant
from lianfang.core.actor import system
from lianfang.response.messages import official
from lianfang.response.messages.models import Channel, Incoming, Message
from lianfang.response.messages.operations import receiving
from lianfang.response.messages.pages import callbacks
from lianfang.response.messages.tests.making import give_number, open_way
from lianfang.response.messages.tests.test_callbacks import PLAIN, _query, _xml
from lianfang.response.observation import operations as observation
from lianfang.response.observation.models import Alert, Reading
from lianfang.response.observation.operations.beginning import Beginning
from tests.cast import AT
from tests.concurrency.holding import hold_first
from tests.concurrency.racing import run_up

NUMBERS = {"rare": "13776501482", "foreigner": "13776501484", "neighbour_b": "13776501485"}
SECRET = "shared"


@pytest.fixture
def door(town):
    """An office whose gateway brings text messages; three people under observation, each with a number."""
    home = town.subdistrict.id
    with tenant.inside(home):
        open_way(home, secret=SECRET)
        start = clock.day_of(AT) - timedelta(days=2)
        begun = [Beginning(town.people[name].id, start, begun_at=AT) for name in NUMBERS]
        observation.begin_many(by=system(home), beginnings=begun, at=AT - timedelta(days=1))
        for name, number in NUMBERS.items():
            give_number(town.people[name], number)
    return town


def _brings(town, *entries, secret=SECRET):
    """A call with these messages (id, from, text)."""
    said = [dict(zip(("id", "from", "text"), entry, strict=True)) for entry in entries]
    body = json.dumps(said)
    signed = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()

    def call():
        url = f"/messages/call/sms/{town.subdistrict.code}/"
        headers = {"X-Signature": signed}
        answer = Client(raise_request_exception=False).post(
            url, body, content_type="application/json", headers=headers
        )
        return answer.status_code

    return call


def _stored(town, model):
    with tenant.inside(town.subdistrict.id):
        return model.objects.of(town.subdistrict.id).count()


def test_calls_of_one_moment_share_a_transaction_and_each_counts_once(door, monkeypatch):
    calls = [_brings(door, (f"m{n}", number, "36.5")) for n, number in enumerate(NUMBERS.values())]
    calls += [
        _brings(door, ("m0", NUMBERS["rare"], "36.5")),
        _brings(door, ("late", NUMBERS["rare"], "38.4")),
    ]
    calls.append(_brings(door, ("x", NUMBERS["rare"], "36.5"), secret="guessed"))
    sizes = hold_first(monkeypatch, callbacks._gathering, len(calls) - 1)
    assert sorted(run_up(*calls)) == [200] * 5 + [403]
    assert sizes == [1, len(calls) - 1]
    assert [_stored(door, model) for model in (Incoming, Reading, Message, Alert)] == [4, 4, 4, 1]


def test_who_breaks_the_group_fails_alone_and_may_come_again(door, monkeypatch):
    whole = receiving.understand

    def fragile(text, *more):
        if text == "poison":
            raise ZeroDivisionError
        return whole(text, *more)

    calls = [_brings(door, (f"m{n}", number, "36.5")) for n, number in enumerate(NUMBERS.values())]
    poison = _brings(door, ("bad", "13776501499", "poison"))
    hold_first(monkeypatch, callbacks._gathering, len(calls))
    with monkeypatch.context() as patched:
        patched.setattr(receiving, "understand", fragile)
        assert run_up(*calls, poison) == [200, 200, 200, 500]
    assert (_stored(door, Incoming), _stored(door, Reading)) == (3, 3)
    assert run_up(poison) == [200]
    assert _stored(door, Incoming) == 4


def test_followers_who_write_at_one_moment_are_each_told_the_own_answer(door, monkeypatch):
    with tenant.inside(door.subdistrict.id):
        open_way(door.subdistrict.id, "wechat", app_id=PLAIN.app_id, token=PLAIN.token)
    said = {"平安": "谢谢", "退订": "已退订", "什么时候解除": "还没有绑定", "恢复": "恢复"}

    def writes(n, text):
        url = f"/messages/call/wechat/{door.subdistrict.code}/"
        body = _xml(text, key=str(n), sender=f"o-{n}")
        told = Client().post(url, body, content_type="text/xml", query_params=_query(PLAIN))
        fields = official.read_xml(told.content)
        return fields["ToUserName"], fields["Content"]

    sizes = hold_first(monkeypatch, callbacks._gathering, len(said) - 1)
    told = run_up(*[lambda n=n, text=text: writes(n, text) for n, text in enumerate(said)])
    assert sizes == [1, len(said) - 1]
    assert [who for who, _text in told] == [f"o-{n}" for n in range(len(said))]
    assert [want in text for want, (_who, text) in zip(said.values(), told, strict=True)] == [True] * 4


def test_two_processes_at_one_moment_take_the_same_messages_once(door):
    """Each gateway call here stands for a process of its own: nothing is shared but the database."""
    entries = [(f"m{n}", number, "36.5") for n, number in enumerate(NUMBERS.values())]
    brought = [
        [receiving.Arrived("sms", number, text, key, AT) for key, number, text in order]
        for order in (entries, entries[::-1])
    ]

    def take(arrived):
        with tenant.inside(door.subdistrict.id):
            done = receiving.receive_many(by=system(door.subdistrict.id), arrived=arrived, at=AT)
            return {one.external_id: one.id for one in done}

    first, second = run_up(*[lambda arrived=arrived: take(arrived) for arrived in brought])
    assert first == second
    assert [_stored(door, model) for model in (Incoming, Reading, Message)] == [3, 3, 3]


def test_a_way_that_is_shut_takes_nothing_from_that_moment_on(door):
    call = _brings(door, ("m1", NUMBERS["rare"], "36.5"))
    with tenant.inside(door.subdistrict.id):
        Channel.objects.of(door.subdistrict.id).update(is_on=False)
    assert run_up(call) == [404]
    with tenant.inside(door.subdistrict.id):
        Channel.objects.of(door.subdistrict.id).update(is_on=True)
    assert run_up(call) == [200]
