"""The pages of rounds as people use them."""

from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from lianfang.response.rounds.models import Campaign, Selection, Target
from lianfang.response.rounds.rules import State
from lianfang.response.rounds.tests.given import called, campaign, phones, target
from lianfang.response.visits.models import Request
from tests.cast import AT

SENT = {"name": "全街道第一轮", "base": "ledger", "questionnaire": "screening_call", "per_day": "5000"}


@pytest.fixture(autouse=True)
def _on_the_day(cast):
    phones(cast)
    with time_machine.travel(AT, tick=False):
        yield


def test_a_round_is_counted_before_it_starts(sign_in):
    duty, page = sign_in("duty"), reverse("rounds:new")
    counted = duty.post(page, {**SENT, "count": "1"}).text
    assert "开始：4 户" in counted
    assert "1−(1−p)" in counted
    assert not Campaign.objects.exists()
    begun = duty.post(page, {**SENT, "start": "1"}, follow=True).text
    assert Campaign.objects.get().homes == 4
    assert "甲居民区" in begun


def test_a_choice_is_kept_and_comes_back_filled_in(sign_in):
    duty, page = sign_in("duty"), reverse("rounds:new")
    duty.post(page, {**SENT, "base": "register", "name": "底册", "keep": "1"})
    kept = Selection.objects.get()
    shown = duty.get(page, {"selection": str(kept.id)}).text
    assert 'value="底册"' in shown


@pytest.mark.parametrize(
    "more", [{"name": ""}, {"base": "x"}, {"per_day": "0"}, {"base": "source", "source": ""}]
)
def test_wrong_plans_are_told(sign_in, more):
    answer = sign_in("duty").post(reverse("rounds:new"), {**SENT, "start": "1", **more})
    assert answer.status_code == 400
    assert not Campaign.objects.exists()


def test_a_committee_is_offered_its_own_area_only(cast, sign_in):
    page = sign_in("chen").get(reverse("rounds:new")).text
    assert str(cast.a.committee.id) in page
    assert str(cast.b.committee.id) not in page


def test_progress_is_live_and_opens_the_homes_behind_each_figure(cast, sign_in):
    made, duty = campaign(cast), sign_in("duty")
    called(cast)
    page = duty.get(reverse("rounds:campaign", args=[made.id])).text
    assert "25%" in page
    assert f"{reverse('rounds:targets', args=[made.id])}?state=nothing" in page
    assert "25%" in duty.get(reverse("rounds:live", args=[made.id]), headers={"HX-Request": "true"}).text


def test_the_door_list_goes_to_slips_and_visits(cast, sign_in):
    made, chen = campaign(cast), sign_in("chen")
    listed = chen.get(reverse("rounds:targets", args=[made.id])).text
    assert "无号码" in listed
    assert "103室" not in listed
    slips = chen.get(reverse("rounds:slips", args=[made.id])).text
    assert "103室" in slips
    assert "GARCIA" not in slips
    chen.post(reverse("rounds:ask_doors", args=[made.id]))
    assert Request.objects.count() == 1
    assert target(cast, "foreigner").state == State.DOOR


def test_the_exports_hold_figures_and_stairs(cast, sign_in):
    made, duty = campaign(cast), sign_in("duty")
    book = load_workbook(BytesIO(duty.get(reverse("rounds:export_coverage", args=[made.id])).content))
    assert [cell.value for cell in next(book.active.iter_rows(min_row=3))][:2] == ["乙居民区", 1]
    book = load_workbook(
        BytesIO(duty.get(reverse("rounds:export_targets", args=[made.id]), {"state": "all"}).content)
    )
    text = str([[cell.value for cell in row] for row in book.active.iter_rows()])
    assert "甲路10弄1号" in text
    assert "101室" not in text


def test_the_next_round_and_the_end_by_their_buttons(cast, sign_in):
    made, duty = campaign(cast), sign_in("duty")
    called(cast, outcome="refused")
    Target.objects.filter(pk=target(cast, "twin_one").pk).update(state="unreached", why="no_answer")
    duty.post(reverse("rounds:next", args=[made.id]))
    assert Campaign.objects.get().number == 2
    duty.post(reverse("rounds:close", args=[made.id]))
    assert Campaign.objects.get().closed_at is not None
    assert "已关闭" in duty.get(reverse("rounds:index")).text


def test_a_round_rests_and_goes_on_by_its_buttons(cast, sign_in):
    made, duty = campaign(cast), sign_in("duty")
    paused = duty.post(reverse("rounds:pause", args=[made.id]), follow=True).text
    assert "继续之前不为本次排摸拨打电话" in paused
    assert "继续排摸" in paused
    assert "下一轮" not in paused
    assert "已暂停" in duty.get(reverse("rounds:index")).text
    resumed = duty.post(reverse("rounds:resume", args=[made.id]), follow=True).text
    assert "暂停排摸" in resumed


def test_today_names_doors_and_who_is_expected(cast, sign_in):
    campaign(cast)
    called(cast, been_away="yes", arrived_on="2020-02-11")
    page = sign_in("chen").get(reverse("today")).text
    assert "电话未接通，待上门" in page
    assert "明日前返沪" in page
