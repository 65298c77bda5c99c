"""The pages of tips: open to the whole world in front, closed behind."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lianfang.core import ids, tenant
from lianfang.core.models import Subdistrict
from lianfang.ledger.models import Entry
from lianfang.response.tips import codes
from lianfang.response.tips.models import Tip, Tipster
from lianfang.response.tips.rules import State
from lianfang.response.tips.tests.given import PHONE, tip
from tests.cast import AT

SENT = {"client_id": "c1", "kind": "returned", "where": "甲路10弄1号101室", "what": "有人拖着箱子回来"}
MARKS = ["👨‍👩‍👧", "\u202eevil", "钱\x01多", "=1+1", "<b>钱</b>", "\ufffd", "الاسم", "\x00"]


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def url(cast):
    return reverse("tips:tell", args=[cast.subdistrict.code])


def test_a_neighbour_tells_gets_a_code_and_asks_how_far_it_is(cast, client, url):
    answer = client.post(url, {**SENT, "contact": PHONE})
    page = client.get(answer.url).text
    one = Tip.objects.get()
    assert codes.code_of(one.id) in page
    asked = client.post(reverse("tips:status", args=[cast.subdistrict.code]), {"code": codes.code_of(one.id)})
    assert "已收到，核查中" in asked.text
    assert "101室" not in asked.text
    assert Tipster.objects.get().contact == PHONE


def test_the_page_speaks_english(client, url):
    client.post(reverse("language"), {"language": "en", "next": url})
    assert "Tell us what you saw" in client.get(url).text


def test_a_stranger_cannot_read_anothers_code(cast, client):
    one = tip(cast)
    wrong = reverse("tips:told", args=[cast.subdistrict.code, one.id, "x" * 43])
    assert client.get(wrong).status_code == 404
    asked = client.post(reverse("tips:status", args=[cast.subdistrict.code]), {"code": "AAAA-BBBB-CCCC"})
    assert asked.status_code == 404


def test_what_a_program_fills_in_is_forgotten(client, url):
    assert client.post(url, {**SENT, "website": "http://x"}).status_code == 302
    assert not Tip.objects.exists()


@pytest.mark.parametrize("name", ["client_id", "where", "what", "named", "from_place", "contact", "kind"])
def test_ten_thousand_characters_are_refused_in_place(client, url, name):
    assert client.post(url, {**SENT, name: "钱" * 10_000}).status_code == 400
    assert not Tip.objects.exists()


@pytest.mark.parametrize("mark", MARKS)
def test_strange_characters_are_kept_or_refused_and_every_page_still_opens(cast, client, url, mark, sign_in):
    sent = {**SENT, "where": f"甲路10弄1号{mark}", "what": mark, "named": mark, "contact": mark}
    answer = client.post(url, sent)
    assert answer.status_code in (302, 400)
    staff = sign_in("duty")
    assert staff.get(reverse("tips:index"), {"state": "all"}).status_code == 200
    assert staff.get(reverse("tips:export"), {"state": "all"}).status_code == 200
    for one in Tip.objects.all():
        text = staff.get(reverse("tips:tip", args=[one.id])).text
        assert "<b>钱</b>" not in text


@pytest.mark.parametrize(
    "more",
    [
        {"kind": ""},
        {"kind": "x"},
        {"seen_on": "2020-02-30"},
        {"seen_on": "9999-12-31"},
        {"where": " "},
        {"client_id": ""},
    ],
)
def test_wrong_answers_are_told(client, url, more):
    assert client.post(url, {**SENT, **more}).status_code == 400
    assert not Tip.objects.exists()


def test_another_office_or_gate_is_not_found(cast, client):
    assert client.get(reverse("tips:tell", args=["999999999"])).status_code == 404
    assert (
        client.get(reverse("tips:tell_compound", args=[cast.subdistrict.code, ids.new()])).status_code == 404
    )


def test_many_from_one_address_are_refused_with_a_word(client, url):
    for n in range(10):
        client.post(url, {**SENT, "client_id": f"c{n}"})
    answer = client.post(url, {**SENT, "client_id": "c10"})
    assert answer.status_code == 429
    assert "请稍候" in answer.text


def test_a_tip_lands_in_the_office_whose_page_it_was(cast, client, url):
    client.post(url, SENT)
    other = ids.new()
    with tenant.inside(other):
        Subdistrict.objects.create(id=other, code="310199002", name="别的街道")
        assert not Tip.objects.exists()


def test_who_told_never_stands_beside_the_tip(cast, sign_in):
    one = tip(cast, contact=PHONE)
    for who in ("duty", "chen", "data", "commander"):
        page = sign_in(who).get(reverse("tips:tip", args=[one.id])).text
        assert PHONE not in page
        assert PHONE[-4:] not in page
    page = reverse("tips:tipster", args=[one.id])
    assert sign_in("duty").get(page).status_code == 403
    data = sign_in("data")
    assert PHONE not in data.get(page).text
    shown = data.post(page, {"reason": "补充情况"})
    assert PHONE in shown.text
    assert "行李箱" not in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert Entry.objects.filter(event="tips.tipster_read", about=one.id).count() == 1


def test_the_desk_checks_and_a_report_opens(cast, sign_in):
    one, chen = tip(cast), sign_in("chen")
    page = reverse("tips:check", args=[one.id])
    assert chen.post(page, {"move": "reported", "name": "王阿姨"}).status_code == 400
    sent = {
        "how": "leader",
        "move": "reported",
        "name": "王阿姨",
        "from_place": "湖北省武汉市",
        "arrived_on": "2020-02-09",
    }
    assert chen.post(page, sent).status_code == 302
    one.refresh_from_db()
    assert one.state == State.REPORTED
    assert (
        reverse("screening:report", args=[one.report_id]) in chen.get(reverse("tips:tip", args=[one.id])).text
    )


def test_a_repeated_tip_is_joined_by_one_tap_and_parted_by_the_toast(cast, sign_in):
    first, again, chen = tip(cast), tip(cast), sign_in("chen")
    assert "同一户" in chen.get(reverse("tips:tip", args=[again.id])).text
    listed = chen.post(reverse("tips:join", args=[again.id, first.id]), follow=True).text
    assert reverse("tips:part", args=[again.id]) in listed
    chen.post(reverse("tips:part", args=[again.id]))
    assert Tip.objects.filter(state=State.RECEIVED).count() == 2


def test_the_poster_carries_the_gates_own_page(cast, sign_in):
    page = sign_in("chen").get(reverse("tips:poster"), {"compound": str(cast.a.compound.id)}).text
    assert reverse("tips:tell_compound", args=[cast.subdistrict.code, cast.a.compound.id]) in page
    assert "保密" in page


def test_today_names_what_is_to_check(cast, sign_in):
    tip(cast)
    assert "待核查的线索" in sign_in("chen").get(reverse("today")).text
    assert "待核查的线索" not in sign_in("bao").get(reverse("today")).text


def test_a_household_page_is_no_way_in(cast):
    assert Client().get(reverse("tips:index")).status_code == 302


def test_placing_a_tip_nowhere_is_said(cast, sign_in):
    one, duty = tip(cast), sign_in("duty")
    answer = duty.post(reverse("tips:place", args=[one.id]), {"address": " "}, follow=True)
    assert "请选择居委会，或填写地址" in answer.text
    one.refresh_from_db()
    assert one.door_id == cast.a.doors[0].id
