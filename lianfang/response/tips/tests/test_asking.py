"""What the command post adds to the tip workbook in Excel: asked on the public page, checked, kept with the tip."""

import pytest
import time_machine
from django.urls import reverse

from lianfang.core.actor import system
from lianfang.registry.forms import operations as forms
from lianfang.registry.forms import selectors as filed
from lianfang.registry.forms.models import Questionnaire, Submission
from lianfang.registry.forms.tests.making import YES_NO, book
from lianfang.response.tips.models import Tip
from tests.cast import AT

SENT = {"client_id": "c1", "kind": "returned", "where": "甲路10弄1号101室", "what": "有人拖着箱子回来"}
SURVEY = [
    ("type", "name", "label", "relevant", "required", "constraint", "constraint_message"),
    ("text", "kind", "什么事", "", "yes", "", ""),
    ("text", "contact", "电话", "", "", "", ""),
    ("text", "plate", "车牌号", "${kind} = 'returned'", "", "regex(., '[A-Z0-9沪鄂]{5,9}')", "车牌不对"),
    ("select_one yn", "alone", "一个人吗", "", "yes", "", ""),
    ("image", "picture", "照片", "", "yes", "", ""),
]


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def office(cast):
    forms.load_defaults(by=system(cast.subdistrict.id), at=AT)
    return cast


@pytest.fixture
def url(office):
    return reverse("tips:tell", args=[office.subdistrict.code])


def upload(office, survey=SURVEY):
    tip = Questionnaire.objects.get(code="tip")
    handed = forms.Handed("线索.xlsx", book(survey, YES_NO))
    return forms.upload(by=office["data"], questionnaire_id=tip.id, handed=handed, begins_on=AT.date(), at=AT)


def test_with_our_own_workbook_the_page_asks_nothing_more(client, url):
    assert "questionnaire" not in client.get(url).text
    client.post(url, SENT)
    assert Tip.objects.exists()
    assert not Submission.objects.exists()


def test_what_the_command_post_adds_is_asked_checked_and_kept_with_the_tip(client, url, office):
    version = upload(office)
    page = client.get(url).text
    assert "车牌号" in page
    wrong = client.post(url, SENT | {"q-plate": "?", "q-alone": "yes"})
    assert wrong.status_code == 400
    assert "车牌不对" in wrong.text
    assert not Tip.objects.exists()
    for _again in range(2):
        client.post(url, SENT | {"q-plate": "鄂A12345", "q-alone": "yes", "contact": "13776501482"})
    stored, tip = Submission.objects.get(), Tip.objects.get()
    assert (stored.version, stored.about_id) == (version, tip.id)
    assert filed.answers(stored) == {"kind": "returned", "plate": "鄂A12345", "alone": "yes"}


def test_who_told_stands_in_no_answer(client, url, office):
    upload(office)
    client.post(url, SENT | {"q-alone": "no", "contact": "13776501482", "q-contact": "13776501482"})
    stored = Submission.objects.get()
    assert "13776501482" not in stored.answers + stored.xml
    assert stored.by is None


def test_what_must_be_said_is_missed(client, url, office):
    upload(office)
    answer = client.post(url, SENT)
    assert (answer.status_code, Tip.objects.count()) == (400, 0)


def test_it_is_read_on_the_tips_page(client, url, office, sign_in):
    upload(office)
    client.post(url, SENT | {"q-plate": "鄂A12345", "q-alone": "yes"})
    tip = Tip.objects.get()
    assert "鄂A12345" in sign_in("duty").get(reverse("tips:tip", args=[tip.id])).text
    assert "鄂A12345" not in sign_in("data").get(reverse("tips:tip", args=[tip.id])).text


KINDS = [
    ("list_name", "name", "label::中文 (zh)", "label::English (en)"),
    ("k", "returned", "有人回来", "Back"),
    ("k", "cockfight_in_the_yard", "院子里斗鸡", "Cockfight"),
]


def test_what_a_tip_may_be_about_is_the_offices_own_list_in_its_words(client, url, office, sign_in):
    heading = ("type", "name", "label::中文 (zh)", "label::English (en)")
    survey = [heading, ("select_one k", "kind", "什么事", "What"), ("text", "plate", "车牌号", "Plate")]
    tip = Questionnaire.objects.get(code="tip")
    handed = forms.Handed("线索.xlsx", book(survey, KINDS))
    forms.upload(by=office["data"], questionnaire_id=tip.id, handed=handed, begins_on=AT.date(), at=AT)
    page = client.get(url).text
    assert "院子里斗鸡" in page
    assert "group_rental" not in page
    assert client.post(url, SENT | {"kind": "group_rental"}).status_code == 400
    client.post(url, SENT | {"kind": "cockfight_in_the_yard"})
    one = Tip.objects.get()
    duty = sign_in("duty")
    shown = (reverse("tips:tip", args=[one.id]), reverse("tips:index") + "?kind=cockfight_in_the_yard")
    assert all("院子里斗鸡" in duty.get(each).text for each in shown)
    assert "院子里斗鸡" in duty.get("/").text
