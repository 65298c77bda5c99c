"""Which value is believed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import ids
from lianfang.registry.people.rules import best as rules
from lianfang.registry.people.rules.best import Number, Said

DAY = datetime(2020, 2, 10, 2, tzinfo=UTC)
PURPOSES = {"register": "registry", "ledger": "registry", "mask": "mask"}


def said(kind, days=0, **words):
    purpose = PURPOSES.get(kind, "screen")
    return Said(id=ids.new(), kind=kind, purpose=purpose, as_of=DAY + timedelta(days=days), **words)


def value(field, *everything, masks_allowed=False):
    found = getattr(rules.best(everything, masks_allowed=masks_allowed), field)
    return found.value if found else None


@pytest.mark.parametrize(
    ("everything", "name"),
    [
        ([said("register", name="王秀英"), said("leader", 5, name="王阿姨")], "王秀英"),
        ([said("register", name="王秀英"), said("police", 5, name="王秀瑛")], "王秀英"),
        ([said("leader", name="王阿姨"), said("gate", -5, name="王秀英")], "王秀英"),
        ([said("leader", name="王阿姨")], "王阿姨"),
        ([said("police", name="李一"), said("police", 1, name="李二")], "李二"),
        ([said("police", name="")], None),
    ],
)
def test_a_register_beats_hearsay_and_a_name_beats_a_form_of_address(everything, name):
    assert value("name", *everything) == name


def test_a_whole_identity_number_beats_a_masked_one():
    masked = said("register", id_masked="310***********001X")
    whole = said("gate", id_masked="310***********0011", is_full_id=True)
    assert value("identity", masked, whole) == "310***********0011"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (("register", "wechat"), "wechat"),
        (("register", "police"), "police"),
        (("wechat", "police"), "wechat"),
        (("gate", "wechat"), "wechat"),
    ],
)
def test_a_telephone_is_believed_from_the_persons_own_mouth_first(order, expected):
    everything = [said(kind, days, phones=(Number(ids.new(), kind),)) for days, kind in enumerate(order)]
    assert value("phone", *everything).masked == expected


def test_a_number_that_cannot_be_dialled_comes_last():
    wrong = said("wechat", phones=(Number(ids.new(), "wrong", False),))
    right = said("register", phones=(Number(ids.new(), "right"),))
    assert value("phone", wrong, right).masked == "right"


def test_home_is_the_registers_unless_it_says_that_the_person_lives_elsewhere():
    here, there = ids.new(), ids.new()
    seen = said("police", door=there, committee=ids.new())
    assert value("home", said("register", door=here, residence_kind="户籍"), seen) == here
    assert value("home", said("register", door=here, residence_kind="人户分离"), seen) == there
    assert value("home", said("register", door=here, residence_kind="人户分离")) == here


def test_a_newer_door_beats_an_older_one_and_a_door_beats_a_lane():
    old, new, lane = ids.new(), ids.new(), ids.new()
    assert value("home", said("police", door=old), said("cdc", 1, door=new)) == new
    assert value("home", said("police", door=old), said("cdc", 1, compound=lane)) == old


def test_mask_reservations_say_nothing_without_an_order():
    mask = said("mask", name="王秀英", phones=(Number(ids.new(), "138****1234"),))
    without = rules.best([mask])
    assert (without.name, without.phone, without.sources, without.withheld) == (None, None, (), 1)
    assert not without.is_listed
    assert value("name", mask, masks_allowed=True) == "王秀英"


def test_days_near_each_other_are_one_journey_and_its_newest_word_counts():
    told = [
        said("police", arrived_on=date(2020, 2, 5), from_place="武汉"),
        said("wechat", 1, arrived_on=date(2020, 2, 6), from_place="湖北武汉"),
        said("firm", arrived_on=date(2020, 1, 3), from_place="温州"),
    ]
    newest, older = rules.journeys(told)
    assert (newest.arrived_on, newest.from_place, len(newest.told_by)) == (date(2020, 2, 6), "湖北武汉", 2)
    assert older.arrived_on == date(2020, 1, 3)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("长寿路999弄5号302室", "长寿路999弄5号"),
        ("金龙小区3号楼", "金龙小区3号楼"),
        ("某某宾馆大堂左边", "某某宾馆大堂"),
        ("", ""),
    ],
)
def test_an_unknown_address_is_shown_to_the_building_only(text, shown):
    assert rules.to_building(text) == shown


KINDS = st.sampled_from(["register", "ledger", "police", "leader", "wechat", "mask"])


@given(
    st.lists(
        st.tuples(KINDS, st.integers(-9, 9), st.sampled_from(["王秀英", "王阿姨", "李雷", ""])), max_size=8
    )
)
def test_the_order_in_which_things_were_said_to_us_does_not_matter(told):
    everything = [said(kind, days, name=name) for kind, days, name in told]
    assert rules.best(everything) == rules.best(everything[::-1])


@given(st.lists(st.tuples(KINDS, st.sampled_from(["王秀英", "李雷"])), min_size=1, max_size=8))
def test_nothing_comes_from_a_mask_reservation(told):
    found = rules.best([said(kind, name=name) for kind, name in told])
    assert found.name is None or found.name.said.kind != "mask"
