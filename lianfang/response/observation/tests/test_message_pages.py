"""消息 as people use it: read, recorded from, answered, tied, given by hand, set."""

import json
import re
from datetime import timedelta

import pytest
import time_machine

from lianfang.core import Refused, clock
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.response.messages import operations, selectors
from lianfang.response.messages.models import Channel, Incoming, Message, SendingRule, Template
from lianfang.response.messages.operations import Arrived
from lianfang.response.messages.rules import Text
from lianfang.response.messages.tests.making import OTHER, PHONE, give_number, open_way
from lianfang.response.observation import operations as observation
from lianfang.response.observation.models import Reading
from lianfang.response.observation.operations.beginning import Beginning
from tests.cast import AT


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def town(cast):
    """王㛃 under observation, with a number."""
    give_number(cast.people["rare"])
    beginning = Beginning(
        cast.people["rare"].id, clock.day_of(AT) - timedelta(days=2), begun_at=AT - timedelta(days=1)
    )
    observation.begin_many(by=system(cast.subdistrict.id), beginnings=[beginning], at=AT - timedelta(days=1))
    return cast


def _came(cast, text="体温计坏了，读不准36几", sender=PHONE):
    arrived = Arrived("sms", sender, text, f"{sender} {text}", AT)
    return operations.receive(by=system(cast.subdistrict.id), arrived=arrived, at=AT)


def test_what_nobody_understood_waits_on_today_and_is_recorded_from(town, sign_in):
    came, client = _came(town, "下午再报，现在36.8吧"), sign_in("chen")
    assert "待读来信" in client.get("/").text
    page = client.get(f"/messages/in/{came.id}/").text
    [field] = re.findall(r'name="([0-9a-f]{32}-am-celsius)"', page)
    answer = client.post(f"/observation/messages/{came.id}/", {field: "36.8"})
    assert answer.status_code == 302
    assert str(Reading.objects.of(town.subdistrict.id).get().celsius) == "36.8"
    came.refresh_from_db()
    assert (came.state, came.settled_by_name) == ("settled", "陈干事")


def test_a_figure_of_nobody_leaves_the_message_open(town, sign_in):
    came, client = _came(town), sign_in("chen")
    page = client.get(f"/messages/in/{came.id}/").text
    [field] = re.findall(r'name="([0-9a-f]{32}-am-celsius)"', page)
    assert client.post(f"/observation/messages/{came.id}/", {field: "63.5"}).status_code == 400
    assert Incoming.objects.get(pk=came.id).is_open


def test_somebody_who_may_be_unwell_stands_in_the_bar(town, sign_in):
    _came(town, "头很晕，怎么办")
    assert "来信异常" in sign_in("duty").get("/").text


def test_a_stranger_is_tied_to_a_resident_and_what_was_written_counts(town, sign_in):
    came, client = _came(town, "36.6", OTHER), sign_in("duty")
    assert Reading.objects.of(town.subdistrict.id).count() == 0
    assert "王*" in client.get(f"/messages/in/{came.id}/?q=王").text
    client.post(f"/messages/in/{came.id}/tie/", {"person": str(town.people["rare"].id)})
    assert str(Reading.objects.of(town.subdistrict.id).get().celsius) == "36.6"
    assert Incoming.objects.get(pk=came.id).state == "understood"
    assert _came(town, "36.7", OTHER).person == town.people["rare"]


def test_nobody_ties_a_message_to_somebody_of_another_area(town, sign_in):
    came = _came(town)
    answer = sign_in("chen").post(
        f"/messages/in/{came.id}/tie/", {"person": str(town.people["neighbour_b"].id)}
    )
    assert answer.status_code == 404


def test_an_answer_goes_to_the_outbox_and_the_message_is_dealt_with(town, sign_in):
    open_way(town.subdistrict.id)
    came = _came(town)
    sign_in("chen").post(f"/messages/in/{came.id}/answer/", {"text": "下午送一个体温计给您"})
    sent = Message.objects.of(town.subdistrict.id).get(code="answer")
    assert (sent.state, "下午送一个体温计" in sent.body, sent.address) == ("waiting", True, PHONE)
    assert not Incoming.objects.get(pk=came.id).is_open


def test_two_who_deal_with_one_message_are_told_who_was_first(town, sign_in):
    came, client = _came(town), sign_in("chen")
    assert client.post(f"/messages/in/{came.id}/settle/").status_code == 302
    assert client.post(f"/messages/in/{came.id}/settle/").status_code == 409


def test_setting_aside_wants_a_reason(town, sign_in):
    came, client = _came(town), sign_in("chen")
    assert client.post(f"/messages/in/{came.id}/dismiss/", {"reason": " "}).status_code == 400
    client.post(f"/messages/in/{came.id}/dismiss/", {"reason": "广告"})
    assert Incoming.objects.get(pk=came.id).state == "dismissed"


def test_without_a_gateway_the_link_is_opened_from_the_outbox(town, sign_in, client):
    made = operations.send(by=town["chen"], template="link", person=town.people["rare"].id, facts={}, at=AT)
    page = sign_in("chen").get(f"/messages/outbox/{made.id}/").text
    [link] = re.findall(r'value="http://testserver(/r/[^"]+)"', page)
    assert client.get(link).status_code == 200
    entry = Entry.objects.get(subdistrict=town.subdistrict.id, event="messages.opened")
    assert entry.person == town.people["rare"].id


def test_given_by_hand_it_is_sent(town, sign_in):
    made = operations.send(by=town["chen"], template="link", person=town.people["rare"].id, facts={}, at=AT)
    client = sign_in("chen")
    client.post(f"/messages/outbox/{made.id}/hand/")
    assert Message.objects.get(pk=made.id).state == "sent"
    assert client.post(f"/messages/outbox/{made.id}/withdraw/").status_code == 409


def test_the_timeline_tells_of_messages_without_their_words(town, sign_in):
    _came(town, "想问一下几号解除观察")
    page = sign_in("chen").get(f"/people/{town.people['rare'].id}/").text
    assert "收到来信" in page
    assert "几号解除" not in page


def test_a_text_is_said_anew_from_a_day_on_and_previewed_before(town, sign_in):
    client, url = sign_in("commander"), "/messages/texts/recorded/zh-hans/"
    said = {"body": "记下了：{readings}。", "begins_on": "2020-02-11"}
    assert "记下了：王** 36.5℃" in client.post(url, said | {"preview": "1"}).text
    assert not Template.objects.exists()
    client.post(url, said)
    tomorrow = AT + timedelta(days=1)
    texts = {
        one.code: one.text.body
        for one in selectors.wordings(town["commander"], tomorrow)
        if one.language == "zh-hans"
    }
    assert texts["recorded"] == "记下了：{readings}。"
    assert operations.send_many(by=town["duty"], letters=[], at=AT) == []


@pytest.mark.parametrize("body", ["{readings", "{unknown}", "{readings!r}", "{0}", "  ", "字" * 501])
def test_a_broken_text_is_refused_with_the_reason(town, sign_in, body):
    answer = sign_in("commander").post(
        "/messages/texts/recorded/zh-hans/", {"body": body, "begins_on": "2020-02-11"}
    )
    assert answer.status_code == 400
    assert not Template.objects.exists()


def test_a_place_that_this_text_is_not_given_is_refused(town):
    with pytest.raises(Refused):
        operations.set_text(
            by=town["commander"],
            text=Text("recorded", "zh-hans", "{last_day}"),
            begins_on=clock.day_of(AT),
            at=AT,
        )


def test_keys_of_a_way_are_sealed_kept_when_left_empty_and_never_shown(town, sign_in):
    client = sign_in("data")
    client.post("/messages/ways/wechat/set/", {"app_id": "wx1", "secret": "s3cret", "token": "t0ken"})
    client.post("/messages/ways/wechat/set/", {"app_id": "wx2", "secret": "", "token": ""})
    [channel] = Channel.objects.of(town.subdistrict.id).filter(is_on=True)
    assert json.loads(channel.settings)["secret"] == "s3cret"
    page = client.get("/messages/ways/").text
    assert "s3cret" not in page
    assert "t0ken" not in page


def test_a_way_is_changed_from_what_it_is_and_not_from_nothing(town, sign_in):
    """Whoever mends the address of the gateway does not set everything else back unawares."""
    client = sign_in("data")
    way = {"url": "https://one.example", "body": '{"to": "{number}", "say": "{text}"}', "encoding": "json"}
    way |= {"code_at": "Result.Code", "ok": "Ok fine", "from_field": "phone_number", "secret": "s3cret"}
    client.post("/messages/ways/sms/set/", way)
    page = client.get("/messages/ways/").text
    for shown in ("Result.Code", "Ok fine", "phone_number", "https://one.example"):
        assert f'value="{shown}"' in page
    assert "s3cret" not in page
    client.post("/messages/ways/sms/set/", way | {"url": "https://two.example", "secret": "", "code_at": ""})
    [channel] = Channel.objects.of(town.subdistrict.id).filter(is_on=True)
    kept = json.loads(channel.settings)
    assert (kept["url"], kept["secret"], kept["ok"]) == ("https://two.example", "s3cret", ["Ok", "fine"])
    assert "code_at" not in kept


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("sms", {"url": "https://g.example", "body": "{}", "encoding": "json", "secret": "x"}),
        ("sms", {"url": "https://g.example", "body": "no json", "encoding": "json", "secret": "x"}),
        ("wechat", {"app_id": "a", "secret": "s", "token": "t", "aes_key": "?" * 43}),
        ("group", {"name": "群", "url": "nonsense"}),
    ],
)
def test_a_way_that_cannot_work_is_refused(town, sign_in, kind, said):
    assert sign_in("data").post(f"/messages/ways/{kind}/set/", said).status_code == 400
    assert not Channel.objects.exists()


def test_hours_count_from_their_day(town, sign_in):
    said = {
        "begins_on": "2020-02-12",
        "quiet_from": "20:30",
        "quiet_to": "09:00",
        "per_hour": "3",
        "group_per_minute": "10",
    }
    sign_in("commander").post("/messages/ways/hours/", said)
    rule = SendingRule.objects.get()
    assert (rule.quiet_from, rule.quiet_to, rule.per_hour) == (20 * 60 + 30, 9 * 60, 3)


def test_lists_ask_a_bounded_number_of_queries(town, sign_in, django_assert_max_num_queries):
    for n in range(12):
        _came(town, f"请问第{n}件事怎么办呢")
    client = sign_in("duty")
    client.get("/messages/")
    with django_assert_max_num_queries(30):
        client.get("/messages/")
    with django_assert_max_num_queries(30):
        client.get("/messages/outbox/")
