"""The doors that gateways call: proved, once, and never a broken answer whatever comes."""

import base64
import hashlib
import hmac
import json
from contextlib import suppress

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.response.messages import official
from lianfang.response.messages.models import Channel, Incoming, Message, OptOut
from tests.cast import AT

from .making import PHONE, give_number, open_way

KEY = base64.b64encode(b"k" * 32).decode().rstrip("=")
ACCOUNT = official.Account("wx-invented", "token-invented", KEY)
PLAIN = official.Account("wx-invented", "token-invented")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def office(cast):
    """The cast with both ways in."""
    home = cast.subdistrict.id
    open_way(home, "sms", secret="shared")
    open_way(home, "wechat", app_id=ACCOUNT.app_id, token=ACCOUNT.token)
    give_number(cast.people["rare"])
    return cast


def _query(account, sealed="", stamp=None):
    given = {"timestamp": str(stamp or int(AT.timestamp())), "nonce": "n"}
    name = "msg_signature" if sealed else "signature"
    return given | {name: official._signature(account, given, sealed)}


def _xml(text="36.5", key="1", sender="o-invented", **more):
    fields = {"ToUserName": "gh", "FromUserName": sender, "CreateTime": str(int(AT.timestamp())), **more}
    fields |= {"MsgType": more.get("MsgType", "text"), "Content": text, "MsgId": key}
    return "<xml>" + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in fields.items()) + "</xml>"


def _call(client, cast, body, query, name="wechat"):
    url = f"/messages/call/{name}/{cast.subdistrict.code}/"
    return client.post(url, body, content_type="text/xml", query_params=query)


def _sms(client, cast, entry, secret="shared", name="sms"):
    body = json.dumps(entry)
    signed = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    url = f"/messages/call/{name}/{cast.subdistrict.code}/"
    return client.post(url, body, content_type="application/json", headers={"X-Signature": signed})


def test_the_account_is_set_up_by_its_echo(client, office):
    url = f"/messages/call/wechat/{office.subdistrict.code}/"
    assert client.get(url, _query(PLAIN) | {"echostr": "123"}).content == b"123"
    assert client.get(url, _query(PLAIN) | {"echostr": "123", "nonce": "x"}).status_code == 403
    assert client.get(url).status_code == 403


def test_a_message_is_answered_in_the_same_call_and_counts_once(client, office):
    first = _call(client, office, _xml("什么时候解除"), _query(PLAIN))
    assert "还没有绑定" in first.text
    again = _call(client, office, _xml("什么时候解除"), _query(PLAIN))
    assert official.read_xml(again.content)["Content"] == official.read_xml(first.content)["Content"]
    assert Incoming.objects.of(office.subdistrict.id).count() == 1
    assert Message.objects.of(office.subdistrict.id).get().state == "sent"


def test_an_old_call_played_again_is_shut_out(client, office):
    assert _call(client, office, _xml(), _query(PLAIN, stamp=int(AT.timestamp()) - 3600)).status_code == 403


def test_the_sealed_mode_opens_and_seals(client, office):
    Channel.objects.of(office.subdistrict.id).filter(kind="wechat").delete()
    open_way(office.subdistrict.id, "wechat", app_id=ACCOUNT.app_id, token=ACCOUNT.token, aes_key=KEY)
    sealed = official.seal(ACCOUNT, _xml("平安").encode())
    body = f"<xml><ToUserName>gh</ToUserName><Encrypt>{sealed}</Encrypt></xml>"
    answer = official.read_xml(_call(client, office, body, _query(ACCOUNT, sealed)).content)
    inner = official.read_xml(official.unseal(ACCOUNT, answer["Encrypt"]))
    assert "谢谢" in inner["Content"]
    # Nobody may choose the weaker mode.
    assert _call(client, office, _xml(), _query(ACCOUNT)).status_code == 403
    assert _call(client, office, body, _query(official.Account("x", "other", KEY), sealed)).status_code == 403


def test_what_another_account_sealed_is_not_ours():
    other = official.Account("wx-other", ACCOUNT.token, KEY)
    with pytest.raises(official.Unreadable):
        official.unseal(ACCOUNT, official.seal(other, b"<xml/>"))


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_as_it_was(message):
    assert official.unseal(ACCOUNT, official.seal(ACCOUNT, message)) == message


@given(st.one_of(st.text(max_size=200), st.binary(max_size=160).map(lambda b: base64.b64encode(b).decode())))
def test_a_broken_seal_is_unreadable_and_nothing_else(text):
    with pytest.raises(official.Unreadable):
        official.unseal(ACCOUNT, text)


@given(st.binary(max_size=400))
def test_any_bytes_are_fields_or_unreadable(body):
    with suppress(official.Unreadable):
        assert isinstance(official.read_xml(body), dict)


def test_an_entity_bomb_is_unreadable():
    with pytest.raises(official.Unreadable):
        official.read_xml(b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Content>&a;</Content></xml>')


def test_leaving_the_account_is_a_wish_for_no_messages(client, office):
    _call(client, office, _xml(MsgType="event", Event="unsubscribe"), _query(PLAIN))
    assert OptOut.objects.of(office.subdistrict.id).count() == 1


def test_a_picture_is_for_a_person(client, office):
    """And whoever sends one is not taken for somebody who writes English."""
    answer = _call(client, office, _xml("", MsgType="image"), _query(PLAIN))
    came = Incoming.objects.of(office.subdistrict.id).get()
    assert (came.state, came.body, came.language) == ("new", "［图片］", "zh-hans")
    assert "绑定" in answer.text


def test_a_text_message_comes_in_once(client, office):
    entry = {"id": "a1", "from": f"+86 {PHONE}", "text": "平安", "time": int(AT.timestamp())}
    assert [_sms(client, office, entry).status_code for _ in range(2)] == [200, 200]
    came = Incoming.objects.of(office.subdistrict.id).get()
    assert came.person == office.people["rare"]
    assert PHONE not in f"{came.sender_masked}{came.external_id}"


@pytest.mark.parametrize("name", ["sms", "report"])
def test_a_call_without_the_secret_is_shut_out(client, office, name):
    assert (
        _sms(client, office, {"id": "a", "from": PHONE, "text": "36.5"}, "guessed", name).status_code == 403
    )
    assert Incoming.objects.of(office.subdistrict.id).count() == 0


def test_an_office_without_this_way_has_no_door(client, cast):
    assert client.get(f"/messages/call/wechat/{cast.subdistrict.code}/").status_code == 404
    assert client.get("/messages/call/wechat/nowhere/").status_code == 404


NAMES = ("id", "from", "text", "time", "messages", "status")
ENTRIES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(NAMES), inner)),
    max_leaves=12,
)


@given(entry=ENTRIES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_signed_call_breaks_the_door(client, office, entry):
    for name in ("sms", "report"):
        assert _sms(client, office, entry, name=name).status_code < 500


@given(
    text=st.text(max_size=80), key=st.text(max_size=50), stamp=st.text(max_size=14), kind=st.text(max_size=10)
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_call_of_the_account_breaks_the_door(client, office, text, key, stamp, kind):
    fields = {"FromUserName": key, "CreateTime": stamp, "MsgType": kind, "Content": text}
    body = "<xml>" + "".join(f"<{name}>{value}</{name}>" for name, value in fields.items()) + "</xml>"
    answer = client.post(
        f"/messages/call/wechat/{office.subdistrict.code}/",
        body.encode(errors="replace"),
        content_type="text/xml",
        query_params=_query(PLAIN),
    )
    assert answer.status_code < 500
