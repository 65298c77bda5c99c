"""Addresses followed into a small invented ledger, as far as each is certain."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.registry.places.rules import (
    Door,
    Gazetteer,
    Level,
    Place,
    Reason,
    learn_aliases,
    learn_shared,
    parse,
    resolve,
)

LEDGER = {
    "柳荫居民区": [
        "柳荫路390弄25号503室",
        "柳荫路390弄25号504室",
        "柳荫路390弄26号503室",
        "柳荫路390弄26号甲101室",
        "柳荫路1088号1203室",
        "柳荫路1655弄29支弄11号304室",
        "柳荫路1655弄30支弄12号304室",
    ],
    "白果居民区": [
        "白果路390弄7号101室",
        "白果路512弄3号1单元502室",
        "白果路512弄3号2单元503室",
        "白果路512弄8号亭子间",
        "白果路512弄12-14号201室",
        "枫树十二村5号302室",
    ],
    "松江居民区": [
        "松针路70弄(金穗小区)1号201室",
        "松针路72弄(金穗小区)2号301室",
        "松针路80弄9号101室",
    ],
}


@pytest.fixture(scope="module")
def town() -> Gazetteer:
    doors = (Door(parse(text), committee=name) for name, rows in LEDGER.items() for text in rows)
    town = Gazetteer(doors, district="静安区", street="梧桐街道")
    town.add_names({"银杏苑": [Place("柳荫路", "390")]})
    return town


@pytest.mark.parametrize(
    ("text", "level", "key"),
    [
        ("柳荫路390弄25号503室", Level.FLAT, "柳荫路390弄25号503室"),
        ("静安区梧桐街道柳荫路390弄25-503", Level.FLAT, "柳荫路390弄25号503室"),
        ("柳荫路390-25-503", Level.FLAT, "柳荫路390弄25号503室"),
        ("柳荫路390弄甲26号101", Level.FLAT, "柳荫路390弄26甲号101室"),
        ("柳荫路1088号1203", Level.FLAT, "柳荫路1088号1203室"),
        ("柳荫路1088号金叶大厦1203室", Level.FLAT, "柳荫路1088号1203室"),
        ("白果路512弄8号亭子间", Level.FLAT, "白果路512弄8号亭子间"),
        ("白果路512弄14号201", Level.FLAT, "白果路512弄12-14号201室"),
        ("枫树12村5号302", Level.FLAT, "枫树十二村5号302室"),
        ("银杏苑25号503室", Level.FLAT, "柳荫路390弄25号503室"),
        ("静安银杏苑25号503室", Level.FLAT, "柳荫路390弄25号503室"),
        ("张三家柳荫路390弄25号503室", Level.FLAT, "柳荫路390弄25号503室"),
        # What is wrong or missing stops the search where it is still certain.
        ("柳荫路390弄25号", Level.STAIR, "柳荫路390弄25号"),
        ("柳荫路390弄25号999室", Level.STAIR, "柳荫路390弄25号"),
        ("柳荫路390弄", Level.COMPOUND, "柳荫路390弄"),
        ("柳荫路390弄99号503室", Level.COMPOUND, "柳荫路390弄"),
        ("银杏苑", Level.COMPOUND, "柳荫路390弄"),
        ("白果居委会", Level.COMMITTEE, "白果"),
        ("柳荫路999号", Level.COMMITTEE, "柳荫"),
        ("上海市徐汇区漕河路5弄1号101", Level.OUTSIDE, None),
        ("江苏省苏州市姑苏区柳荫路390弄25号503室", Level.OUTSIDE, None),
        ("漕河路5弄1号101", Level.UNKNOWN, None),
        ("", Level.UNKNOWN, None),
    ],
)
def test_levels(town: Gazetteer, text: str, level: Level, key: object) -> None:
    found = resolve(parse(text), town)
    assert (found.level, found.key) == (level, key)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("柳荫路390弄25号", Reason.ROOM_MISSING),
        ("柳荫路390弄25号999室", Reason.ROOM_UNKNOWN),
        ("柳荫路390弄", Reason.BUILDING_MISSING),
        ("柳荫路390弄99号503室", Reason.BUILDING_UNKNOWN),
        ("柳荫路391弄25号503室", Reason.LANE_UNKNOWN),
        ("漕河路5弄1号101", Reason.ROAD_UNKNOWN),
        ("512弄8号亭子间", Reason.ROAD_MISSING),
        ("银杏苑25号503室", Reason.NAME_USED),
        ("白果路512弄(银杏苑)8号亭子间", Reason.NAME_DISAGREES),
        ("柳荫路390-25-503", None),
        ("柳荫路390-25号", Reason.READ_OTHERWISE),
    ],
)
def test_it_says_why(town: Gazetteer, text: str, reason: Reason | None) -> None:
    reasons = resolve(parse(text), town).reasons
    assert reason in reasons if reason else not reasons


def test_a_missing_road_is_found_where_the_lane_is_unique(town: Gazetteer) -> None:
    assert resolve(parse("80弄9号101室"), town).flat == "松针路80弄9号101室"


def test_two_roads_with_the_same_lane_are_told_apart_by_the_stair(town: Gazetteer) -> None:
    found = resolve(parse("390弄7号101室"), town)
    assert found.flat == "白果路390弄7号101室"
    assert Reason.ONLY_ONE_FITS in found.reasons


def test_two_roads_with_the_same_lane_stay_candidates(town: Gazetteer) -> None:
    found = resolve(parse("390弄"), town)
    assert found.level is Level.UNKNOWN
    assert set(found.candidates) == {"柳荫路390弄", "白果路390弄"}


def test_the_list_s_committee_decides_between_two_roads(town: Gazetteer) -> None:
    found = resolve(parse("390弄"), town, committee="白果居委")
    assert (found.level, found.compound) == (Level.COMPOUND, "白果路390弄")


def test_lanes_that_share_a_name_are_candidates(town: Gazetteer) -> None:
    found = resolve(parse("金穗小区"), town)
    assert (found.level, found.committee) == (Level.COMMITTEE, "松江")
    assert set(found.candidates) == {"松针路70弄(金穗小区)", "松针路72弄(金穗小区)"}
    assert resolve(parse("金穗小区2号301"), town).flat == "松针路72弄(金穗小区)2号301室"


def test_a_missing_sublane_is_found_by_the_stair(town: Gazetteer) -> None:
    assert resolve(parse("柳荫路1655弄11号304"), town).flat == "柳荫路1655弄29支弄11号304室"
    assert resolve(parse("柳荫路1655弄"), town).level is Level.COMMITTEE


def test_unit_and_building_are_tried_against_the_ledger(town: Gazetteer) -> None:
    assert resolve(parse("白果路512弄3-1-502"), town).flat == "白果路512弄3号1单元502室"
    # 2幢25号 written as a unit: the stair is the inner number.
    assert resolve(parse("柳荫路390弄2-25-503"), town).flat == "柳荫路390弄25号503室"
    # The unit left out: only one of the two has the room.
    assert resolve(parse("白果路512弄3号503"), town).flat == "白果路512弄3号2单元503室"
    assert resolve(parse("白果路512弄3号"), town).level is Level.COMPOUND


def test_a_slip_in_the_road_needs_a_second_witness(town: Gazetteer) -> None:
    alone = resolve(parse("松叶路80弄9号101"), town)
    assert (alone.level, alone.candidates) == (Level.UNKNOWN, ("松针路80弄",))
    assert resolve(parse("梧桐街道松叶路80弄9号101"), town).flat == "松针路80弄9号101室"


def test_the_committee_alone_finds_a_building_only_one_compound_has(town: Gazetteer) -> None:
    assert resolve(parse("柳荫居民区26号503室"), town).flat == "柳荫路390弄26号503室"


def test_the_caller_s_keys_come_back() -> None:
    row = Door(
        parse("柳荫路390弄25号503室"), "柳荫居民区", flat_key=4, stair_key=3, compound_key=2, committee_key=1
    )
    found = resolve(row.address, Gazetteer([row]))
    assert (found.flat, found.stair, found.compound, found.committee) == (4, 3, 2, 1)


def test_names_are_learned_and_contradictions_left_out() -> None:
    written = ["柳荫路390弄(银杏苑)1号"] * 3 + ["松针路70弄(金穗小区)1号", "松针路72弄(金穗小区)2号"]
    addresses = [parse(text) for text in [*written, "银杏苑3号", "白果路512弄(二期)3号"]]
    assert learn_aliases(addresses) == {"银杏苑": Place("柳荫路", "390")}
    assert set(learn_shared(addresses)["金穗小区"]) == {Place("松针路", "70"), Place("松针路", "72")}


def test_one_slip_of_the_pen_does_not_spoil_a_name() -> None:
    addresses = [parse(text) for text in ["柳荫路390弄(银杏苑)1号"] * 20 + ["柳荫路39弄(银杏苑)1号"]]
    assert learn_aliases(addresses) == {"银杏苑": Place("柳荫路", "390")}


ROWS = [(name, text) for name, rows in LEDGER.items() for text in rows]


@given(st.sampled_from([text for _, text in ROWS]), st.data())
def test_every_row_of_the_ledger_finds_itself(text: str, data: st.DataObject) -> None:
    doors = [Door(parse(row), committee=name, flat_key=row) for name, row in ROWS]
    town = Gazetteer(data.draw(st.permutations(doors)))
    assert resolve(parse("上海市" + text), town).flat == text


@given(st.text(max_size=60))
def test_any_text_resolves_to_something(text: str) -> None:
    town = Gazetteer(Door(parse(row), committee=name) for name, rows in LEDGER.items() for row in rows)
    assert resolve(parse(text), town, committee=text).level in Level


@pytest.mark.town
def test_the_shared_town_s_register_is_parsed_to_all_parts() -> None:
    path = Path(os.environ.get("LIANFANG_SHARED", "../shared")) / "data/town-open/lists/实有人口.csv"
    if not path.exists():
        pytest.skip("the shared town is not here")
    with path.open(encoding="gb18030", newline="") as file:
        addresses = [parse(row["居住地址"]) for row in csv.DictReader(file)]
    incomplete = [address.text for address in addresses if not address.is_complete or address.leftover]
    assert len(addresses) > 1000
    assert not incomplete
