"""Values made comparable, bad ones flagged, nothing lost."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.registry.lists.files import Cell, Kind, Mark
from lianfang.registry.lists.rules import rows as rules
from lianfang.registry.lists.rules.columns import recognise
from lianfang.registry.lists.rules.fields import Field
from lianfang.registry.lists.rules.headers import find_table
from lianfang.registry.lists.rules.rows import Temperature, context_of, read_rows
from lianfang.registry.lists.rules.wording import SENTENCES, describe

from .making import sheet

HEAD = ["姓名", "性别", "年龄", "证件号码", "手机", "地址", "抵沪日期", "体温", "爱好"]
GOOD = ["王小明", "男", "34岁", "310105200611053125", "13800000001", "安远路1弄2号", "2月7日", "36.5", "棋"]


def rows_of(*lines, head=HEAD, title="名单(2020年2月10日8时)"):
    found = find_table(sheet([[title], head, *lines]))
    mapping = recognise(found)
    return list(read_rows(found, mapping, context_of(found, mapping)))


def test_a_good_row_has_typed_values_and_its_number():
    (row,) = rows_of(GOOD)
    assert row.number == 3
    assert row.values[Field.SEX] == "male"
    assert row.values[Field.AGE] == 34
    assert row.values[Field.ARRIVED_ON] == dt.date(2020, 2, 7)
    assert row.values[Field.TEMPERATURE] == Temperature(36.5)
    assert row.extras == {"爱好": "棋"}
    assert not row.problems


def test_bad_values_are_flagged_and_kept_while_the_row_stands():
    (row,) = rows_of(["王小明", "?男", "三百", "", "", "", "2月30日", "63.5", ""])
    assert {problem.code for problem in row.problems} == {
        "sex_unreadable",
        "age_unreadable",
        "no_such_day",
        "temperature_unlikely",
    }
    assert row.raw[Field.ARRIVED_ON] == "2月30日"
    assert not row.is_refused


@pytest.mark.parametrize("text", ["1380000000", "138000000012", "王阿姨", "12345", "138OOOOOOO1", "110"])
def test_a_phone_that_is_none_is_flagged_and_kept_as_said(text):
    (row,) = rows_of(["王小明", "男", "", "", text, "", "2月7日", "", ""])
    assert [(one.field, one.code, one.text) for one in row.problems] == [
        (Field.PHONE, "phone_unlikely", text)
    ]
    assert row.text(Field.PHONE) == text
    assert not row.is_refused


@pytest.mark.parametrize(
    "text",
    [
        "13800000001",
        "138 0000 0001",
        "+86-13800000001",
        "62501234",
        "021-62501234-803",
        "13800000001、13900000002",
        "13800000001(儿子)",
        "+1 617 555 0100",
        "4008123123",
        "无",
        "-",
        "不详",
    ],
)
def test_a_phone_that_can_be_called_or_was_not_given_is_no_problem(text):
    (row,) = rows_of(["王小明", "男", "", "", text, "", "2月7日", "", ""])
    assert not row.problems


def test_only_a_row_that_names_nobody_is_refused():
    refused, kept = rows_of(
        ["-", "男", "", "无", "", "/", "2.7", "", ""], ["", "", "", "", "", "安远路2号", "", "", ""]
    )
    assert refused.is_refused
    assert "男" in refused.problems[0].text
    assert not kept.is_refused


def test_days_after_the_issue_are_flagged():
    (row,) = rows_of([*GOOD[:6], "2020-02-20", "", ""])
    assert [problem.code for problem in row.problems] == ["after_issue"]


def test_lost_digits_and_spreadsheet_errors_are_flagged():
    table = find_table(sheet([HEAD, GOOD]))
    cells = list(table.row(2))
    cells[3] = Cell("310105200611053000", Kind.NUMBER, int(Mark.DAMAGED))
    cells[4] = Cell("#N/A", Kind.ERROR)
    cells[5] = Cell("", Kind.ERROR, int(Mark.UNCOMPUTED))
    row = rules.read_row(2, cells, recognise(table), rules.Context())
    assert {(problem.field, problem.code) for problem in row.problems} >= {
        (Field.ID_NUMBER, "digits_lost"),
        (Field.PHONE, "spreadsheet_error"),
        (Field.ADDRESS, "formula_without_value"),
    }


def test_columns_with_one_heading_are_all_kept():
    (row,) = rows_of(["王小明", "a", "b"], head=["姓名", "标签", "标签"])
    assert row.extras == {"标签": "a", "标签 #2": "b"}


def test_two_phone_columns_are_both_kept():
    (row,) = rows_of(["王小明", "13800000001", "13800000002"], head=["姓名", "手机", "联系电话"])
    assert row.several[Field.PHONE] == ("13800000001", "13800000002")


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("36.4℃", 36.4),
        ("36．5", 36.5),
        ("37.3度", 37.3),
        ("36,5", 36.5),
        ("365", 36.5),
        ("体温36.8正常", 36.8),
        ("36", 36.0),
    ],
)
def test_temperatures_are_read(text, degrees):
    assert rules.read_temperature(text) == (Temperature(degrees), None)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("正常", Temperature(None, True), None),
        ("体温正常", Temperature(None, True), None),
        ("无发热", Temperature(None, True), None),
        ("不正常", Temperature(None, False), "temperature_called_abnormal"),
        ("有点发热", Temperature(None, False), "temperature_called_abnormal"),
        ("63.5", None, "temperature_unlikely"),
        ("3.65", None, "temperature_unlikely"),
        ("好", None, "temperature_unreadable"),
    ],
)
def test_words_and_absurd_temperatures(text, value, code):
    assert rules.read_temperature(text) == (value, code)


@pytest.mark.parametrize(
    ("text", "sex"),
    [("男", "male"), ("女性", "female"), ("M", "male"), ("f", "female"), ("1", "male"), ("2", "female")],
)
def test_sex_in_every_coding(text, sex):
    assert rules.read_sex(text) == (sex, None)


@pytest.mark.parametrize(
    ("text", "age"), [("34", 34), ("34岁", 34), ("６７岁", 67), ("8个月", 0), ("34.0", 34)]
)
def test_ages(text, age):
    assert rules.read_age(text) == (age, None)


@given(st.lists(st.text(max_size=15), min_size=9, max_size=9))
def test_any_row_keeps_all_it_says_and_every_problem_has_words(values):
    for row in rows_of(GOOD, values):
        said = " ".join([*row.raw.values(), *row.extras.values()])
        cells = [cell for cell in sheet([values]).rows[0] if cell] if row.number == 4 else []
        assert all(cell.text in said for cell in cells)
        assert all(problem.code in SENTENCES and describe(problem) for problem in row.problems)
