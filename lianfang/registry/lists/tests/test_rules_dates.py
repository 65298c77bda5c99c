"""Dates in every spelling the offices use."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.registry.lists.files import Cell, Kind
from lianfang.registry.lists.rules import lunar
from lianfang.registry.lists.rules.dates import Order, latest_full_date, order_of, read_date

ISSUED = dt.date(2020, 2, 10)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-02-05", "2020-02-05"),
        ("2020/2/5", "2020-02-05"),
        ("2020.2.5", "2020-02-05"),
        ("20200205", "2020-02-05"),
        ("2020年2月10日", "2020-02-10"),
        ("2020年2月10日(周一)", "2020-02-10"),
        ("2020年1月 5 日", "2020-01-05"),
        ("2月9日", "2020-02-09"),
        ("2月9号晚到", "2020-02-09"),
        ("2.7", "2020-02-07"),
        ("02-07", "2020-02-07"),
        ("２０２０／２／５", "2020-02-05"),
        ("20.2.5", "2020-02-05"),
        ("200207", "2020-02-07"),
        ("5 Feb 2020", "2020-02-05"),
        ("二月七日", "2020-02-07"),
        ("二〇二〇年二月十七日", "2020-02-17"),
        ("正月初八", "2020-02-01"),
        ("农历二月初三", "2020-02-25"),
        ("农历2月3日", "2020-02-25"),
        ("闰四月初一", "2020-05-23"),
        ("除夕", "2020-01-24"),
        ("大年初三", "2020-01-27"),
        ("上月28日", "2020-01-28"),
        ("这个月5号", "2020-02-05"),
        ("下个月三日", "2020-03-03"),
        ("腊月廿八", "2020-01-22"),
        ("元宵节", "2020-02-08"),
        ("43863", "2020-02-02"),
        ("昨天", "2020-02-09"),
        ("今日", "2020-02-10"),
        ("3天前", "2020-02-07"),
        ("12月28日", "2019-12-28"),
        ("3月20日", "2020-03-20"),
        ("2月29日", "2020-02-29"),
        ("1月23日从外地回来", "2020-01-23"),
    ],
)
def test_spellings(text, day):
    read = read_date(text, year_hint=ISSUED)
    assert (read.value, read.problem) == (dt.date.fromisoformat(day), None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2月30日", "no_such_day"),
        ("20200230", "no_such_day"),
        ("2020-13-01", "no_such_day"),
        ("正月三十", "no_such_day"),
        ("2月", "date_incomplete"),
        ("2020-02", "date_incomplete"),
        ("2月初", "date_vague"),
        ("下月初一", "date_vague"),
        ("本月初五", "date_vague"),
        ("本月30日", "no_such_day"),
        ("待定", "date_vague"),
        ("2.3-2.5", "two_dates"),
        ("2月3日至2月5日", "two_dates"),
        ("快了", "date_unreadable"),
        ("还没回来", "not_yet_back"),
        ("暂未返沪", "not_yet_back"),
        ("13800000001", "date_unreadable"),
    ],
)
def test_what_is_no_day_is_said_and_kept_as_written(text, problem):
    read = read_date(text, year_hint=ISSUED)
    assert (read.value, read.problem, read.text) == (None, problem, text)


@pytest.mark.parametrize("text", ["", " ", "-", "无", "不详", "/"])
def test_blanks_and_placeholders_are_no_problem(text):
    read = read_date(text)
    assert (read.value, read.problem, read.how) == (None, None, "blank")


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2/7 11:29", "11:29"),
        ("2020-02-04 15:39:11", "15:39:11"),
        ("2020-02-04T15:39:11Z", "15:39:11"),
        ("2月9日下午3点半", "15:30"),
        ("2月10日8时", "08:00"),
        ("43863.5", "12:00"),
        ("202002071530", "15:30"),
    ],
)
def test_times_of_day_are_kept(text, time):
    assert read_date(text, year_hint=ISSUED).time == dt.time.fromisoformat(time)


def test_typed_cells_are_taken_as_they_are():
    assert read_date(Cell("2020-02-05", Kind.DATE)).value == dt.date(2020, 2, 5)
    moment = read_date(Cell("2020-02-05 11:29:00", Kind.DATETIME)).moment
    assert moment == dt.datetime.fromisoformat("2020-02-05 11:29:00")


def test_a_day_that_lost_its_zero_in_a_number_cell_is_flagged():
    assert read_date(Cell("2.1", Kind.NUMBER), year_hint=ISSUED).problem == "day_zero_lost"
    assert read_date(Cell("2.7", Kind.NUMBER), year_hint=ISSUED).problem is None
    assert read_date(Cell("2.1"), year_hint=ISSUED).problem is None


def test_without_an_issue_date_nothing_is_guessed():
    assert read_date("2月9日").problem == "year_missing"
    assert read_date("昨天", year_hint=2020).problem == "issue_date_missing"
    assert read_date("正月初八").problem == "year_missing"
    assert read_date("正月初八", year_hint=dt.date(2035, 2, 1)).problem == "lunar_year_unknown"
    assert read_date("2月9日", year_hint=2021).value == dt.date(2021, 2, 9)


def test_the_order_of_a_column_decides_what_one_value_cannot():
    column = ["03/02/2020", "15/02/2020"]
    assert read_date(column[0]).problem == "order_open"
    assert order_of(column) is Order.DAY_FIRST
    assert order_of(["09/15/2020"]) is Order.MONTH_FIRST
    assert order_of(["2020-02-03", "03/02/2020"]) is None
    read = read_date(column[0], order_hint=Order.DAY_FIRST)
    assert (read.value, read.problem) == (dt.date(2020, 2, 3), None)


def test_the_latest_full_date_stands_near_the_issue():
    assert latest_full_date(["2月9日", "2020-02-07", "2020年2月8日", "x"]) == dt.date(2020, 2, 8)
    assert latest_full_date(["2.9"]) is None


SPELLINGS = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%Y年%m月%d日",
    "%Y年%m月%d日 %H:%M",
    "%Y-%m-%d %H:%M:%S",
]


@given(st.dates(dt.date(1930, 1, 1), dt.date(2060, 1, 1)), st.times(), st.sampled_from(SPELLINGS))
def test_every_full_spelling_comes_back_as_the_same_day(day, time, spelling):
    moment = dt.datetime.combine(day, time)
    assert read_date(moment.strftime(spelling)).value == moment.date()


@given(st.dates(dt.date(2019, 1, 1), dt.date(2030, 12, 31)), st.integers(-250, 50))
def test_a_missing_year_is_the_one_near_the_issue(issued, days):
    day = issued + dt.timedelta(days)
    if (day.month, day.day) != (2, 29):
        assert read_date(f"{day.month}月{day.day}日", year_hint=issued).value == day


@given(st.dates(dt.date(1930, 1, 1), dt.date(2060, 1, 1)))
def test_serial_numbers_are_days_since_1899(day):
    assert read_date(str((day - dt.date(1899, 12, 30)).days)).value == day


@given(st.text(alphabet="0123456789年月日.-/: 初廿正腊农历昨前天除夕一二三十点半T", max_size=16), st.dates())
def test_any_text_ends_in_a_date_or_a_named_problem(text, issued):
    read = read_date(text, year_hint=issued)
    assert (read.value is None) <= (read.problem is not None or read.how == "blank")


def test_lunar_years_follow_each_other():
    for year in range(lunar.FIRST, lunar.LAST):
        assert lunar.eve(year) + dt.timedelta(1) == lunar.new_year(year + 1)


def test_lunar_months_begin_at_new_moons():
    for year in range(lunar.FIRST, lunar.LAST + 1):
        for month, leap, _days in lunar.months(year):
            noon = (lunar.from_lunar(year, month, 1, leap=leap) - dt.date(2000, 1, 7)).days + 0.5
            cycles = (noon - 0.09) / 29.530588861  # a new moon stood over Shanghai on 2000-01-07 at 02:14
            away = abs(cycles - round(cycles)) * 29.53
            assert away < 1.25, "the true moon is within 15 hours of the mean one, noon within 12 of its day"
