"""What the command post adds to the registration workbook: asked of the family and of each member, kept with it."""

import pytest
import time_machine
from django.urls import reverse

from lianfang.core.actor import system
from lianfang.registry.forms import operations as forms
from lianfang.registry.forms import selectors as filed
from lianfang.registry.forms.models import Questionnaire, Submission
from lianfang.registry.forms.tests.making import YES_NO, book
from lianfang.response.screening import asking, operations
from lianfang.response.screening.models import Registration, Report
from lianfang.response.screening.tests.test_registering import WUHAN
from tests import background
from tests.cast import AT

SURVEY = [
    ("type", "name", "label", "relevant", "required", "constraint"),
    ("text", "phone", "手机", "", "yes", ""),
    ("text", "from_place", "从哪里来", "", "yes", ""),
    ("select_one yn", "market", "去过海鲜市场吗", "contains(${from_place}, '武汉')", "yes", ""),
    ("begin_repeat", "people", "每个人", "", "", ""),
    ("text", "name", "姓名", "", "yes", ""),
    ("integer", "seat", "座位号", "", "yes", ". < 100"),
    ("end_repeat", "", "", "", "", ""),
]
FURTHER = {"q-market": "no", "q-people[]": "2", "q-people[0]/seat": "7", "q-people[1]/seat": "8"}


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def office(cast):
    forms.load_defaults(by=system(cast.subdistrict.id), at=AT)
    operations.load_default_rules(by=cast["commander"], at=AT)
    return cast


@pytest.fixture
def url(office):
    return reverse("screening:join", args=[office.subdistrict.code])


@pytest.fixture
def version(office):
    found = Questionnaire.objects.get(code="self_registration")
    handed = forms.Handed("登记.xlsx", book(SURVEY, YES_NO))
    return forms.upload(
        by=office["data"], questionnaire_id=found.id, handed=handed, begins_on=AT.date(), at=AT
    )


def test_our_own_workbook_asks_for_the_flight_and_nobody_has_to_say_it(client, url, office):
    assert "航班、车次或车牌" in client.get(url).text
    client.post(url, WUHAN)
    assert not Submission.objects.exists()
    client.post(url, WUHAN | {"client_id": "two", "q-transport": "G1722", "q-people[]": "2"})
    answers = filed.answers(Submission.objects.get())
    assert answers["transport"] == "G1722"
    assert "钱多多" not in str(answers)


def test_each_member_is_asked_and_what_is_wrong_is_told_in_place(client, url, version):
    page = client.get(url).text
    assert "去过海鲜市场吗" in page
    assert "q-people[0]/seat" in page
    wrong = client.post(url, WUHAN | FURTHER | {"q-people[1]/seat": "700"})
    assert wrong.status_code == 400
    assert not Registration.objects.exists()
    client.post(url, WUHAN | FURTHER)
    stored = Submission.objects.get()
    answers = filed.answers(stored)
    assert (answers["market"], [one["seat"] for one in answers["people"]]) == ("no", ["7", "8"])
    assert (stored.version, stored.about_id) == (version, Registration.objects.get().id)


def test_one_more_member_is_asked_as_well_and_nothing_typed_is_lost(client, url, version):
    grown = client.post(url, WUHAN | FURTHER | {"people": "1", "q-people[]": "1", "add": "1"})
    assert "q-people[1]/seat" in grown.text
    assert 'value="7"' in grown.text


def test_a_correction_begins_with_what_was_answered_and_keeps_both(client, url, version):
    thanks = client.post(url, WUHAN | FURTHER)["Location"]
    correct = thanks.replace("thanks", "correct")
    page = client.get(correct)
    assert page.status_code == 200
    assert 'value="8"' in page.text
    client.post(correct, WUHAN | FURTHER | {"client_id": "again", "q-people[1]/seat": "9"})
    assert Submission.objects.count() == Registration.objects.count() == 2


def test_beside_the_report_stands_what_counts_after_a_correction(client, url, version, office):
    thanks = client.post(url, WUHAN | FURTHER)["Location"]
    background.work()
    client.post(
        thanks.replace("thanks", "correct"), WUHAN | FURTHER | {"client_id": "again", "q-market": "yes"}
    )
    background.work()
    reports = Report.objects.filter(state="open")
    said = [asking.answers(office["duty"], one, AT) for one in reports]
    assert [line.value for lines in said for line in lines if "市场" in line.label] == ["Yes", "Yes"]


def test_it_is_read_beside_the_report(client, url, version, sign_in):
    client.post(url, WUHAN | FURTHER)
    background.work()
    report = Report.objects.filter(sources=["wechat"]).first()
    page = sign_in("duty").get(reverse("screening:report", args=[report.id])).text
    assert "去过海鲜市场吗" in page
    assert "去过海鲜市场吗" not in sign_in("data").get(reverse("screening:report", args=[report.id])).text
