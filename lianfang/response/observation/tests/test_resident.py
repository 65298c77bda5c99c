"""居民自报: the household's own page, as somebody with an old phone and no account meets it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import clock
from lianfang.registry.accounts import operations as accounts
from lianfang.response.observation import operations
from lianfang.response.observation.models import Alert, Reading
from lianfang.response.observation.operations import NewHome
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.screening.rules import read_celsius
from tests.cast import AT

START = date(2020, 2, 8)
MINE = reverse("observation:mine")
DAY = "2020-02-10"


@pytest.fixture(autouse=True)
def _story():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def twins(cast):
    """Two brothers of one household under observation, the link being the first one's."""
    keys = [cast.people[name].id for name in ("twin_one", "twin_two")]
    begun = [operations.begin(by=cast["chen"], beginning=Beginning(key, START), at=AT) for key in keys]
    return begun


@pytest.fixture
def phone(cast, twins):
    """A phone that opened the printed slip."""
    return opened(cast, Client())


def opened(cast, client):
    person, until = cast.people["twin_one"].id, AT.replace(year=2021)
    path = accounts.give_slip(by=cast["chen"], person=person, until=until, at=AT)
    assert client.post(path + "enter/").status_code == 302
    return client


def filled(episode, celsius="36.5", client_id="a", slot=f"{DAY} am", **more):
    p = episode.id.hex
    return {f"{p}-celsius": celsius, f"{p}-client_id": client_id, f"{p}-slot": slot} | {
        f"{p}-{name}": value for name, value in more.items()
    }


def test_the_page_asks_for_the_household_by_masked_names(phone):
    shown = phone.get("/").text
    assert shown.count("欧**") >= 2
    assert "欧阳" not in shown
    assert "上午" in shown
    assert "021-00000000" in shown


def move(cast, *episodes):
    to = NewHome("乙路10弄9号", AT, committee=cast.b.committee.id)
    for one in episodes:
        operations.move_house(by=cast["duty"], episode_id=one.id, to=to, at=AT)


def names_on(client):
    return [one.episode.person.name for one in client.get("/").context["members"]]


def test_who_moved_away_reports_for_the_new_home_only(cast, phone, twins):
    """The slip on the old door asks for who is still there, the moved one's own link for nobody else."""
    move(cast, twins[1])
    assert names_on(phone) == ["欧阳晨"]
    own = accounts.invite(by=cast["duty"], person=twins[1].person_id, at=AT)
    away = Client()
    away.post(own + "enter/")
    assert names_on(away) == ["欧阳辰"]
    assert away.post(MINE, filled(twins[0])).status_code == 400
    assert not Reading.objects.exists()


def test_who_moved_together_stays_together(cast, phone, twins):
    move(cast, *twins)
    assert names_on(phone) == ["欧阳晨", "欧阳辰"]


def test_whoever_came_by_a_link_is_never_sent_to_a_desk_they_do_not_have(phone, db):
    lost = phone.get("/nowhere/")
    assert lost.status_code == 404
    assert "回到我的页面" in lost.text
    stranger = Client().get("/nowhere/").text
    assert "请重新打开完整的链接" in stranger
    assert "岗位" not in stranger


def test_both_are_sent_at_once_and_thanked_with_the_next_time(phone, twins):
    sent = filled(twins[0]) | filled(twins[1], "３６。８", "b")
    thanks = phone.post(MINE, sent, follow=True).text
    assert sorted(Reading.objects.values_list("celsius", "channel", "slot")) == [
        (Decimal("36.5"), "self", "am"),
        (Decimal("36.8"), "self", "am"),
    ]
    assert "已收到" in thanks
    assert "13:00" in thanks


def test_a_retry_of_the_same_form_counts_once(phone, twins):
    for _again in range(3):
        assert phone.post(MINE, filled(twins[0])).status_code == 302
    assert Reading.objects.count() == 1


def test_the_pages_script_is_told_where_to_go(phone, twins):
    answer = phone.post(MINE, filled(twins[0]), headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.json() == {"next": MINE}


def test_a_correction_is_a_new_reading_that_supersedes(phone, twins):
    phone.post(MINE, filled(twins[0], "38.5"))
    assert "38.5" in phone.get(MINE, {"correct": twins[0].id.hex}).text
    with time_machine.travel(AT + timedelta(minutes=1), tick=False):
        phone.post(MINE, filled(twins[0], "36.5", "b"))
    first, second = Reading.objects.order_by("received_at")
    assert second.supersedes_id == first.id
    assert Alert.objects.count() == 1, "what was said stays with those who look into it"


def test_measured_again_stands_beside_the_first(phone, twins):
    phone.post(MINE, filled(twins[0], "38.5"))
    phone.post(MINE, filled(twins[0], "36.5", "b") | {"again": twins[0].id.hex})
    assert set(Reading.objects.values_list("supersedes", flat=True)) == {None}


def test_a_value_by_staff_is_not_corrected_from_outside(phone, twins, cast):
    typed = Typed(episode=twins[0].id, celsius=Decimal("38.2"))
    operations.record_reading(by=cast["chen"], typed=typed, at=AT)
    assert "改正" not in phone.get(MINE).text
    phone.post(MINE, filled(twins[0], "36.5"))
    assert Reading.objects.get(channel="self").supersedes_id is None


def test_an_abnormal_value_is_answered_calmly_and_is_on_the_desk(phone, twins):
    said = phone.post(MINE, filled(twins[0], "37.6"), follow=True).text
    assert Alert.objects.get().episode_id == twins[0].id
    assert "值班室已经看到" in said
    assert "120" in said
    assert "疑似" not in said
    assert "患者" not in said


def test_a_symptom_alone_is_a_report(phone, twins):
    phone.post(MINE, filled(twins[0], "", symptoms="cough"))
    assert Reading.objects.get().is_abnormal


@pytest.mark.parametrize("celsius", ["57", "abc", "3", "", "999999999999", "-36.5"])
def test_what_is_no_temperature_keeps_nothing_of_anybody(phone, twins, celsius):
    answer = phone.post(MINE, filled(twins[1], client_id="b") | filled(twins[0], celsius))
    assert Reading.objects.count() == (1 if celsius == "" else 0)
    assert answer.status_code == (302 if celsius == "" else 400)


def test_before_the_first_slot_the_page_says_when(phone, twins):
    with time_machine.travel(clock.at_local(date(2020, 2, 10), 5), tick=False):
        shown = phone.get(MINE).text
        assert "06:00" in shown
        assert "<form" in shown
        assert "celsius" not in shown
        assert phone.post(MINE, filled(twins[0])).status_code == 409


def test_a_form_shown_in_the_morning_and_sent_after_noon_is_kept_as_late(phone, twins):
    with time_machine.travel(clock.at_local(date(2020, 2, 10), 13, 20), tick=False):
        assert phone.post(MINE, filled(twins[0])).status_code == 302
    reading = Reading.objects.get()
    assert (reading.slot, reading.is_late) == ("am", True)


def test_a_form_of_days_ago_is_refused(phone, twins):
    with time_machine.travel(AT + timedelta(days=3), tick=False):
        assert phone.post(MINE, filled(twins[0])).status_code == 409
    assert not Reading.objects.exists()


def test_an_ended_observation_thanks_and_ends(phone, twins, cast):
    for one in twins:
        one.state, one.closed_at = "released", AT
        one.save()
    shown = phone.get(MINE).text
    assert "已经结束" in shown
    assert "celsius" not in shown


def test_past_the_last_day_it_waits_for_the_notice(phone, twins):
    with time_machine.travel(AT + timedelta(days=13), tick=False):
        shown = phone.get(MINE).text
    assert "解除告知单" in shown
    assert "还没到填报时间" not in shown


def test_nobody_elses_household_can_be_filled(phone, cast):
    other = operations.begin(by=cast["chen"], beginning=Beginning(cast.people["rare"].id, START), at=AT)
    assert phone.post(MINE, filled(other)).status_code == 400
    assert not Reading.objects.exists()


def test_without_a_visit_the_page_names_the_phone(client):
    for answer in (client.get(MINE), client.post(MINE, {"x": "1"})):
        assert answer.status_code == 410
        assert "链接已失效" in answer.text


def test_a_slip_opens_on_three_phones_and_again_on_each(cast, twins):
    until = AT + timedelta(days=14)
    path = accounts.give_slip(by=cast["chen"], person=twins[0].person_id, until=until, at=AT)
    phones = [Client() for _each in range(4)]
    assert [one.post(path + "enter/").status_code for one in phones] == [302, 302, 302, 410]
    assert phones[0].get(path).status_code == 302, "the same paper leads straight on"
    with time_machine.travel(AT + timedelta(days=11), tick=False):
        assert "欧**" in phones[1].get("/").text
    with time_machine.travel(AT + timedelta(days=15), tick=False):
        assert phones[1].get(MINE).status_code == 410


def test_the_slip_is_printed_with_a_code_and_no_full_name(sign_in, twins):
    answer = sign_in("chen").post(reverse("observation:slip", args=[twins[0].id]))
    assert "<svg" in answer.text
    assert "欧**" in answer.text
    assert "欧阳" not in answer.text
    assert sign_in("bao").post(reverse("observation:slip", args=[twins[0].id])).status_code == 404


def test_english_and_large_type_are_one_tap(phone, twins):
    phone.post(reverse("language"), {"language": "en", "next": "/"})
    phone.post(reverse("accounts:type_size"), {"next": "//elsewhere.example/"})
    shown = phone.get("/").text
    assert "Temperature now" in shown
    assert 'class="large"' in shown


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("36.5", "36.5"),
        ("365", "36.5"),
        ("３６．５", "36.5"),
        ("36。5℃", "36.5"),
        ("36,5 度", "36.5"),
        ("37", "37"),
    ],
)
def test_temperatures_are_read_as_people_type_them(typed, meant):
    assert read_celsius(typed) == meant


@given(st.text(max_size=20))
def test_whatever_is_typed_is_read_without_a_fault(typed):
    assert read_celsius(read_celsius(typed)) == read_celsius(typed) or len(typed) > 2
