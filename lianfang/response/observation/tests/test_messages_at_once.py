"""Messages of one moment come to what they would come to one after the other; none suffers for another."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import clock
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.response.calls.models import Need
from lianfang.response.messages import operations as messages
from lianfang.response.messages.models import Correspondent, Delivery, Incoming, Message, OptOut
from lianfang.response.messages.operations import Arrived
from lianfang.response.messages.operations.replying import ANSWERS_AN_HOUR
from lianfang.response.messages.tests.making import OTHER, PHONE, give_number, open_way
from lianfang.response.observation import operations
from lianfang.response.observation.models import Alert, Reading
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.tips.models import Tip
from tests.cast import AT
from tests.house.test_fuzz import often

NOBODYS, FOREIGN, NEIGHBOUR = "13776501499", "13776501484", "13776501485"
SENDERS = [
    *(("sms", number) for number in (PHONE, OTHER, FOREIGN, NEIGHBOUR, NOBODYS)),
    ("wechat", "o-tied"),
    ("wechat", "o-unknown"),
]
TEXTS = [
    "36.5", "36.8", "38.2 咳嗽", "发烧了", "更正36.7", "昨天下午36.6", "前天下午36.6", "下午36.6", "退订", "恢复",
    "平安", "谢谢", "什么时候解除", "欧阳晨36.5，欧阳辰36.7", "my temperature is 36.5",
    "举报：甲路10弄1号101室有人从武汉回来",
]  # fmt: skip
ARRIVED = st.lists(
    st.builds(
        lambda sender, text, key, late: Arrived(*sender, text, f"m{key}", AT - timedelta(hours=late)),
        st.sampled_from(SENDERS),
        st.sampled_from(TEXTS),
        st.integers(0, 15),
        st.sampled_from([0, 0, 0, 7]),
    ),
    max_size=12,
)


@pytest.fixture
def street(cast):
    """Twins who share a number, a woman, a foreigner since today; a neighbour and strangers not under observation."""
    home, today = cast.subdistrict.id, clock.day_of(AT)
    since = {"twin_one": 3, "twin_two": 3, "rare": 2, "foreigner": 0}
    for name, days in since.items():
        start = today - timedelta(days=days)
        beginning = Beginning(cast.people[name].id, start, begun_at=AT - timedelta(hours=9))
        operations.begin_many(by=system(home), beginnings=[beginning], at=AT - timedelta(hours=9))
    numbers = {"rare": PHONE, "twin_one": OTHER, "twin_two": OTHER, "foreigner": FOREIGN}
    for name, number in {**numbers, "neighbour_b": NEIGHBOUR}.items():
        give_number(cast.people[name], number)
    open_way(home)
    _receive_all(cast, [Arrived("wechat", "o-tied", "什么时候解除", "before", AT)])
    Correspondent.objects.filter(kind="wechat").update(person=cast.people["rare"])
    return cast


def _receive_all(cast, arrived):
    return messages.receive_many(by=system(cast.subdistrict.id), arrived=arrived, at=AT)


def _one_by_one(cast, arrived):
    return [messages.receive(by=system(cast.subdistrict.id), arrived=one, at=AT) for one in arrived]


def _came_to(receive, cast, arrived):
    """What is stored after these were received, and the ids of what was returned; then as if nothing had been."""
    with transaction.atomic():
        returned = [(one.kind, one.external_id, one.state) for one in receive(cast, arrived)]
        stored = _stored()
        transaction.set_rollback(True)
    return returned, stored


def _stored():
    """Every row that messages make, without the keys that are drawn."""
    keys = {one.id.hex: one.external_id for one in Incoming.objects.all()}
    replies = {one.id: one.key for one in Message.objects.all()}
    rows = [("incoming", *_incoming(one), replies.get(one.reply)) for one in Incoming.objects.all()]
    rows += [("message", *_message(one)) for one in Message.objects.all()]
    rows += [("reading", *_reading(one)) for one in Reading.objects.select_related("supersedes")]
    for model, names in (
        (Alert, ("episode_id", "reading__client_id", "kind", "state", "steps__kind")),
        (Need, ("purpose", "person_id", "rank", "state", "asked_by_name")),
        (OptOut, ("kind", "masked", "since", "ended_at")),
        (Correspondent, ("kind", "masked", "person_id", "language", "heard_at")),
        (Delivery, ("message__key", "number", "step", "by_name")),
        (Tip, ("what", "client_id", "sender")),
    ):
        rows += [(model.__name__, *row) for row in model.objects.values_list(*names)]
    rows += [("entry", *_entry(one)) for one in Entry.objects.all()]
    named = (re.sub("[0-9a-f]{32}", lambda found: keys.get(found[0], "drawn"), repr(row)) for row in rows)
    return sorted(named)


def _incoming(one):
    home = (one.person_id, one.household_id, one.committee_id)
    what = (one.body, one.meaning, one.meant, one.language, one.state, one.reason)
    return (one.kind, one.external_id, *home, *what, one.is_urgent, one.settled_at, one.sent_at)


def _message(one):
    # What answers a tip tells its code, which is drawn.
    body = "" if one.code == "tip_received" else one.body
    return (
        one.key,
        one.code,
        one.kind,
        one.address,
        one.person_id,
        one.committee_id,
        one.state,
        one.why,
        body,
    )


def _reading(one):
    before = one.supersedes.client_id if one.supersedes else ""
    what = (one.celsius, one.symptoms, one.is_abnormal, one.is_late, one.channel)
    return (one.client_id, one.episode_id, one.slot_day, one.slot, *what, before)


def _entry(one):
    facts = {key: value for key, value in one.facts.items() if key not in ("incoming", "episode")}
    return (one.event, one.role, one.actor_name, one.about_kind, one.person, one.committee, one.reason, facts)


@often(30)
@given(arrived=ARRIVED)
def test_at_once_comes_to_what_one_after_the_other_does(street, arrived):
    assert _came_to(_receive_all, street, arrived) == _came_to(_one_by_one, street, arrived)


def test_the_later_of_one_household_finds_what_the_earlier_did(street):
    sent = [("m1", "36.5"), ("m2", "更正36.7"), ("m1", "38.9")]
    first, second, again = _receive_all(street, [Arrived("sms", PHONE, text, key, AT) for key, text in sent])
    assert first.id == again.id != second.id
    corrected = Reading.objects.get(client_id__startswith=f"message {second.id.hex}")
    assert corrected.supersedes.client_id.startswith(f"message {first.id.hex}")
    assert Reading.objects.count() == 2


def test_what_the_record_refuses_goes_to_a_person_and_the_others_stand(street):
    """前天 is before the foreigner's observation; of that message nothing counts, of the others everything."""
    sent = [(FOREIGN, "36.5，前天下午36.6"), (PHONE, "36.5"), (OTHER, "欧阳晨36.5，欧阳辰38.2")]
    refused, *others = _receive_all(
        street, [Arrived("sms", number, text, number, AT) for number, text in sent]
    )
    assert (refused.state, refused.reason) == (Incoming.State.NEW, "observation.reading_before")
    assert [one.state for one in others] == [Incoming.State.UNDERSTOOD] * 2
    assert Reading.objects.filter(episode__person=street.people["foreigner"]).count() == 0
    assert (Reading.objects.count(), Alert.objects.count()) == (3, 1)


def test_a_number_is_answered_so_often_an_hour_and_no_more(street):
    flood = [Arrived("sms", NOBODYS, "什么时候解除", f"m{n}", AT) for n in range(ANSWERS_AN_HOUR + 3)]
    came = _receive_all(street, flood)
    assert [one.reply is not None for one in came] == [True] * ANSWERS_AN_HOUR + [False] * 3
    assert {one.state for one in came} == {Incoming.State.NEW}


def test_many_take_hardly_more_statements_than_one(street):
    one = [Arrived("sms", PHONE, "36.5", "m1", AT)]
    more = [*one, *(Arrived("sms", number, "36.5", number, AT) for number in (FOREIGN, NEIGHBOUR))]

    def statements(arrived):
        with transaction.atomic(), CaptureQueriesContext(connection) as told:
            _receive_all(street, arrived)
            transaction.set_rollback(True)
        return len(told)

    # What somebody reports who is not observed is for a person: a second kind of answer.
    assert statements(more) <= statements(one) + 4


def test_a_message_in_the_same_words_by_two_ways_is_two(street):
    one = Arrived("sms", PHONE, "平安", "same", AT)
    came = _receive_all(street, [one, replace(one, kind="wechat", sender="o-unknown")])
    assert len({incoming.id for incoming in came}) == 2
