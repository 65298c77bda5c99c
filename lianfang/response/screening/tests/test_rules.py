"""Places as people write them, what they ask for, and the table of states."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import Refused
from lianfang.response.screening import rules
from lianfang.response.screening.rules import Need, Place, Region, State, Travel

CHINA = "CN"
HUBEI = Place(CHINA, "湖北省")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("湖北省武汉市返沪", (CHINA, "湖北省", "武汉市")),
        ("武汉", (CHINA, "湖北省", "武汉市")),
        ("襄阳市", (CHINA, "湖北省", "襄阳市")),
        ("湖北", (CHINA, "湖北省", "")),
        ("湖北恩施州", (CHINA, "湖北省", "恩施土家族苗族自治州")),
        ("仙桃", (CHINA, "湖北省", "仙桃市")),
        ("浙江温州", (CHINA, "浙江省", "温州市")),
        ("浙江省温州市永嘉县", (CHINA, "浙江省", "温州市")),
        ("昆山", (CHINA, "江苏省", "苏州市")),
        ("重庆万州", (CHINA, "重庆市", "万州区")),
        ("内蒙古", (CHINA, "内蒙古自治区", "")),
        ("蒙古", ("MN", "", "")),
        ("吉林", (CHINA, "吉林省", "")),
        ("吉林市", (CHINA, "吉林省", "吉林市")),
        ("从武汉坐高铁回上海", (CHINA, "湖北省", "武汉市")),
        ("上海", (CHINA, "上海市", "")),
        ("香港", (CHINA, "香港特别行政区", "")),
        ("伊朗德黑兰", ("IR", "", "德黑兰")),
        ("韩国大邱", ("KR", "", "大邱")),
        ("大邱", ("KR", "", "大邱")),
        ("法国巴黎回国", ("FR", "", "巴黎")),
        ("湖北 武汉", (CHINA, "湖北省", "武汉市")),
        ("Wuhan", (CHINA, "湖北省", "武汉市")),
        ("Wuhan, Hubei", (CHINA, "湖北省", "武汉市")),
        ("Shaanxi", (CHINA, "陕西省", "")),
        ("South Korea", ("KR", "", "")),
        ("Taizhou, Zhejiang", (CHINA, "浙江省", "")),
    ],
)
def test_places_as_people_write_them(text, expected):
    place = rules.read_place(text)
    assert (place.country, place.province, place.city) == expected


@pytest.mark.parametrize(
    "text", ["", "老家", "外地", "湖北籍", "户籍湖北武汉", "朝阳区", "Taizhou", "不详", "-"]
)
def test_what_names_no_place_has_to_be_asked(text):
    assert rules.read_place(text) is None


@given(st.text(max_size=60))
def test_any_text_is_read_or_not_but_never_breaks(text):
    place = rules.read_place(text)
    assert place is None or place.country


@given(st.from_regex(r"42[0-9]{15}[0-9X]", fullmatch=True))
def test_an_identity_number_names_no_place(number):
    assert rules.read_place(number) is None


@given(
    st.sampled_from(["籍贯湖北武汉", "湖北武汉户口", "原籍湖北", "户籍：湖北省"]), st.dates(date(2020, 1, 1))
)
def test_registered_residence_never_asks_for_observation(text, day):
    region = Region(UUID(int=1), HUBEI, date(2020, 1, 1), None, Need.OBSERVE, 14)
    assert rules.assess(Travel(text, day), [region], 14).need == Need.ASK


def region(place, from_on=date(2020, 1, 12), to_on=None, need=Need.OBSERVE, days=14, key=1):
    return Region(UUID(int=key), place, from_on, to_on, need, days)


@pytest.mark.parametrize(
    ("arrived", "need"),
    [
        (date(2020, 1, 11), Need.DECLARE),
        (date(2020, 1, 12), Need.OBSERVE),
        (date(2020, 2, 1), Need.OBSERVE),
        (date(2020, 2, 2), Need.DECLARE),
        (None, Need.ASK),
    ],
)
def test_a_rule_covers_its_days_only(arrived, need):
    found = rules.assess(Travel("武汉", arrived), [region(HUBEI, to_on=date(2020, 2, 1))], 14)
    assert found.need == need


def test_an_unknown_day_asks_nothing_once_a_rule_is_counted_out():
    ended = replace(region(HUBEI, to_on=date(2020, 2, 1)), is_over=True)
    assert rules.assess(Travel("武汉"), [ended], 14).need == Need.DECLARE


def test_an_unknown_day_falls_under_an_open_rule_without_an_end():
    found = rules.assess(Travel("武汉"), [region(HUBEI)], 14)
    assert (found.need, found.starts_on, found.last_day) == (Need.OBSERVE, None, None)


def test_the_more_precise_rule_goes_first():
    city = region(Place(CHINA, "湖北省", "武汉市"), days=21, key=2)
    found = rules.assess(Travel("武汉", date(2020, 2, 1)), [region(HUBEI), city], 14)
    assert (found.rule, found.last_day) == (city.id, date(2020, 2, 22))


def test_everywhere_abroad_gives_way_to_a_country():
    abroad, korea = region(Place("*"), key=1), region(Place("KR"), need=Need.DECLARE, key=2)
    assert rules.assess(Travel("韩国大邱", date(2020, 3, 1)), [abroad, korea], 14).need == Need.DECLARE
    assert rules.assess(Travel("伊朗", date(2020, 3, 1)), [abroad, korea], 14).need == Need.OBSERVE
    assert rules.assess(Travel("南京", date(2020, 3, 1)), [abroad, korea], 14).need == Need.DECLARE


@given(st.dates(date(2019, 1, 1), date(2030, 1, 1)), st.integers(1, 30))
def test_the_last_day_is_day_zero_and_the_days(start, days):
    found = rules.assess(Travel("武汉", start), [region(HUBEI, date(2019, 1, 1), days=days)], 14)
    assert found.last_day == start + timedelta(days=days)
    assert not found.is_past(found.last_day)
    assert found.is_past(found.last_day + timedelta(days=1))


@given(st.lists(st.sampled_from(list(Need)), min_size=1, max_size=7))
def test_the_strongest_need_rules(needs):
    findings = [rules.Finding(need, rules.Basis.KEY_REGION, None) for need in needs]
    order = [Need.OBSERVE, Need.ASK, Need.DECLARE]
    assert rules.ruling(findings).need == min(needs, key=order.index)


@pytest.mark.parametrize(
    ("start", "known", "expected"),
    [
        (None, date(2020, 2, 1), False),
        (date(2020, 2, 3), date(2020, 2, 1), False),
        (date(2020, 2, 5), date(2020, 2, 1), True),
        (date(2020, 2, 5), None, False),
        (date(2020, 2, 11), None, True),
    ],
)
def test_lists_differ_by_days_about_one_journey(start, known, expected):
    assert rules.is_new_journey(start, known, date(2020, 2, 10)) is expected


@given(st.lists(st.sampled_from(list(rules.Outcome)), max_size=12))
def test_no_order_of_answers_leads_out_of_the_table(outcomes):
    state = State.OPEN
    for outcome in outcomes:
        try:
            after = rules.state_after(state, outcome)
        except Refused:
            assert (state, outcome) not in rules.TRANSITIONS
        else:
            assert state == State.OPEN or outcome == rules.Outcome.REOPENED
            state = after
    assert state in rules.STATES


def test_a_list_without_a_day_takes_no_day_away_from_those_that_name_one():
    dated = rules.assess(Travel("武汉", date(2020, 2, 1)), [region(HUBEI)], 14)
    open_ended = rules.assess(Travel("武汉"), [region(HUBEI)], 14)
    assert rules.ruling([dated, open_ended], date(2020, 2, 15)) == dated
    # Once the known count is over, whoever was seen again may have been away again.
    assert rules.ruling([dated, open_ended], date(2020, 2, 16)) == open_ended
