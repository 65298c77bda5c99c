"""Somebody under observation comes back a second time: the count goes on from the later day, nobody is let go early."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from lianfang.core import masking
from lianfang.core.actor import system
from lianfang.response.observation import fortnight, operations
from lianfang.response.observation.models import Alert, Episode, Turn
from lianfang.response.observation.operations import Going
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.screening import operations as screening
from lianfang.response.screening.operations.reporting import Sighting
from lianfang.response.screening.operations.verifying import Answer
from tests.cast import AT

START = date(2020, 2, 8)
DAY = timedelta(days=1)


def begin(cast, person="twin_one", start=START):
    return operations.begin(by=cast["chen"], beginning=Beginning(cast.people[person].id, start), at=AT)


def confirm(cast, person, arrived, at=AT, companions=(), place="武汉"):
    """A committee worker verifies that somebody came back on a day."""
    sighting = Sighting(person=cast.people[person].id, place=place, arrived_on=arrived)
    report = screening.report(by=cast["chen"], sighting=sighting, at=at)
    mates = tuple(cast.people[name].id for name in companions)
    answer = Answer("confirmed", arrived_on=arrived, companions=mates)
    screening.verify(by=cast["chen"], report_id=report.id, answer=answer, at=at)


def test_a_second_return_counts_from_the_later_arrival(cast):
    first = begin(cast)
    confirm(cast, "twin_one", START + 4 * DAY, at=AT + 2 * DAY)
    first.refresh_from_db()
    assert (first.starts_on, first.last_day, first.counted_since) == (
        START + 4 * DAY,
        date(2020, 2, 26),
        START,
    )
    assert Turn.objects.get().by == cast["chen"].id


@pytest.mark.parametrize("arrived", [START, START - DAY])
def test_an_earlier_day_takes_nothing_away(cast, arrived):
    first = begin(cast)
    confirm(cast, "twin_one", arrived)
    first.refresh_from_db()
    assert first.starts_on == START
    assert not Turn.objects.exists()


def test_who_lives_with_somebody_who_came_later_is_counted_from_then(cast):
    begin(cast, "twin_two")
    confirm(cast, "twin_one", START + DAY, companions=["twin_two"])
    assert set(Episode.objects.values_list("starts_on", flat=True)) == {START + DAY}


def test_many_verified_in_the_evening_count_on_alike(cast):
    first = begin(cast)
    later = Beginning(first.person_id, START + DAY)
    assert operations.begin_many(by=system(cast.subdistrict.id), beginnings=[later, later], at=AT) == 0
    first.refresh_from_db()
    assert first.starts_on == START + DAY


def test_what_happens_within_the_minute_of_the_verification_is_written_down(cast):
    begun = AT.replace(second=40)
    one = Beginning(cast.people["rare"].id, START)
    episode = operations.begin(by=cast["chen"], beginning=one, at=begun)
    going = Going("hospital", "市公共卫生中心", begun.replace(second=0))
    operations.transfer(by=cast["chen"], episode_id=episode.id, going=going, at=begun + timedelta(minutes=2))
    episode.refresh_from_db()
    assert episode.state == "transferred"


def test_a_decision_written_down_by_the_desk_names_its_doctor(cast, sign_in):
    episode = begin(cast)
    typed = Typed(episode=episode.id, celsius=Decimal("38.1"))
    operations.record_reading(by=cast["chen"], typed=typed, at=AT)
    alert = Alert.objects.get()
    operations.acknowledge_alert(by=cast["chen"], alert_id=alert.id, at=AT)
    url, said = reverse("observation:step", args=[alert.id]), {"step": "decided", "decision": "watch"}
    with time_machine.travel(AT, tick=False):
        assert "请写明是哪位医生的意见" in sign_in("chen").post(url, said).text
        assert sign_in("doctor").post(url, said).status_code == 302


def test_all_empty_slots_are_given_one_reason_from_the_page_of_release(cast, sign_in):
    episode = begin(cast)
    url = reverse("observation:excuse", args=[episode.id])
    with time_machine.travel(AT + 3 * DAY, tick=False):
        client = sign_in("chen")
        assert "统一填写原因" in client.get(reverse("observation:release", args=[episode.id])).text
        done = client.post(url, {"slot": "all", "reason": "not_reached", "release": "1"})
        assert done.url == reverse("observation:release", args=[episode.id])
        empty = fortnight.strip_for(episode, AT + 3 * DAY).open_cells
    assert {cell.mark for cell in empty} == {"future"}


def test_three_generations_of_one_surname_are_told_apart():
    """On the household's own page everybody's name is masked, and a temperature belongs to one of them."""
    family = [
        ("欧阳靖宇", date(1985, 3, 1)),
        ("欧阳德福", date(1950, 1, 31)),
        ("上官婉清", date(1987, 2, 28)),
        ("欧阳小满", date(2017, 2, 11)),
        ("欧阳小圆", date(2017, 2, 11)),
        ("欧阳某某", None),
    ]
    assert masking.apart(family, AT.date()) == [
        "欧***（34岁）", "欧***（70岁）", "上***", "欧***（2岁） 1", "欧***（2岁） 2", "欧***",
    ]  # fmt: skip


def test_who_cannot_be_observed_at_home_is_to_be_taken_elsewhere(cast, sign_in):
    sighting = Sighting(person=cast.people["rare"].id, place="武汉", arrived_on=START)
    report = screening.report(by=cast["chen"], sighting=sighting, at=AT)
    answer = Answer("confirmed", arrived_on=START, can_stay_home=False)
    screening.verify(by=cast["chen"], report_id=report.id, answer=answer, at=AT)
    episode = Episode.objects.get()
    url = reverse("observation:episode", args=[episode.id])
    with time_machine.travel(AT, tick=False):
        client = sign_in("chen")
        assert "不具备居家观察条件：应转集中观察点" in client.get(url).text
        assert "不具备居家观察条件" in client.get(reverse("screening:report", args=[report.id])).text
        going = Going("central", "集中点", AT)
        operations.transfer(by=cast["chen"], episode_id=episode.id, going=going, at=AT)
        assert "不具备居家观察条件" not in client.get(url).text


@pytest.mark.parametrize(("asked", "last"), [(21, 29), (7, 15), (14, 22)])
def test_a_rule_that_names_its_days_is_counted_by_them(cast, asked, last):
    """The page of the report says until when; whoever confirms it gets that day, not an earlier or a later one."""
    screening.add_region(by=cast["commander"], at=AT, place="河南信阳", from_on=START, days=asked)
    confirm(cast, "twin_one", START, companions=["twin_two"], place="河南信阳")
    assert set(Episode.objects.values_list("last_day", flat=True)) == {date(2020, 2, last)}
    assert {one.days for one in Episode.objects.all()} == {asked}


def test_on_the_fifteenth_day_a_longer_rule_still_begins(cast):
    screening.add_region(by=cast["commander"], at=AT, place="河南信阳", from_on=START, days=21)
    confirm(cast, "twin_one", START, at=AT + 13 * DAY, place="河南信阳")
    assert Episode.objects.get().last_day == date(2020, 2, 29)


def test_a_contact_is_counted_as_long_as_the_policy_says(cast):
    screening.set_policy(by=cast["commander"], begins_on=START, hours_to_verify=24, contact_days=21, at=AT)
    sighting = Sighting(person=cast.people["rare"].id, last_contact_on=START)
    report = screening.report(by=cast["chen"], sighting=sighting, at=AT)
    answer = Answer("confirmed", last_contact_on=START)
    screening.verify(by=cast["chen"], report_id=report.id, answer=answer, at=AT)
    assert Episode.objects.get().last_day == date(2020, 2, 29)
