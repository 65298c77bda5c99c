"""What residents write becomes readings: theirs, for the right slot, once; or goes to a person."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lianfang.core import clock
from lianfang.core.actor import system
from lianfang.response.messages import operations as messages
from lianfang.response.messages.models import Incoming, Message
from lianfang.response.messages.operations import Arrived
from lianfang.response.messages.tests.making import OTHER, PHONE, give_number
from lianfang.response.observation import operations
from lianfang.response.observation.models import Alert, Reading
from lianfang.response.observation.operations.beginning import Beginning
from tests.cast import AT

EVENING = clock.at_local(clock.day_of(AT), 20)


@pytest.fixture
def observed(cast):
    """王㛃 under observation since yesterday, with a number of her own."""
    _begin(cast, "rare")
    give_number(cast.people["rare"])
    return cast


def _begin(cast, name):
    start = clock.day_of(AT) - timedelta(days=2)
    by = system(cast.subdistrict.id)
    beginning = Beginning(cast.people[name].id, start, begun_at=AT - timedelta(days=1))
    return operations.begin_many(by=by, beginnings=[beginning], at=AT - timedelta(days=1))


def _write(cast, text, at=AT, sender=PHONE, key=""):
    arrived = Arrived("sms", sender, text, key or text, at)
    return messages.receive(by=system(cast.subdistrict.id), arrived=arrived, at=at)


def _readings(cast):
    rows = Reading.objects.of(cast.subdistrict.id).order_by("received_at", "client_id")
    return [(one.episode.person.name, one.slot_day.day, one.slot, one.celsius) for one in rows]


def _reply(incoming):
    return Message.objects.get(pk=incoming.reply).body


def test_a_figure_is_the_writers_reading_of_the_slot_that_is_open(observed):
    came = _write(observed, "36.5")
    assert _readings(observed) == [("王㛃", 10, "am", Decimal("36.5"))]
    assert came.state == Incoming.State.UNDERSTOOD
    assert _reply(came).startswith("已记录：您 36.5℃（上午）")


def test_the_same_message_again_counts_once(observed):
    first, again = _write(observed, "36.5", key="x"), _write(observed, "36.5", key="x")
    assert first.id == again.id
    assert len(_readings(observed)) == 1


def test_an_abnormal_one_is_on_the_desk_at_once(observed):
    came = _write(observed, "38.2 咳嗽")
    alert = Alert.objects.get(subdistrict=observed.subdistrict.id)
    assert alert.reading.symptoms == ["cough"]
    assert "5分钟后" in _reply(came)


def test_being_unwell_without_a_figure_is_on_the_desk_at_once(observed):
    came = _write(observed, "发烧了")
    assert Alert.objects.filter(subdistrict=observed.subdistrict.id).count() == 1
    assert "值班员" in _reply(came)


def test_a_later_figure_takes_the_place_of_an_earlier_one(observed):
    _write(observed, "36.5")
    _write(observed, "更正36.7", at=AT + timedelta(minutes=5))
    last = Reading.objects.of(observed.subdistrict.id).get(celsius=Decimal("36.7"))
    assert last.supersedes.celsius == Decimal("36.5")


def test_after_an_abnormal_one_a_normal_one_stands_beside_it(observed):
    _write(observed, "37.8")
    _write(observed, "36.7", at=AT + timedelta(minutes=6))
    last = Reading.objects.of(observed.subdistrict.id).get(celsius=Decimal("36.7"))
    assert last.supersedes is None


def test_morning_and_afternoon_of_one_person(observed):
    _write(observed, "36.5 36.8", at=EVENING)
    assert [(slot, value) for _n, _d, slot, value in _readings(observed)] == [
        ("am", Decimal("36.5")),
        ("pm", Decimal("36.8")),
    ]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("36.5 36.8", AT),  # the afternoon has not begun
        ("下午36.7", AT),
        ("昨天36.5", AT),
        ("36.5", clock.at_local(clock.day_of(AT), 1)),
        ("爸爸36.5", AT),
        ("孩子38", AT),
        ("365", AT),
        ("没有37.3", AT),
    ],
)
def test_what_is_not_plain_is_stored_nowhere_and_read_by_a_person(observed, text, at):
    came = _write(observed, text, at=at)
    assert _readings(observed) == []
    assert came.state == Incoming.State.NEW
    assert _reply(came)


def test_a_doubtful_fever_is_urgent_for_whoever_reads_it(observed):
    assert _write(observed, "孩子38").is_urgent
    assert not _write(observed, "爸爸36.5").is_urgent


def test_one_phone_of_twins_says_nothing_without_a_name(cast):
    for name in ("twin_one", "twin_two"):
        _begin(cast, name)
        give_number(cast.people[name])
    assert _write(cast, "36.5").state == Incoming.State.NEW
    assert _write(cast, "我36.5").state == Incoming.State.NEW
    assert _readings(cast) == []
    came = _write(cast, "欧阳晨36.5，欧阳辰36.7")
    assert sorted(value for _n, _d, _s, value in _readings(cast)) == [Decimal("36.5"), Decimal("36.7")]
    assert "欧** 36.5℃" in _reply(came)


def test_a_number_nobody_knows_is_for_a_person(observed):
    came = _write(observed, "36.5", sender=OTHER)
    assert (came.state, came.person) == (Incoming.State.NEW, None)
    assert "还没有登记" in _reply(came)


def test_who_is_not_observed_is_not_recorded(cast):
    give_number(cast.people["rare"])
    assert _write(cast, "36.5").state == Incoming.State.NEW


def test_the_answer_is_in_the_writers_language(observed):
    assert _reply(_write(observed, "my temperature is 36.5")).startswith("Recorded: you 36.5℃ (morning)")


def test_stop_is_heeded_and_said(observed):
    came = _write(observed, "退订")
    assert "已退订" in _reply(came)
    made = messages.send_many(
        by=observed["duty"],
        letters=[messages.Letter("answer", observed.people["rare"].id, {"text": "x"})],
        at=AT,
    )
    assert made[0].why == "opted_out" or made[0].state == "withdrawn"
    _write(observed, "恢复", at=AT + timedelta(minutes=1))
    again = messages.send_many(
        by=observed["duty"],
        letters=[messages.Letter("answer", observed.people["rare"].id, {"text": "y"})],
        at=AT,
    )
    assert again[0].why == "no_gateway"
