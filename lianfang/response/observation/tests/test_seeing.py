"""Daily look-ins and protocols as data: who is to be seen at the door, who is rung early, what the form keeps."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from lianfang.core import clock
from lianfang.response.observation import operations
from lianfang.response.observation.models import Protocol, Reading
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.observation.selectors import calling
from lianfang.response.visits.models import Request
from lianfang.response.visits.rules import Kind
from tests.cast import AT

NINE = clock.at_local(date(2020, 2, 11), 9)


@pytest.fixture
def protocol(cast):
    return operations.add_protocol(
        by=cast["commander"], at=AT, name="每日见面", begins_on=date(2020, 2, 1), seen_daily="silent"
    )


@pytest.fixture
def at_home(cast, protocol):
    begun = [cast.people["twin_one"], cast.people["twin_two"], cast.people["rare"]]
    return [
        operations.begin(by=cast["chen"], beginning=Beginning(one.id, date(2020, 2, 8)), at=AT)
        for one in begun
    ]


def asked():
    return Request.objects.filter(kind=Kind.DAILY)


def report(cast, episode, at):
    typed = Typed(episode=episode.id, celsius=Decimal("36.5"), taken_at=at, channel=Reading.Channel.SELF)
    operations.record_reading(by=cast["chen"], typed=typed, at=at)


def test_each_silent_household_is_seen_once_a_day(cast, at_home):
    assert operations.ask_daily_visits(by=cast["commander"], at=NINE) == 2
    assert operations.ask_daily_visits(by=cast["commander"], at=NINE + timedelta(hours=1)) == 0
    assert asked().count() == 2


def test_one_report_of_the_household_spares_it_the_visit(cast, at_home):
    report(cast, at_home[0], NINE - timedelta(minutes=30))
    operations.ask_daily_visits(by=cast["commander"], at=NINE)
    assert [one.person_id for one in asked()] == [cast.people["rare"].id]


def test_nobody_is_asked_for_at_night_or_under_a_protocol_without(cast, at_home, protocol):
    assert operations.ask_daily_visits(by=cast["commander"], at=clock.at_local(date(2020, 2, 11), 22)) == 0
    Protocol.objects.update(seen_daily=Protocol.SeenDaily.NOBODY)
    assert operations.ask_daily_visits(by=cast["commander"], at=NINE) == 0


def test_whoever_never_reports_is_rung_from_the_opening_unless_somebody_looks_in(cast, at_home):
    def wanted():
        return {one.about_id for one in calling.wanted(cast["duty"], NINE)}

    rows = {one.id for one in at_home}
    Reading.objects.all().delete()
    early = wanted()
    assert early == rows
    operations.ask_daily_visits(by=cast["commander"], at=NINE)
    missed_yesterday = {one.about_id for one in calling.wanted(cast["duty"], NINE) if one.missed}
    assert wanted() == missed_yesterday


def test_a_protocol_is_entered_with_its_windows_and_limits(cast, sign_in):
    wanted = {
        "name": "三次", "begins_on": "2020-02-11", "days": "14", "threshold": "37.3", "inclusive": "on",
        "retest_minutes": "5", "release": "midnight", "symptoms": ["fever"], "seen_daily": "everybody",
        "am_from": "06:00", "am_to": "10:30", "am_closes": "12:00",
        "pm_from": "13:00", "pm_to": "16:30", "pm_closes": "20:00",
        "night_from": "20:00", "night_to": "22:00", "night_closes": "23:59",
        "by_forehead": "37.2",
    }  # fmt: skip
    with time_machine.travel(AT, tick=False):
        assert sign_in("commander").post(reverse("observation:protocols"), wanted).status_code == 302
        page = sign_in("commander").get(reverse("observation:protocols")).content.decode()
    made = Protocol.objects.get(name="三次")
    assert [slot.code for slot in made.terms.slots] == ["am", "pm", "night"]
    assert made.terms.slots[2].closes == 24 * 60
    assert made.terms.limit("forehead") == Decimal("37.2")
    assert made.seen_daily == "everybody"
    assert "每一户" in page
    assert "37.2" in page


def test_half_a_window_comes_back_with_words(sign_in):
    with time_machine.travel(AT, tick=False):
        answer = sign_in("commander").post(
            reverse("observation:protocols"), {"name": "半", "am_from": "06:00"}
        )
    assert answer.status_code == 400
    assert "三个时间" in answer.content.decode()
