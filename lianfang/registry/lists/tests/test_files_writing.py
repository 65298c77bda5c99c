"""The refused rows go back as the office's own sheet."""

import io

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.registry.lists.files.writing import write_problems
from lianfang.registry.lists.rules.columns import recognise
from lianfang.registry.lists.rules.fields import Field
from lianfang.registry.lists.rules.headers import find_table

from .making import read, sheet, texts

ROWS = [
    ["重点地区来沪人员名单", "", ""],
    ["姓名", "身份证号", "电话"],
    ["王小明", "310105200611053125", "13800000001"],
    ["", "", ""],
    ["=1+1", "'0123", "+8613800000002"],
]


def page_of(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_headings_and_named_rows_come_back_with_the_problem_beside():
    page = page_of(write_problems(sheet(ROWS), {4: ["没有姓名", "没有电话"]}, heading_rows=(1, 2)))
    lines = [[cell.value for cell in row] for row in page.iter_rows()]
    assert lines[1] == ["姓名", "身份证号", "电话", "问题", "原表行号"]
    assert lines[2] == [None, None, None, "没有姓名\n没有电话", "4"]
    assert len(lines) == 3


def test_numbers_stay_text_and_formulas_are_defused():
    page = page_of(write_problems(sheet(ROWS), {3: ["a"], 5: ["b"]}, heading_rows=(2,)))
    assert [page.cell(2, column).data_type for column in (2, 3)] == ["s", "s"]
    assert page.cell(2, 2).number_format == "@"
    assert (page.cell(3, 1).value, page.cell(3, 1).data_type) == ("=1+1", "s")
    assert page.cell(3, 1).quotePrefix
    assert page.cell(3, 3).value == "+8613800000002"


def test_the_written_sheet_can_be_handed_in_again():
    content = write_problems(sheet(ROWS), {3: ["证件号码少一位"]}, heading_rows=(1, 2))
    again = find_table(read(content).sheets[0])
    mapping = recognise(again)
    assert texts(again.row(again.first_row))[:3] == ROWS[2]
    assert [read.field for read in mapping.columns] == [
        Field.NAME,
        Field.ID_NUMBER,
        Field.PHONE,
        Field.IGNORED,
        Field.IGNORED,
    ]


@settings(max_examples=40, deadline=2000)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_can_be_written_and_none_becomes_a_formula(value, sentence):
    page = page_of(write_problems(sheet([["姓名"], [value]]), {2: [sentence]}))
    assert all(cell.data_type in ("s", "n") for row in page.iter_rows() for cell in row)
