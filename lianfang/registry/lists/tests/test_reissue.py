"""A newer issue of a list changes only what changed, and gives it back when it is undone."""

import io
from datetime import timedelta

import openpyxl
import pytest

from lianfang.core import Refused
from lianfang.ledger.models import Entry
from lianfang.registry.lists import operations
from lianfang.registry.lists.models import Import, Row
from lianfang.registry.lists.operations import committing
from lianfang.registry.lists.operations.uploading import turn
from lianfang.registry.people.models import Mention
from lianfang.registry.places.models import Door
from tests.cast import AT

from .handing import HEADS, LI, WANG, ZHAO, bring_in, csv, hand_in, join, listed, states

pytestmark = pytest.mark.usefixtures("here")
DAY = timedelta(days=1)
MOVED = (*LI[:4], "甲路10弄2号104室", *LI[5:])


def issue(day, *rows):
    return csv(*rows, title=f"澄浦街道重点地区来沪人员核查名单（2月{day}日8时）")


@pytest.fixture
def first(cast):
    return bring_in(cast["data"], issue(10, WANG, LI))


def renew(cast, *rows, at=AT + DAY):
    return bring_in(cast["data"], issue(11, *rows), at=at)


def standing(name):
    return Mention.objects.standing().filter(name=name).count()


def test_rows_that_did_not_change_keep_what_they_said(cast, first):
    again = renew(cast, WANG, MOVED, ZHAO)
    assert again.previous == first
    assert states(again) == ["unchanged", "joined", "new"]
    old, new = (Row.objects.filter(source=one).order_by("number").first() for one in (first, again))
    assert old.mention_id == new.mention_id
    assert standing("王小明") == 1


def test_a_renumbered_row_has_not_changed(cast, first):
    assert states(renew(cast, ("9", *WANG[1:]), ("8", *LI[1:]))) == ["unchanged", "unchanged"]


def test_a_changed_row_replaces_the_old_one_of_the_same_person(cast, first):
    again = renew(cast, WANG, MOVED)
    assert again.counts["replaced"] == 1
    assert standing("李小红") == 1
    assert Mention.objects.standing().get(name="李小红").address == MOVED[4]
    first.refresh_from_db()
    assert first.counts["superseded"] == 1
    assert list(Row.objects.filter(is_superseded=True).values_list("source", "number")) == [(first.id, 4)]
    assert Entry.objects.filter(event="lists.superseded", about=first.id).count() == 1


def test_somebody_merely_no_longer_listed_stays(cast, first):
    again = renew(cast, WANG, ZHAO)
    assert again.counts["replaced"] == 0
    assert listed("李小红") == {"李小红"}


def test_undoing_the_newer_issue_gives_back_what_it_replaced(cast, first):
    again = renew(cast, WANG, MOVED, ZHAO)
    operations.undo(by=cast["data"], import_id=again.id, at=AT + DAY)
    assert listed("王小明", "李小红", "赵小军") == {"王小明", "李小红"}
    assert Mention.objects.standing().get(name="李小红").address == LI[4]
    assert not Row.objects.filter(is_superseded=True).exists()
    first.refresh_from_db()
    assert first.counts["superseded"] == 0


def test_an_issue_that_a_newer_one_stands_on_is_not_undone(cast, first):
    renew(cast, WANG, MOVED)
    with pytest.raises(Refused) as refused:
        operations.undo(by=cast["data"], import_id=first.id, at=AT + DAY)
    assert refused.value.code == "lists.newer_issue_stands"


def test_a_third_issue_renews_the_second(cast, first):
    second = renew(cast, WANG, MOVED)
    third = bring_in(cast["data"], issue(12, WANG, LI), at=AT + 2 * DAY)
    assert third.previous == second
    assert states(third) == ["unchanged", "joined"]
    assert Mention.objects.standing().get(name="李小红").address == LI[4]
    operations.undo(by=cast["data"], import_id=third.id, at=AT + 2 * DAY)
    assert Mention.objects.standing().get(name="李小红").address == MOVED[4]


def test_two_issues_handed_in_together_are_known_when_they_are_imported(cast):
    old = hand_in(cast["data"], issue(10, WANG, LI), "旧.csv")
    new = hand_in(cast["data"], issue(11, WANG, MOVED), "新.csv")
    for one in sorted((new, old), key=turn):
        operations.queue(by=cast["data"], import_id=one.id, at=AT)
        operations.commit(by=cast["data"], import_id=one.id, at=AT)
    join(cast["data"])
    new.refresh_from_db()
    assert new.previous == old
    assert states(new) == ["unchanged", "joined"]


def test_an_older_issue_that_comes_late_renews_nothing(cast):
    bring_in(cast["data"], issue(11, WANG), "新.csv")
    late = bring_in(cast["data"], issue(10, WANG), "旧.csv")
    assert late.previous is None
    assert states(late) == ["joined"]


def test_a_person_may_say_that_a_list_renews_none(cast, first):
    made = hand_in(cast["data"], issue(11, WANG))
    fields = [column["field"] for column in made.columns]
    facts = {"fields": fields, "kind": made.kind, "label": made.label, "is_reissue": False}
    operations.choose(by=cast["data"], import_id=made.id, at=AT, **facts)
    operations.queue(by=cast["data"], import_id=made.id, at=AT)
    operations.commit(by=cast["data"], import_id=made.id, at=AT)
    join(cast["data"])
    assert states(made) == ["joined"]
    assert Import.objects.get(pk=made.pk).previous is None


def test_an_issue_taken_back_meanwhile_is_not_built_on(cast, first):
    made = hand_in(cast["data"], issue(11, WANG))
    operations.undo(by=cast["data"], import_id=first.id, at=AT)
    operations.queue(by=cast["data"], import_id=made.id, at=AT)
    operations.commit(by=cast["data"], import_id=made.id, at=AT)
    join(cast["data"])
    assert states(made) == ["returned"]
    assert listed("王小明") == {"王小明"}


def turned(row):
    return tuple(row[place] for place in (0, 1, 5, 6, 2, 3, 4))


def test_the_next_issue_with_its_columns_in_another_order_changes_only_what_changed(cast, first):
    title = "澄浦街道重点地区来沪人员核查名单（2月11日8时）"
    body = csv(turned(WANG), turned(MOVED), turned(ZHAO), heads=turned(HEADS), title=title)
    again = bring_in(cast["data"], body, at=AT + DAY)
    assert again.previous == first
    assert states(again) == ["unchanged", "joined", "new"]
    assert again.counts["replaced"] == 1
    assert (standing("王小明"), standing("李小红")) == (1, 1)


def test_the_next_issue_with_one_column_more_renews_the_list(cast, first):
    title = "澄浦街道重点地区来沪人员核查名单（2月11日8时）"
    body = csv((*WANG, ""), (*LI, "已联系"), heads=(*HEADS, "处理情况"), title=title)
    again = bring_in(cast["data"], body, at=AT + DAY)
    assert again.previous == first
    assert states(again) == ["unchanged", "joined"]
    assert standing("李小红") == 1


def test_a_column_understood_otherwise_now_reaches_every_row(cast, first):
    again = hand_in(cast["data"], issue(11, WANG, LI), at=AT + DAY)
    fields = ["address" if c["field"] == "from_place" else c["field"] for c in again.columns]
    fields = [
        "" if c["heading"] == "现住址" else field for c, field in zip(again.columns, fields, strict=True)
    ]
    operations.choose(
        by=cast["data"], import_id=again.id, fields=fields, kind=again.kind, label=again.label,
        is_reissue=True, at=AT + DAY,
    )  # fmt: skip
    operations.queue(by=cast["data"], import_id=again.id, at=AT + DAY)
    operations.commit(by=cast["data"], import_id=again.id, at=AT + DAY)
    join(cast["data"], AT + DAY)
    assert states(again) == ["joined", "joined"]
    assert Mention.objects.standing().get(name="王小明").address == WANG[6]


def test_sheets_of_one_workbook_never_renew_each_other(cast):
    title = ["澄浦街道重点地区来沪人员核查名单"]
    first, second = workbook(title, WANG, LI), workbook(title, WANG, MOVED)
    for at, body in ((AT, first), (AT + DAY, second)):
        hand_in(cast["data"], body, "各村.xlsx", at=at)
        for one in Import.objects.filter(state="preview").order_by("sheet_name"):
            operations.queue(by=cast["data"], import_id=one.id, at=at)
            operations.commit(by=cast["data"], import_id=one.id, at=at)
            join(cast["data"], at)
    renewed = Import.objects.exclude(previous=None)
    assert {(one.sheet_name, one.previous.sheet_name) for one in renewed} == {
        ("甲村", "甲村"),
        ("乙村", "乙村"),
    }


def workbook(title, *rows):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, row in zip(("甲村", "乙村"), rows, strict=True):
        page = book.create_sheet(name)
        for line in (title, HEADS, row):
            page.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


LEDGER = ("居民区", "房屋类型", "门牌号", "户主", "电话", "家庭人数", "是否出租")
QIAN = ("红星村", "农村住宅", "红星村3组15号", "钱国平", "13812340011", "3", "否")
SUN = ("红星村", "农村住宅", "红星村3组15号", "孙丽华", "13812340012", "2", "否")
ZHOU = ("红星村", "农村住宅", "红星村3组16号", "周建新", "13812340013", "4", "否")


def homes(cast, *rows, at=AT):
    """The houses that are one home, once a household ledger of these rows is in."""
    made = bring_in(cast["data"], csv(*rows, heads=LEDGER, title="红星村户册台账"), "户册台账.csv", at)
    assert made.kind == "ledger"
    return list(Door.objects.filter(room="").values_list("building__number", flat=True))


def test_a_house_of_two_households_is_neithers_alone_in_whichever_part_of_a_ledger_they_stand(
    cast, monkeypatch
):
    monkeypatch.setattr(committing, "CHUNK", 1)
    assert homes(cast, QIAN, ZHOU, SUN) == ["16"]


def test_a_house_of_two_households_stays_so_when_only_ones_row_has_changed(cast):
    assert homes(cast, QIAN, ZHOU, SUN) == ["16"]
    assert homes(cast, (*QIAN[:4], "13812340099", *QIAN[5:]), ZHOU, SUN, at=AT + DAY) == ["16"]
