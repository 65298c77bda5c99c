"""体温表 as offices keep them: titles, merged and doubled headings, temperatures written every way, old formats."""

import io
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from lianfang.response.observation import operations
from lianfang.response.observation.models import Reading
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.rules import sheet as lines
from lianfang.response.observation.tests.test_sheets import SHEET, START, TAKE
from tests.cast import AT


@pytest.fixture(autouse=True)
def _story():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def three(cast):
    """Three under observation, whose home is all an office's sheet says of them beside the name."""
    names = ("rare", "twin_one", "twin_two")
    return [
        operations.begin(by=cast["chen"], beginning=Beginning(cast.people[n].id, START), at=AT) for n in names
    ]


def upload(client, body, name="表.xlsx"):
    return client.post(SHEET, {"file": SimpleUploadedFile(name, body)})


def bytes_of(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def weird(values):
    """A title over merged cells, a blank row, headings over two rows with 体温 merged over 上午 and 下午."""
    book = Workbook()
    page = book.active
    page.append(["甲居民区居家观察体温登记表（2月10日）"])
    page.merge_cells("A1:F1")
    page.append([])
    page.append(["序号", "姓 名", "住  址", "体温", None, "症状"])
    page.append([None, None, None, "上午", "下午", None])
    page.merge_cells("D3:E3")
    for column in "ABCF":
        page.merge_cells(f"{column}3:{column}4")
    for row in values:
        page.append(row)
    return bytes_of(book)


WAYS = ["36.5℃", "36，5", "３６．５", "36。5", 36.5, "365", "36.5度", " 36.5 ", "36.5 ℃", "36·5", "36.50"]


@pytest.mark.parametrize("way", WAYS)
def test_any_way_to_write_a_temperature_is_read(three, sign_in, way):
    shown = upload(sign_in("chen"), weird([[1, "王㛃", "甲路10弄1号102室", way, None, "无"]]))
    assert shown.status_code == 200
    [row] = shown.context["sheet"].rows
    assert not row.problems
    assert [str(one.celsius) for one in row.typed] == ["36.5"]


def test_a_formula_without_a_value_is_said_and_never_taken_for_blank(three, sign_in):
    """Formulas are not reckoned here: a sheet saved without their values would lose what somebody measured."""
    client = sign_in("chen")
    body = weird([[1, "王㛃", "甲路10弄1号102室", "=36+0.5", None, "无"], ["=1+1", *[None] * 5]])
    shown = upload(client, body)
    [row] = shown.context["sheet"].rows
    assert row.problems == ["第 5 行 公式没有值：请用 Excel 打开这张表，保存后再交"]
    done = client.post(TAKE, {"kept": shown.context["kept"]})
    assert not Reading.objects.exists()
    home = client.post(reverse("observation:sheet_problems"), {"kept": done.context["kept"]})
    cells = [cell for row in load_workbook(io.BytesIO(home.content)).active.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []


@pytest.mark.parametrize(
    "way", [date(2020, 2, 10), "=36+0.5", "体温正常", "36.5/36.7", "46", "-", "#REF!", True]
)
def test_what_is_no_temperature_is_a_problem_or_nothing_but_never_a_reading(three, sign_in, way):
    client = sign_in("chen")
    shown = upload(client, weird([[1, "王㛃", "甲路10弄1号102室", way, None, "无"]]))
    assert shown.status_code == 200
    client.post(TAKE, {"kept": shown.context["kept"]})
    assert not Reading.objects.exists()


def test_a_whole_weird_sheet_goes_through_and_its_problems_home_and_again(three, sign_in):
    client = sign_in("chen")
    body = weird(
        [
            [1, "王㛃", "甲路10弄1号102室", "36.5℃", "", "无"],
            [None] * 6,
            [2, "欧阳晨", "甲路10弄1号101室", "37，9", None, "有点咳嗽"],
            [3, "赵六", "甲路10弄1号103室", "36.5", None, None],
            [None, "合计", None, "3人", None, None],
        ]
    )
    shown = upload(client, body)
    done = client.post(TAKE, {"kept": shown.context["kept"]})
    assert Reading.objects.count() == 2
    home = client.post(reverse("observation:sheet_problems"), {"kept": done.context["kept"]})
    page = load_workbook(io.BytesIO(home.content)).active
    said = [[cell.value for cell in row] for row in page.iter_rows()]
    assert {"赵六"} <= {row[1] for row in said}
    again = upload(client, home.content)
    assert again.status_code == 200, "the workbook of problems can be handed in again"
    client.post(TAKE, {"kept": upload(client, body).context["kept"]})
    assert Reading.objects.count() == 2


def test_csv_as_excel_in_china_saves_it(three, sign_in):
    text = "姓名,住址,上午体温,下午体温\r\n王㛃,甲路10弄1号102室,36.4,\r\n"
    shown = upload(sign_in("chen"), text.encode("gb18030"), "表.csv")
    [row] = shown.context["sheet"].rows
    assert [str(one.celsius) for one in row.typed] == ["36.4"]


def test_old_excel(three, sign_in):
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    page = book.add_sheet("体温")
    for y, row in enumerate(
        [["甲居民区"], ["姓名", "住址", "上午", "下午"], ["王㛃", "甲路10弄1号102室", 36.4, ""]]
    ):
        for x, value in enumerate(row):
            page.write(y, x, value)
    shown = upload(sign_in("chen"), bytes_of(book), "表.xls")
    [row] = shown.context["sheet"].rows
    assert [str(one.celsius) for one in row.typed] == ["36.4"]


def test_headings_over_two_rows():
    grid = [["登记表"], ["姓名", "住址", "体温", "体温"], ["", "", "上午", "下午"], ["王㛃", "", "36.5", ""]]
    columns = lines.find_columns(grid)
    assert columns is not None
    assert (columns.heading, columns.at["name"], columns.at["pm"]) == (3, 0, 3)
    assert [line.name for line in lines.read_lines(grid, columns)] == ["王㛃"]
