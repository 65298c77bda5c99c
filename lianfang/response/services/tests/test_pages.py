"""The pages of services as people use them."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from lianfang.registry.accounts import operations as accounts
from lianfang.response.services import operations, selectors
from lianfang.response.services.models import Errand, Payment
from lianfang.response.services.operations import Helper
from lianfang.response.services.rules import State
from lianfang.response.services.tests.given import errand
from tests.cast import AT


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def household(cast):
    """A phone that came in by the link of the rare name's household."""
    path = accounts.invite(by=cast["chen"], person=cast.people["rare"].id, at=AT)
    client = Client()
    assert client.post(path + "enter/").status_code == 302
    return client


def test_a_household_asks_on_its_page_and_says_that_it_came(cast, household, sign_in):
    page = reverse("services:own")
    asked = {"kind": "shopping", "text": "青菜两斤", "client_id": "c9"}
    assert household.post(page, asked).status_code == 302
    household.post(page, asked)
    one = Errand.objects.get()
    chen = sign_in("chen")
    assert "代购" in chen.get(reverse("services:index")).text
    chen.post(reverse("services:step", args=[one.id]), {"move": "done"})
    assert "已收到，谢谢您" in household.get(page).text
    household.post(reverse("services:own_step", args=[one.id]), {"move": "confirmed"})
    assert Errand.objects.get().state == State.CONFIRMED


def test_a_household_does_not_reach_the_neighbours_errand(cast, household):
    other = errand(cast, cast.b)
    assert (
        household.post(reverse("services:own_step", args=[other.id]), {"move": "withdrawn"}).status_code
        == 404
    )


def test_what_is_said_wrongly_on_the_page_is_told_and_nothing_kept(household):
    answer = household.post(reverse("services:own"), {"kind": "poison", "client_id": "c"})
    assert answer.status_code == 400
    assert not Errand.objects.exists()


def test_the_list_narrows_and_gives_what_is_ticked(cast, sign_in):
    one, two = errand(cast, client_id="1"), errand(cast, client_id="2", kind="medicine")
    chen, page = sign_in("chen"), reverse("services:index")
    assert "配药送药" in chen.get(page).text
    assert str(two.id) not in chen.get(page, {"kind": "shopping"}).text
    sent = {"errand": [str(one.id), str(two.id), "x"], "name": "热心人"}
    chen.post(reverse("services:assign_many"), sent)
    assert set(Errand.objects.values_list("helper_name", flat=True)) == {"热心人"}
    assert "经办人" in chen.post(reverse("services:assign_many"), {"errand": [str(one.id)]}, follow=True).text


def test_money_is_noted_with_its_receipt(cast, sign_in):
    one, chen = errand(cast), sign_in("chen")
    chen.post(reverse("services:assign", args=[one.id]), {"user": str(cast["chen"].id)})
    photo = BytesIO(b"\xff\xd8\xff\xda\x00\x02x\xff\xd9")
    photo.name = "receipt.jpg"
    sent = {"kind": "advanced", "amount": "36.5", "way": "wechat", "receipt": photo}
    assert chen.post(reverse("services:pay", args=[one.id]), sent).status_code == 302
    assert "36.50" in chen.get(reverse("services:errand", args=[one.id])).text
    seen = chen.get(reverse("services:receipt", args=[Payment.objects.get().id]))
    assert seen.headers["Content-Type"] == "image/jpeg"
    wrong = chen.post(reverse("services:pay", args=[one.id]), {**sent, "amount": "三块", "receipt": ""})
    assert wrong.status_code == 400
    assert "不是有效金额" in wrong.text


def test_a_volunteer_sees_doors_in_hand_and_no_full_name(cast, sign_in):
    one = errand(cast)
    operations.assign(by=cast["chen"], errand_id=one.id, helper=Helper(cast["caller"].id), at=AT)
    caller = sign_in("caller")
    page = caller.get(reverse("services:mine")).text
    assert "甲路10弄1号101室" in page
    assert one.person.name not in page
    assert caller.post(reverse("services:step", args=[one.id]), {"move": "done"}).url == reverse(
        "services:mine"
    )
    assert "甲路10弄1号101室" not in caller.get(reverse("services:mine")).text
    caller.post(reverse("services:take_back", args=[one.id]))
    assert Errand.objects.get().state == State.ASSIGNED


def test_the_printed_list_has_the_helpers_doors_only(cast, sign_in):
    one = errand(cast, client_id="1", kind="rubbish")
    operations.assign(by=cast["chen"], errand_id=one.id, helper=Helper(name="热心人"), at=AT)
    chen, page = sign_in("chen"), reverse("services:day_list")
    assert "101室" in chen.get(page, {"helper": "热心人"}).text
    assert "101室" not in chen.get(page, {"helper": "别人"}).text
    assert "101室" not in chen.get(page).text


def test_the_export_masks_names_and_has_the_money(cast, sign_in):
    one = errand(cast)
    book = load_workbook(BytesIO(sign_in("chen").get(reverse("services:export")).content))
    lines = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert lines[2][0] == one.person.name[0] + "*" * (len(one.person.name) - 1)
    assert lines[2][3] == "代购"
    assert lines[2][11] == "0.00"


def test_the_persons_page_shows_what_is_being_done(cast, sign_in):
    one = errand(cast)
    page = sign_in("chen").get(reverse("people:person", args=[one.person_id])).text
    assert reverse("services:errand", args=[one.id]) in page
    assert reverse("services:ask", args=[one.person_id]) in page


def test_today_names_what_is_late_and_what_nobody_has(cast):
    errand(cast)
    piles = {pile.title: pile.count for pile in selectors.waiting(cast["chen"], AT)}
    assert piles["尚无人认领的服务"] == 1
    later = AT.replace(day=12)
    assert {pile.title: pile.count for pile in selectors.waiting(cast["chen"], later)}["已超时的服务"] == 1
    assert selectors.waiting(cast["bao"], later)[1].count == 0


def test_kinds_are_changed_by_the_command_post(cast, sign_in):
    page = reverse("services:kinds")
    sent = {"code": "care", "zh": "关心关怀", "hours": "6", "begins_on": "2020-02-10", "weekdays": ["1"]}
    assert sign_in("chen").post(page, sent).status_code == 400
    assert sign_in("commander").post(page, sent).status_code == 302
    text = sign_in("chen").get(page).text
    assert re.search(r"关心关怀.*?>6<", text, re.S)


def test_what_repeats_is_begun_and_ended_on_the_persons_page(cast, sign_in):
    person, chen = cast.people["rare"], sign_in("chen")
    sent = {"kind": "shopping", "weekdays": ["1", "4"], "until_on": "2020-02-20"}
    chen.post(reverse("services:begin_series", args=[person.id]), sent)
    [series] = selectors.series_of(cast["chen"], person)
    assert "周一 周四" in chen.get(reverse("services:ask", args=[person.id])).text
    chen.post(reverse("services:end_series", args=[series.id]))
    assert selectors.series_of(cast["chen"], person) == []


def test_a_tower_that_is_its_whole_compound_is_named_once(cast, sign_in):
    one = errand(cast)
    building = one.person.building
    building.compound.name = "望潮路87号"
    building.compound.save()
    building.number = building.unit = building.block = ""
    building.save()
    shown = sign_in("chen").get(reverse("services:index")).text
    assert "望潮路87号" in shown
    assert "望潮路87号望潮路87号" not in shown


def test_a_helper_is_paid_back_after_the_household_has_what_was_bought(cast, household, sign_in):
    household.post(reverse("services:own"), {"kind": "shopping", "text": "青菜两斤", "client_id": "c9"})
    one, page = Errand.objects.get(), reverse("services:mine")
    operations.assign(by=cast["chen"], errand_id=one.id, helper=Helper(cast.users["caller"].id), at=AT)
    caller = sign_in("caller")
    laid = {"kind": "advanced", "amount": "36.5", "way": "wechat", "client_id": "p1", "from": "mine"}
    caller.post(reverse("services:pay", args=[one.id]), laid)
    caller.post(reverse("services:step", args=[one.id]), {"move": "done", "from": "mine"})
    confirmed = reverse("services:own_step", args=[one.id])
    assert household.post(confirmed, {"move": "confirmed"}).status_code == 302
    with time_machine.travel(AT + timedelta(days=2), tick=False):
        caller = sign_in("caller")
        assert 'value="36.50"' in caller.get(page).text
        back = {"kind": "paid_back", "amount": "36.50", "way": "wechat", "client_id": "p2", "from": "mine"}
        assert caller.post(reverse("services:pay", args=[one.id]), back).status_code == 302
        assert 'value="36.50"' not in caller.get(page).text
    assert selectors.owed_by(cast["chen"], [one]) == {}
