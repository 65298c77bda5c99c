"""Several senders at one instant: each sees what they may see, and a shared look-up is no shared sight."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lianfang.core import Actor
from lianfang.core.actor import Role
from lianfang.ledger.models import Entry
from lianfang.response.observation import operations, rights
from lianfang.response.observation.models import Alert, Episode, Reading
from lianfang.response.observation.operations import Going, Receiver
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.taking import Typed
from tests.cast import AT


@pytest.fixture
def episodes(cast):
    start = AT.date().replace(day=8)
    by = {"rare": "chen", "twin_one": "chen", "neighbour_b": "bao"}
    return {
        name: operations.begin(by=cast[who], beginning=Beginning(cast.people[name].id, start), at=AT)
        for name, who in by.items()
    }


def resident(cast, name):
    return Actor(None, "", Role.RESIDENT, cast.subdistrict.id, person=cast.people[name].id)


def test_sight_at_hand_is_the_sight_of_the_database(cast, episodes):
    rows = Episode.objects.of(cast.subdistrict.id)
    for actor in cast.actors.values():
        seen = set(Episode.objects.visible_to(actor))
        assert {one for one in rows if rights.sees(actor, one)} == seen, actor.role
    assert {rights.sees(resident(cast, "rare"), one) for one in rows} == {None}


def test_a_resident_reports_for_the_own_household_only(cast, episodes):
    own, strangers = episodes["rare"], episodes["twin_one"]
    typed = [
        Typed(client_id=key, episode=one.id, celsius=Decimal("36.5"))
        for key, one in (("a", own), ("b", strangers))
    ]
    receipts = operations.record_together(by=[resident(cast, "rare")] * 2, typed=typed, at=AT)
    assert [one.became for one in receipts] == ["new", "refused"]


def test_each_sender_keeps_the_own_readings_and_entry(cast, episodes):
    sent = [
        ("chen", "rare", "36.5"),
        ("bao", "neighbour_b", "38.8"),
        ("bao", "rare", "36.5"),
        ("chen", "twin_one", "36.6"),
    ]
    receipts = operations.record_together(
        by=[cast[who] for who, _name, _celsius in sent],
        typed=[
            Typed(client_id=f"{n}", episode=episodes[name].id, celsius=Decimal(celsius))
            for n, (_who, name, celsius) in enumerate(sent)
        ],
        at=AT,
    )
    assert [one.code or one.became for one in receipts] == ["new", "new", "observation.not_observed", "new"]
    assert sorted(Reading.objects.values_list("client_id", "by_name")) == [
        ("0", "陈干事"),
        ("1", "鲍干事"),
        ("3", "陈干事"),
    ]
    facts = {
        entry.actor_name: entry.facts for entry in Entry.objects.filter(event="observation.readings_recorded")
    }
    assert facts["陈干事"] == {"readings": 2, "abnormal": 0, "known": 0, "refused": 0}
    assert facts["鲍干事"] == {"readings": 1, "abnormal": 1, "known": 0, "refused": 1}
    opened = Entry.objects.get(event="observation.alert_opened")
    assert opened.actor_name == "鲍干事"


def test_an_id_counts_once_for_each_person(cast, episodes):
    typed = [
        Typed(client_id="x", episode=episodes[name].id, celsius=Decimal("36.5"))
        for name in ("rare", "twin_one", "rare")
    ]
    receipts = operations.record_together(by=[cast["chen"]] * 3, typed=typed, at=AT)
    assert [one.became for one in receipts] == ["new", "new", "known"]
    again = operations.record_readings(by=cast["chen"], typed=typed, at=AT + timedelta(hours=1))
    assert [one.became for one in again] == ["known"] * 3
    assert [one.reading for one in again] == [receipts[0].reading, receipts[1].reading, receipts[0].reading]
    assert Reading.objects.count() == 2


def test_a_retry_after_the_observation_began_anew_counts_once(cast, episodes):
    episode, person = episodes["rare"], cast.people["rare"]
    first = Typed(client_id="x", episode=episode.id, celsius=Decimal("36.5"))
    [told] = operations.record_readings(by=cast["chen"], typed=[first], at=AT)
    later = AT + timedelta(hours=1)
    receiver = Receiver("乙街道", "021-00000001", later)
    operations.hand_over(by=cast["chen"], episode_id=episode.id, receiver=receiver, at=later)
    operations.begin(by=cast["chen"], beginning=Beginning(person.id, later.date()), at=later)
    again = Typed(client_id="x", person=person.id, celsius=Decimal("36.5"))
    [known] = operations.record_readings(by=cast["chen"], typed=[again], at=later + timedelta(hours=1))
    assert (known.became, known.reading) == ("known", told.reading)


def taken(cast, episode, at, **said):
    typed = Typed(episode=episode.id, **{"celsius": Decimal("36.5")} | said)
    [receipt] = operations.record_readings(by=cast["chen"], typed=[typed], at=at)
    return receipt


def test_readings_of_somebody_at_the_hospital_are_taken_late_ones_from_before_too(cast, episodes):
    away, episode = AT + timedelta(days=1, hours=5), episodes["rare"]
    going = Going("hospital", "市公共卫生中心", away)
    operations.transfer(by=cast["doctor"], episode_id=episode.id, going=going, at=away)
    evening = away + timedelta(hours=4)
    assert taken(cast, episode, evening, taken_at=AT + timedelta(days=1)).became == "new"
    assert taken(cast, episode, evening, taken_at=evening, celsius=Decimal("36.9")).became == "new"
    assert list(Reading.objects.order_by("id").values_list("is_late", flat=True)) == [True, False]
    by_person = Typed(person=episode.person_id, celsius=Decimal("36.5"))
    assert operations.record_reading(by=cast["chen"], typed=by_person, at=evening).episode_id == episode.id


def test_after_the_end_only_a_plain_value_from_before_it_is_added(cast, episodes):
    end = AT + timedelta(days=1)
    episode = episodes["rare"]
    receiver = Receiver("乙街道", "021-00000001", end)
    operations.hand_over(by=cast["chen"], episode_id=episode.id, receiver=receiver, at=end)
    late = end + timedelta(hours=2)
    assert taken(cast, episode, late, taken_at=AT).became == "new"
    assert taken(cast, episode, late, slot_day=AT.date(), slot="pm").became == "new"
    assert set(Reading.objects.values_list("is_late", flat=True)) == {True}
    for said in (
        {},
        {"taken_at": late},
        {"taken_at": AT, "celsius": Decimal("38.2")},
        {"slot_day": end.date(), "slot": "pm"},
    ):
        assert taken(cast, episode, late, **said).code == "observation.over"
    assert not Alert.objects.exists()
    withdrawn = episodes["twin_one"]
    operations.withdraw(by=cast["chen"], episode_id=withdrawn.id, why="记错人", at=end)
    assert taken(cast, withdrawn, late, taken_at=AT).code == "observation.over"


def test_an_extension_leaves_the_days_before_it_counted(cast, episodes):
    at, episode = AT + timedelta(days=4), episodes["rare"]
    operations.extend(by=cast["chen"], episode_id=episode.id, last_contact_on=at.date(), source="流调", at=at)
    assert taken(cast, episode, at, taken_at=AT).became == "new"
