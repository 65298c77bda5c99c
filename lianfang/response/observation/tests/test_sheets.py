"""体温表: out, filled in, back in; what is refused goes home with its reasons, and twice the same changes nothing."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lianfang.core import Refused, clock, ids
from lianfang.registry.people.models import Mention
from lianfang.registry.people.operations import intake
from lianfang.response.observation import operations, sheeting
from lianfang.response.observation.models import Alert, Excuse, Reading
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.observation.rules import sheet as lines
from tests.cast import AT

START = date(2020, 2, 8)
HEAD = ["姓名", "地址", "上午体温", "下午体温", "症状", "未测原因", "编号"]
SHEET, TAKE = reverse("observation:sheet"), reverse("observation:sheet_take")


@pytest.fixture(autouse=True)
def _story():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def episode(cast):
    return operations.begin(by=cast["chen"], beginning=Beginning(cast.people["rare"].id, START), at=AT)


def row(episode, am="", pm="", symptoms="", reason=""):
    return ["王*", "", am, pm, symptoms, reason, lines.write_key(date(2020, 2, 10), episode.id)]


def file(rows, name="sheet.csv"):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return SimpleUploadedFile(name, out.getvalue().encode("utf-8-sig"))


def hand_in(client, rows):
    shown = client.post(SHEET, {"file": file(rows)})
    return shown, client.post(TAKE, {"kept": shown.context["kept"]}) if "kept" in (
        shown.context or {}
    ) else None


def check(cast, *rows, who="chen", at=AT):
    return sheeting.check(cast[who], [HEAD, *rows], at).rows


def test_todays_sheet_goes_out_masked_and_comes_back_filled(episode, cast, sign_in):
    client = sign_in("chen")
    body = client.get(reverse("observation:sheet_download")).content
    page = load_workbook(io.BytesIO(body)).active
    rows = [[cell.value for cell in one] for one in page.iter_rows()]
    assert rows[1][:2] == ["姓名", "地址"]
    [mine] = rows[2:]
    assert mine[0] == "王*"
    mine[3] = 36.7
    page.cell(3, 4).value = 36.7
    out = io.BytesIO()
    page.parent.save(out)
    shown = client.post(SHEET, {"file": SimpleUploadedFile("体温表.xlsx", out.getvalue())})
    assert shown.context["adds"] == 1
    client.post(TAKE, {"kept": shown.context["kept"]})
    reading = Reading.objects.get()
    assert (reading.celsius, reading.slot, reading.channel) == (Decimal("36.7"), "am", "sheet")


def test_nothing_is_kept_before_it_is_confirmed(episode, sign_in):
    shown = sign_in("chen").post(SHEET, {"file": file([HEAD, row(episode, "36.5")])})
    assert shown.status_code == 200
    assert not Reading.objects.exists()


def test_the_same_sheet_twice_changes_nothing(episode, sign_in):
    client = sign_in("chen")
    for _again in range(3):
        hand_in(client, [HEAD, row(episode, "36.5", symptoms="咳嗽")])
    assert Reading.objects.count() == 1
    assert Alert.objects.count() == 1
    shown, _none = hand_in(client, [HEAD, row(episode, "36.5")])
    assert "都已录入" in shown.text


def test_an_abnormal_value_is_on_the_desk(episode, sign_in):
    shown, done = hand_in(sign_in("chen"), [HEAD, row(episode, "37.6")])
    assert "异常" in shown.text
    assert Alert.objects.get().episode_id == episode.id
    assert done.status_code == 302


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"am": "56.5"}, "不是人的体温"),
        ({"am": "abc"}, "不是人的体温"),
        ({"am": "正常"}, "不是人的体温"),
        ({"pm": "36.5"}, "还没到填报时间"),
        ({"am": "36.5", "symptoms": "僵尸"}, "不是已知的症状"),
        ({"reason": "懒"}, "不是规定的原因"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(episode, cast, cells, word):
    [found] = check(cast, row(episode, **cells))
    assert word in "；".join(found.problems)


def test_a_slot_that_says_something_else_is_a_problem(episode, cast):
    operations.record_reading(
        by=cast["chen"], typed=Typed(episode=episode.id, celsius=Decimal("36.5")), at=AT
    )
    [same] = check(cast, row(episode, "36.5"))
    [other] = check(cast, row(episode, "36.9"))
    assert (same.problems, same.typed) == ([], [])
    assert "36.5" in other.problems[0]


def test_whoever_is_not_of_the_own_area_is_nobody(episode, cast):
    [found] = check(cast, row(episode, "36.5"), who="bao")
    assert "没有这一行对应" in found.problems[0]
    assert found.who == ""


def test_a_reason_ends_the_open_slot(episode, cast):
    grid = [HEAD, row(episode, reason="called, not reached")]
    done = operations.take_sheet(by=cast["chen"], grid=grid, at=AT)
    assert done.reasons == 1
    assert Excuse.objects.get().slot == "am"
    assert operations.take_sheet(by=cast["chen"], grid=grid, at=AT).reasons == 0


def test_yesterdays_sheet_is_yesterdays(episode, cast):
    later = clock.at_local(date(2020, 2, 11), 9)
    [found] = check(cast, row(episode, "36.5"), at=later)
    assert found.typed[0].slot_day == date(2020, 2, 10)
    [old] = check(cast, row(episode, "36.5"), at=clock.at_local(date(2020, 2, 14), 9))
    assert "只收今天和昨天" in old.problems[0]


def test_an_offices_own_sheet_names_people_by_phone_or_address(episode, cast):
    saying = intake.Saying(kind="staff", label="补录", as_of=AT, name="王㛃", phones="13776501482")
    [key] = intake.take_in(by=cast["chen"], sayings=[saying], at=AT)
    Mention.objects.filter(pk=key).update(person=cast.people["rare"])
    head = ["姓名", "联系电话", "住址", "上午"]
    grid = [
        head,
        ["王㛃", "137 7650 1482", "", "36.6"],
        ["王㛃", "13000000000", "", "36.6"],
        ["赵六", "13776501482", "", "36.6"],
        ["王㛃", "", "甲路10弄1号102室", "36.6"],
    ]
    found = sheeting.check(cast["chen"], grid, AT).rows
    assert [bool(one.typed) for one in found] == [True, False, False, False]
    assert "第2行" in found[3].problems[0], "the same person twice"


def test_two_of_a_name_without_phone_are_nobody(cast):
    for name in ("twin_one", "twin_two"):
        operations.begin(by=cast["chen"], beginning=Beginning(cast.people[name].id, START), at=AT)
    cast.people["twin_two"].name = "欧阳晨"
    cast.people["twin_two"].save()
    grid = [["姓名", "住址", "上午体温"], ["欧阳晨", "甲路10弄1号101室", "36.6"]]
    [found] = sheeting.check(cast["chen"], grid, AT).rows
    assert "多位" in found.problems[0]


def test_refused_rows_go_home_in_the_same_workbook(episode, sign_in):
    client = sign_in("chen")
    _shown, done = hand_in(client, [HEAD, row(episode, "36.5"), ["赵六", "", "36.5", "", "", "", ""]])
    assert "赵六" not in done.context["sheet"].rows[0].who
    answer = client.post(reverse("observation:sheet_problems"), {"kept": done.context["kept"]})
    page = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in one] for one in page.iter_rows()]
    assert rows[0][-2:] == ["问题", "原表行号"]
    assert (rows[1][0], rows[1][-1]) == ("赵六", "3")


def test_a_preview_of_somebody_else_or_of_an_hour_ago_is_over(episode, cast, sign_in):
    kept = sign_in("chen").post(SHEET, {"file": file([HEAD, row(episode, "36.5")])}).context["kept"]
    assert sign_in("duty").post(TAKE, {"kept": kept}).status_code == 410
    with time_machine.travel(AT.replace(hour=5), tick=False):
        assert sign_in("chen").post(TAKE, {"kept": kept}).status_code == 410
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"PK\x03\x04 not a zip", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"<html><table>", b"a,b\n1,2\n"]
)
def test_a_file_that_is_none_is_refused_with_words(sign_in, body):
    answer = sign_in("chen").post(SHEET, {"file": SimpleUploadedFile("x.xlsx", body)})
    assert answer.status_code in (400, 413, 415, 422)
    assert 'role="alert"' in answer.text or 'class="errors"' in answer.text or answer.status_code == 422


def test_a_sheet_without_headings_is_refused(cast):
    with pytest.raises(Refused):
        operations.take_sheet(by=cast["chen"], grid=[["a"], ["b"]], at=AT)


CELL = st.one_of(
    st.sampled_from(["36.5", "37.8", "发热", "无", "", "=1+1", "外地", "拒绝", "365", "9" * 40]),
    st.text(max_size=12),
)


@given(st.lists(st.lists(CELL, max_size=9), max_size=12))
def test_any_grid_is_read_without_a_fault(grid):
    found = lines.find_columns([HEAD, *grid])
    assert found is not None
    for line in lines.read_lines([HEAD, *grid], found):
        lines.read_symptoms(line.symptoms)


@given(st.lists(st.lists(CELL, min_size=7, max_size=7), max_size=4))
def test_any_grid_keeps_all_or_says_why(grid):
    assert lines.read_key(lines.write_key(date(2020, 2, 10), (key := ids.new())))[1] == key
    for text in (cell for line in grid for cell in line):
        assert lines.read_key(text) == (None, None)
