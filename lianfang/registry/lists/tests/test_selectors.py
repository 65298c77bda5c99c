"""Who sees which lists and rows, and how much of a row is shown."""

from io import BytesIO

import openpyxl
import pytest

from lianfang.core import Role, actor, tenant
from lianfang.core.ids import new
from lianfang.registry.lists import operations, purposes, selectors
from lianfang.registry.lists.models import File, Import, Row
from tests.cast import AT

from .handing import HEADS, LI, NOBODY, WANG, bring_in, csv, hand_in

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def chens(cast):
    return bring_in(cast["chen"], csv(WANG, LI, NOBODY))


SEES = ("commander", "duty", "data", "chen")


@pytest.mark.parametrize("name", [*SEES, "bao", "leader", "doctor", "police", "caller", "guard", "firm"])
def test_a_list_is_seen_by_the_command_post_and_who_handed_it_in(cast, chens, name):
    expected = [chens] if name in SEES else []
    assert list(selectors.imports(cast[name])) == expected
    assert selectors.rows(cast[name], chens).count() == 3 * len(expected)


def test_another_subdistrict_sees_nothing(cast, chens):
    stranger = actor.Actor(new(), "外街道", Role.DATA_OFFICER, new())
    assert not selectors.imports(stranger).exists()
    with tenant.inside(stranger.subdistrict):
        assert not Import.objects.exists()
        assert not Row.objects.exists()
        assert not File.objects.exists()


def test_a_row_is_shown_masked_and_its_address_to_the_building(cast, chens):
    [first, *_] = selectors.shown(cast["chen"], chens, selectors.rows(cast["chen"], chens))
    assert first.cells[1:5] == ["王**", "310***********0015", "138****0001", "甲路10弄1号"]


def test_a_row_leads_to_its_person_only_where_the_viewer_sees_them(cast, chens):
    rows = selectors.rows(cast["data"], chens)
    assert selectors.shown(cast["data"], chens, rows)[0].person
    # Nobody knows yet which committee the person belongs to.
    assert selectors.shown(cast["chen"], chens, rows)[0].person is None


def test_the_rows_behind_each_figure(cast, chens):
    for state, count in (("new", 2), ("refused", 1), ("joined", 0), ("", 3), ("\0", 3), ("nonsense", 3)):
        assert selectors.rows(cast["data"], chens, state).count() == count, state


def test_a_problem_names_its_column_and_the_value(cast):
    made = bring_in(cast["data"], csv((*WANG[:5], "2月30日", WANG[6])))
    [row] = selectors.shown(cast["data"], made, selectors.rows(cast["data"], made, "flagged"))
    assert row.problems == ["「抵沪日期」：没有这一天：「2月30日」。"]


def test_a_problem_of_a_whole_row_names_no_column(cast):
    made = bring_in(cast["data"], csv((*WANG, "甲"), (*NOBODY, "乙"), heads=(*HEADS, "另外")))
    [row] = selectors.shown(cast["data"], made, selectors.rows(cast["data"], made, "refused"))
    assert row.problems == ["这一行没有指到任何人：没有姓名、电话、证件号码，也没有地址。"]


def test_rows_with_problems_come_back_as_the_offices_own_sheet(cast, chens):
    book = openpyxl.load_workbook(BytesIO(selectors.problems_workbook(cast["data"], chens)))
    head, only = book.active.iter_rows(values_only=True)
    assert head[:3] == ("序号", "姓名", "身份证号")
    assert head[-2:] == ("问题", "原表行号")
    assert (only[0], only[-1]) == ("4", "4")
    assert "没有指到任何人" in only[-2]


def test_today_asks_to_look_at_what_was_read(cast):
    hand_in(cast["chen"], csv(LI))
    [_stuck, failed, look] = selectors.waiting(cast["chen"], AT)
    assert (failed.count, look.count) == (0, 1)
    assert selectors.waiting(cast["bao"], AT)[1].count == 0


def test_rows_and_files_go_when_their_day_has_come(cast, chens):
    def due(days):
        at = AT + purposes.timedelta(days=days)
        home = cast.subdistrict.id
        return [
            each(home, at).count() for each in (purposes.due_rows, purposes.due_files, purposes.due_imports)
        ]

    assert due(59) == [0, 0, 0]
    assert due(61) == [3, 1, 1]
    operations.undo(by=cast["data"], import_id=chens.id, at=AT)
    assert due(6) == [0, 0, 0]
    assert due(8) == [3, 1, 1]


def test_a_register_stays_until_the_end_of_the_response(cast, chens):
    Import.objects.update(kind="register")
    assert not purposes.due_imports(cast.subdistrict.id, AT + purposes.timedelta(days=400)).exists()


def test_a_file_that_another_import_needs_stays(cast, chens):
    operations.undo(by=cast["data"], import_id=chens.id, at=AT)
    hand_in(cast["chen"], csv(WANG, LI, NOBODY), at=AT)
    at = AT + purposes.timedelta(days=8)
    assert not purposes.due_files(cast.subdistrict.id, at).exists()
