"""楼组长: a few taps, counted once, with what became of it in plain words."""

import pytest
import time_machine
from django.urls import reverse

from lianfang.registry.people.models import Mention
from lianfang.response.screening import operations
from lianfang.response.screening.models import Report
from lianfang.response.screening.operations.verifying import Answer
from tests.cast import AT

STAIR = reverse("screening:stair")


@pytest.fixture(autouse=True)
def _story():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def town(cast):
    operations.load_default_rules(by=cast["commander"], at=AT)
    return cast


def told(town, **more):
    door = str(town.a.doors[1].id)
    return {
        "door": door,
        "name": "王阿姨",
        "place": "湖北省",
        "arrived_on": "2020-02-10",
        "client_id": "t1",
    } | more


def test_the_flats_of_the_stair_and_the_places_in_force_are_taps(town, sign_in):
    shown = sign_in("leader").get(STAIR).text
    assert shown.count('type="radio" name="door"') == 2
    assert "湖北省" in shown
    assert "昨天" in shown


def test_a_report_opens_a_verification_for_the_committee_at_once(town, sign_in):
    sign_in("leader").post(STAIR, told(town))
    report = Report.objects.get()
    assert (report.is_open, report.committee, report.sources) == (True, town.a.committee, ["leader"])
    assert "王阿姨" in sign_in("chen").get(reverse("screening:index")).text


def test_a_retry_counts_once(town, sign_in):
    leader = sign_in("leader")
    for _again in range(3):
        assert leader.post(STAIR, told(town)).status_code == 302
    assert Report.objects.count() == 1
    assert Mention.objects.filter(kind="leader").count() == 1
    answer = leader.post(STAIR, told(town, client_id="t2"), headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.json() == {"next": STAIR}


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (None, "正在核实"),
        (Answer("unreachable"), "还没有找到本人"),
        (Answer("refuted", reason="never_left"), "无需处理"),
        (Answer("confirmed", arrived_on=AT.date()), "已安排"),
    ],
)
def test_what_became_of_it_is_said_without_anybodys_health(town, sign_in, answer, word):
    leader = sign_in("leader")
    leader.post(STAIR, told(town))
    if answer:
        operations.verify(by=town["chen"], report_id=Report.objects.get().id, answer=answer, at=AT)
    shown = leader.get(STAIR).text
    assert word in shown
    assert "℃" not in shown


def test_a_flat_of_another_stair_is_refused_and_keeps_nothing(town, sign_in):
    answer = sign_in("leader").post(STAIR, told(town, door=str(town.b.doors[0].id)))
    assert answer.status_code == 400
    assert not Report.objects.exists()
