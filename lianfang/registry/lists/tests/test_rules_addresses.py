"""An address over several columns is one address again; nothing an office wrote is lost or doubled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.registry.lists.rules.addresses import join_parts
from lianfang.registry.lists.rules.columns import recognise
from lianfang.registry.lists.rules.fields import PARTS, Field
from lianfang.registry.lists.rules.headers import find_table
from lianfang.registry.lists.rules.rows import context_of, read_rows
from lianfang.registry.places.rules import parse

from .making import sheet

DOOR = ("安远路", "1", "2", "301")


def read(head, *lines):
    """Columns as read, and the rows."""
    table = find_table(sheet([head, *lines]))
    mapping = recognise(table)
    fields = [column.field and column.field.value for column in mapping.columns]
    return fields, list(read_rows(table, mapping, context_of(table, mapping)))


def addresses(head, *lines):
    return [row.text(Field.ADDRESS) for row in read(head, *lines)[1]]


@pytest.mark.parametrize(
    ("head", "line", "address"),
    [
        (["姓名", "路", "弄", "号", "室"], ["王小明", *DOOR], "安远路1弄2号301室"),
        (
            ["姓名", "路名", "弄号", "楼号", "室号"],
            ["王小明", "安远路", "1弄", "2号", "301室"],
            "安远路1弄2号301室",
        ),
        (
            ["姓名", "小区名称", "楼栋", "单元", "房号"],
            ["王小明", "望潮花园", "3", "2", "501"],
            "望潮花园3号2单元501室",
        ),
        (["姓名", "路", "弄", "门牌号", "室"], ["王小明", *DOOR], "安远路1弄2号301室"),
        (
            ["姓名", "街道", "路", "号", "室"],
            ["王小明", "澄浦街道", "安远路", "12", "301"],
            "澄浦街道安远路12号301室",
        ),
        (["姓名", "地址", "楼号", "室号"], ["王小明", "安远路1弄", "2", "301"], "安远路1弄2号301室"),
        (
            ["姓名", "小区", "地址"],
            ["王小明", "望潮新村", "安远路1弄2号301室"],
            "安远路1弄2号301室(望潮新村)",
        ),
        (["姓名", "小区", "地址"], ["王小明", "望潮新村", "3号501室"], "望潮新村3号501室"),
        (["姓名", "楼号", "地址"], ["王小明", "2", "安远路1弄2号301室"], "安远路1弄2号301室"),
        (["姓名", "路", "弄", "号", "室"], ["王小明", "安远路", "1.0", "2.0", "301.0"], "安远路1弄2号301室"),
        (["姓名", "路", "弄", "号", "室"], ["王小明", "安远路", "", "12", "/"], "安远路12号"),
    ],
)
def test_columns_make_one_address(head, line, address):
    assert addresses(head, line) == [address]


def test_the_columns_are_known_and_kept_word_for_word():
    fields, (row,) = read(["姓名", "路", "弄", "号", "室"], ["王小明", *DOOR])
    assert fields == ["name", "road", "lane", "building", "room"]
    assert row.raw[Field.LANE] == "1"
    assert not row.extras


def test_a_row_known_by_its_split_address_alone_names_somebody():
    _fields, (row,) = read(["姓名", "路", "弄", "号", "室"], ["", *DOOR])
    assert not row.is_refused


def test_a_door_column_alone_is_still_a_whole_address():
    fields, (row,) = read(["姓名", "门牌"], ["王小明", "安远路1弄2号301室"])
    assert fields[1] == "address"
    assert row.text(Field.ADDRESS) == "安远路1弄2号301室"


def test_the_subdistrict_alone_is_no_address():
    assert addresses(["姓名", "街道", "电话"], ["王小明", "澄浦街道", "13800000001"]) == [""]


def test_a_number_that_counts_rows_is_no_address():
    fields, (row,) = read(["号", "姓名", "电话"], ["1", "", ""])
    assert fields[0] is None
    assert row.is_refused


def test_where_somebody_came_from_is_not_where_he_lives():
    head = [["姓名", "来源地", "", ""], ["", "省", "市", "区"]]
    table = find_table(sheet([*head, ["王小明", "湖北", "武汉", "江岸"]]))
    assert not {column.field for column in recognise(table).columns} & set(PARTS)


NUMBER = st.integers(1, 1999).map(str)


@given(st.sampled_from(["安远路", "澄浦路"]), NUMBER, NUMBER, NUMBER)
def test_what_was_split_is_read_as_it_was_meant(road, lane, building, room):
    parts = {Field.ROAD: road, Field.LANE: lane, Field.BUILDING: building, Field.ROOM: room}
    found = parse(join_parts(parts))
    assert (found.road, found.lane, found.building, found.room) == (road, lane, building, room)


@given(st.dictionaries(st.sampled_from(PARTS), st.text(max_size=12)), st.text(max_size=30))
def test_a_written_address_is_never_lost(parts, written):
    assert written in join_parts(parts, written)
