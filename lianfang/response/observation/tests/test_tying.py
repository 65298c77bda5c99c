"""A resident ties their own WeChat account: the code of their page, sent to the official account, and what follows."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from lianfang.core import clock
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.accounts import operations as accounts
from lianfang.registry.people import operations as people
from lianfang.response.messages import operations as messages
from lianfang.response.messages.models import Channel, Correspondent, Incoming, Message, TyingCode
from lianfang.response.messages.operations import Arrived, tying
from lianfang.response.messages.tests.making import give_number, open_way
from lianfang.response.observation import operations
from lianfang.response.observation.models import Reading
from lianfang.response.observation.operations.beginning import Beginning
from tests.cast import AT

ME, STRANGER = "o-me-invented", "o-stranger-invented"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def home(cast):
    """王㛃 under observation, the official account set up, and her household's page open on a telephone."""
    open_way(cast.subdistrict.id, "wechat", app_id="wx", token="t", account="甲街道防控")
    beginning = Beginning(
        cast.people["rare"].id, clock.day_of(AT) - timedelta(days=2), begun_at=AT - timedelta(days=1)
    )
    operations.begin_many(by=system(cast.subdistrict.id), beginnings=[beginning], at=AT - timedelta(days=1))
    return cast


@pytest.fixture
def phone(home):
    """Her telephone, come in by a link."""
    client = Client()
    path = accounts.invite(by=home["chen"], person=home.people["rare"].id, at=AT)
    client.post(path + "enter/")
    return client


def _code(phone, cast, name="rare"):
    page = phone.post("/messages/own/", {"person": str(cast.people[name].id)}).text
    return re.search(r"绑定 (\d{6})", page)[1]


def _write(cast, text, sender=ME, at=AT, kind="wechat"):
    arrived = Arrived(kind, sender, text, f"{sender} {text} {at.isoformat()}", at)
    return messages.receive(by=system(cast.subdistrict.id), arrived=arrived, at=at)


def _said(incoming):
    return Message.objects.get(pk=incoming.reply).body


def test_the_page_leads_there_only_where_an_account_is_set_up(home, phone):
    assert "用微信报体温" in phone.get("/").text
    assert "甲街道防控" in phone.get("/messages/own/").text
    way = Channel.objects.of(home.subdistrict.id).get(kind="wechat")
    messages.shut_channel(by=home["commander"], channel_id=way.id, at=AT)
    assert "用微信报体温" not in phone.get("/").text
    assert "没有开通公众号" in phone.get("/messages/own/").text


def test_what_was_written_before_counts_as_soon_as_the_account_is_tied(home, phone):
    before = _write(home, "36.6")
    assert "还没有绑定" in _said(before)
    assert not Reading.objects.exists()
    tied = _write(home, f"绑定 {_code(phone, home)}", at=AT + timedelta(minutes=1))
    assert _said(tied).startswith("已绑定王*")
    assert tied.state == Incoming.State.UNDERSTOOD
    assert Reading.objects.get().celsius == Decimal("36.6")
    before.refresh_from_db()
    assert (before.state, before.person) == ("understood", home.people["rare"])
    # Its own call is long over: the answer goes out by itself, and is not taken for given.
    late = Message.objects.get(pk=before.reply)
    assert late.body.startswith("已记录")
    assert (late.kind, late.state) == ("wechat", "waiting")


def test_afterwards_a_figure_is_enough(home, phone):
    _write(home, f"【绑定】：{_code(phone, home)}。")
    came = _write(home, "36.8", at=AT + timedelta(minutes=2))
    assert came.state == Incoming.State.UNDERSTOOD
    assert Reading.objects.get().celsius == Decimal("36.8")
    assert "王*" in phone.get("/messages/own/").text


def test_a_code_is_good_once_and_for_a_quarter_of_an_hour(home, phone):
    code = _code(phone, home)
    late = _write(home, f"绑定{code}", at=AT + timedelta(minutes=16))
    assert "过期" in _said(late)
    code = _code(phone, home)
    _write(home, f"绑定{code}")
    again = _write(home, f"绑定{code}", sender=STRANGER, at=AT + timedelta(minutes=1))
    assert "过期" in _said(again)
    assert Correspondent.objects.exclude(person=None).count() == 1


def test_a_new_code_makes_the_one_before_worthless(home, phone):
    first, second = _code(phone, home), _code(phone, home)
    assert "过期" in _said(_write(home, f"绑定{first}"))
    assert "已绑定" in _said(_write(home, f"绑定{second}", at=AT + timedelta(minutes=1)))


def test_whoever_guesses_is_shut_out_after_five(home, phone):
    for n in range(5):
        _write(home, f"绑定00000{n}", sender=STRANGER, at=AT + timedelta(seconds=n))
    right = _code(phone, home)
    _write(home, f"绑定{right}", sender=STRANGER, at=AT + timedelta(minutes=1))
    assert not Correspondent.objects.exclude(person=None).exists()
    # The one it is for is not hurt by it.
    assert "Tied to" in _said(_write(home, f"bind {right}", at=AT + timedelta(minutes=2)))


def test_many_who_guess_a_little_are_shut_out_together(home, phone, monkeypatch):
    monkeypatch.setattr(tying, "WRONG_IN_ALL", 4)
    for n in range(4):
        _write(home, f"绑定00000{n}", sender=f"{STRANGER}-{n}", at=AT + timedelta(seconds=n))
    _write(home, f"绑定{_code(phone, home)}", at=AT + timedelta(minutes=1))
    assert not Correspondent.objects.exclude(person=None).exists()


def test_six_digits_alone_tie_nobody(home, phone):
    came = _write(home, _code(phone, home))
    assert came.state == Incoming.State.NEW
    assert not Correspondent.objects.exclude(person=None).exists()


def test_a_code_is_only_for_the_own_household(home, phone):
    other = home.people["neighbour_b"].id
    assert phone.post("/messages/own/", {"person": str(other)}).status_code == 400
    assert not TyingCode.objects.exists()


def test_the_code_is_nowhere_to_be_read(home, phone):
    code = _code(phone, home)
    _write(home, f"绑定{code}")
    assert not [one for one in Entry.objects.all() if code in str(one.facts)]
    assert code.encode() not in bytes(TyingCode.objects.get().lookup)


def test_untied_it_is_a_strangers_again(home, phone):
    _write(home, f"绑定{_code(phone, home)}")
    row = Correspondent.objects.get()
    assert phone.post(f"/messages/own/{row.id}/untie/").status_code == 302
    came = _write(home, "36.5", at=AT + timedelta(minutes=2))
    assert (came.person, came.state) == (None, "new")


def test_a_merged_person_keeps_the_account(home, phone):
    _write(home, f"绑定{_code(phone, home)}")
    kept, gone = home.people["twin_one"], home.people["rare"]
    people.merge(by=home["data"], kept=kept.id, gone=gone.id, reason="同一人", at=AT)
    assert Correspondent.objects.get().person == kept


def test_whoever_wants_no_messages_gets_none_by_any_way(home, phone):
    """The answer promises no more text messages; leaving the official account says nothing about the telephone."""
    give_number(home.people["rare"])
    open_way(home.subdistrict.id, "sms")
    _write(home, f"绑定{_code(phone, home)}")
    assert _letter(home, "1").kind == "wechat"
    leaving = Arrived("wechat", ME, "退订", "left", AT, is_leaving=True)
    messages.receive(by=system(home.subdistrict.id), arrived=leaving, at=AT)
    assert (_letter(home, "2").kind, _letter(home, "2").state) == ("sms", "waiting")
    _write(home, "退订", at=AT + timedelta(minutes=2))
    assert _letter(home, "3").state == "withdrawn"
    _write(home, "恢复", at=AT + timedelta(minutes=3))
    assert _letter(home, "4").kind == "wechat"


def _letter(cast, key):
    given = {"template": "answer", "facts": {"text": "请来电"}, "person": cast.people["rare"].id}
    return messages.send(by=cast["chen"], at=AT, key=key, **given)


def test_staff_tie_all_that_waits_of_a_sender_and_may_think_again(home):
    """Two messages of one stranger; the first person chosen is the wrong one."""
    first, second = _write(home, "36.6"), _write(home, "什么时候解除", at=AT + timedelta(minutes=1))
    for name in ("foreigner", "twin_one", "foreigner"):
        tied = home.people[name].id
        messages.tie(by=home["duty"], incoming_id=first.id, person_id=tied, at=AT + timedelta(minutes=2))
    second.refresh_from_db()
    assert second.person == home.people["foreigner"]
    messages.tie(
        by=home["duty"], incoming_id=first.id, person_id=home.people["rare"].id, at=AT + timedelta(minutes=3)
    )
    assert Reading.objects.get().celsius == Decimal("36.6")


def test_whoever_once_wrote_english_is_answered_in_english_for_a_figure(home, phone):
    _write(home, f"bind {_code(phone, home)}")
    assert _said(_write(home, "36.5", at=AT + timedelta(minutes=1))).startswith("Recorded")
    assert _said(_write(home, "36.6，今天下午再报", at=AT + timedelta(minutes=2))).startswith("收到")
