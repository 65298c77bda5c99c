"""Where the table is, and what every row is."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.registry.lists.files import Workbook
from lianfang.registry.lists.rules.columns import recognise
from lianfang.registry.lists.rules.headers import RowKind, find_table, find_tables
from lianfang.registry.lists.rules.issue import complete, read_issued

from .making import read, sheet, xlsx

DATA = [
    ["1", "王小明", "13800000001", "安远路1弄2号301室"],
    ["2", "李芳", "13800000002", "安远路1弄2号302室"],
]
HEAD = ["序号", "姓名", "手机", "地址"]


def headings(table):
    return [column.heading for column in table.columns]


@pytest.mark.parametrize(
    "above",
    [
        [],
        [["重点地区来沪人员名单(2月10日8时)"]],
        [["重点地区来沪人员名单"], ["单位:江边街道", "", "日期:2020年2月10日"]],
        [[], ["名单"], [], ["说明:请于每日16时前报送"]],
    ],
)
def test_headings_are_found_below_titles(above):
    table = find_table(sheet([*above, HEAD, *DATA]))
    assert table.header_rows == (len(above) + 1,)
    assert headings(table) == HEAD
    assert table.first_row == len(above) + 2


def test_two_row_headings_with_merged_groups():
    def shape(page):
        page.merge_cells("A1:E1")
        page.merge_cells("A2:A3")
        page.merge_cells("B2:C2")
        page.merge_cells("D2:D3")

    rows = [
        ["返沪人员登记表"],
        ["姓名", "联系方式", None, "地址", "行程"],
        [None, "手机", "固话", None, "抵沪日期"],
        ["王小明", "13800000001", "62520001", "安远路1弄2号", "2.7"],
    ]
    table = find_table(read(xlsx(rows, shape)).sheets[0])
    assert table.header_rows == (2, 3)
    assert headings(table) == ["姓名", "联系方式|手机", "联系方式|固话", "地址", "行程|抵沪日期"]
    assert [one.field.value for one in recognise(table).columns] == [
        "name",
        "phone",
        "landline",
        "address",
        "arrived_on",
    ]


def test_two_row_headings_in_a_text_file():
    rows = [
        ["姓名", "联系方式", "", "地址"],
        ["", "手机", "固话", ""],
        ["王小明", "13800000001", "", "安远路1号"],
    ]
    assert headings(find_table(sheet(rows))) == ["姓名", "联系方式|手机", "联系方式|固话", "地址"]


def test_every_row_has_its_kind():
    rows = [
        ["居民登记表"],
        HEAD,
        *DATA,
        [],
        HEAD,
        ["3", "赵四", "", ""],
        ["合计", "3人"],
        ["小计:3"],
        ["备注:本表每日上报"],
        ["填表人:张三", "", "审核人:", ""],
        ["制表单位(盖章)", "", "", "2020年2月10日"],
    ]
    kinds = find_table(sheet(rows)).kinds
    assert [kind.value for kind in kinds] == (
        [
            "title",
            "header",
            "data",
            "data",
            "blank",
            "header",
            "data",
            "total",
            "total",
            "note",
            "signature",
            "signature",
        ]
    )


def test_people_are_not_taken_for_totals_or_signatures():
    rows = [
        ["姓名", "地址", "备注"],
        ["合小明", "安远路1号", ""],
        ["小计明", "", ""],
        ["王阿姨", "", ""],
        ["负责人家属", "安远路2号", "签字"],
        ["注小宝", "", ""],
    ]
    assert find_table(sheet(rows)).numbers(RowKind.DATA) == [2, 3, 4, 5, 6]


def test_a_list_without_headings_is_read_by_its_values():
    table = find_table(sheet([row[1:] for row in DATA]))
    assert (table.header_rows, table.first_row) == ((), 1)
    assert [one.field.value for one in recognise(table).columns] == ["name", "phone", "address"]


def test_each_sheet_has_a_table_or_a_reason():
    cover = [["江边街道疫情防控"], ["请各居委认真填报"]]
    book = Workbook("xlsx", [sheet(cover), sheet([HEAD, *DATA]), sheet([]), sheet([HEAD])])
    readings = find_tables(book)
    assert [reading.reason for reading in readings] == ["no_table", "", "empty", "no_rows"]


def test_english_headings_and_comment_lines():
    rows = [
        ["## comment"],
        ["Contact"] * 3,
        ["person.firstName", "person.sex", "city"],
        ["Otto", "MALE", "Ulm"],
    ]
    table = find_table(sheet(rows))
    assert table.header_rows == (2, 3)
    assert table.kinds[0] is RowKind.NOTE
    assert headings(table)[0] == "Contact|person.firstName"


@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "姓名", "手机", "13800000001", "王小明", "合计", "2.7", "x"]), max_size=5
        )
    )
)
def test_no_row_of_any_sheet_is_lost(rows):
    found = find_table(sheet(rows))
    if found:
        assert len(found.kinds) == len(rows)
        places = [number for kind in RowKind for number in found.numbers(kind)]
        assert sorted(places) == list(range(1, len(rows) + 1))


@pytest.mark.parametrize(
    ("title", "file_name", "moment"),
    [
        ("名单(2月10日8时)", "", "2020-02-10 08:00"),
        ("截至2020年2月10日16:30", "", "2020-02-10 16:30"),
        ("名单", "下发20200209.xlsx", "2020-02-09 00:00"),
        ("名单", "名单2.8.xlsx", "2020-02-08 00:00"),
        ("名单", "名单0207.csv", "2020-02-07 00:00"),
        ("12月30日下午3时", "", "2019-12-30 15:00"),
    ],
)
def test_the_issue_time_is_read_from_title_or_file_name(title, file_name, moment):
    issued = read_issued([title], file_name)
    assert complete(issued, dt.date(2020, 2, 11)) == dt.datetime.fromisoformat(moment)


def test_a_list_without_an_issue_time_has_none():
    assert read_issued(["口罩预约登记(第一轮)"], "口罩预约登记.xlsx") is None


def test_subtotals_within_a_list_are_no_people():
    rows = [DATA[0], ["1组小计", "", "", "30"], DATA[1], ["红星村合计", "", "60人", ""]]
    table = find_table(sheet([HEAD, *rows]))
    assert table.numbers() == [2, 4]
    assert table.numbers(RowKind.TOTAL) == [3, 5]
