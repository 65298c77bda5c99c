"""What a query means, why two were joined, who may look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import Actor, Refused, Role, ids
from lianfang.registry.people.rules import rights, why
from lianfang.registry.people.rules.search import Asked, read_query


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("", Asked.NOTHING, ""),
        ("张三", Asked.NAME, "张三"),
        ("zhang san", Asked.SOUND, "zhangsan"),
        ("ZS", Asked.SOUND, "zs"),
        ("138 1234 5678", Asked.PHONE, "13812345678"),
        ("11010519491231002X", Asked.IDENTITY, "11010519491231002X"),
        ("1381234", Asked.PLACE, "1381234"),
        ("新闸路390弄", Asked.PLACE, "新闸路390弄"),
        ("路遥", Asked.NAME, "路遥"),
        ("11010519491231", Asked.PLACE, "11010519491231"),
    ],
)
def test_a_query_is_taken_for_what_it_is(text, asked, value):
    found = read_query(text)
    assert (found.asked, found.value) == (asked, value)


@given(st.text(max_size=100))
def test_any_query_can_be_read(text):
    assert read_query(text).asked in Asked


def test_reasons_are_sentences_the_weightiest_first():
    kept = [
        {
            "field": "name",
            "code": "name.form_of_address",
            "weight": 1.2,
            "facts": {"a": "王阿姨", "b": "王秀英"},
        },
        {"field": "phone", "level": 1, "weight": -6.1},
        {"field": "sex", "level": -1, "weight": 0.0},
        {"field": "nonsense", "level": 3},
    ]
    phone, name = why.explain(kept)
    assert (phone.text, phone.signed, phone.agrees) == ("手机相差一位", "−6.1", False)
    assert "王秀英" not in name.text
    assert "王秀英" in why.explain(kept, masked=False)[1].text


@pytest.mark.parametrize(
    "role", [Role.LEADER, Role.CALLER, Role.GATE_GUARD, Role.FIRM_CONTACT, Role.RESIDENT]
)
def test_some_roles_work_without_full_values(role):
    with pytest.raises(Refused):
        rights.check_can_reveal(Actor(ids.new(), "x", role, ids.new()), "phone", "排摸")


@pytest.mark.parametrize(("field", "reason"), [("phone", " "), ("shoe_size", "排摸")])
def test_a_look_needs_a_reason_and_a_field(field, reason):
    with pytest.raises(Refused):
        rights.check_can_reveal(Actor(ids.new(), "x", Role.DOCTOR, ids.new()), field, reason)


@pytest.mark.parametrize(("persons", "conspicuous"), [(20, False), (21, True)])
def test_more_than_twenty_a_day_is_conspicuous(persons, conspicuous):
    assert rights.is_conspicuous(persons) is conspicuous
