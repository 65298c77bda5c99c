"""Addresses lead to the doors they were made from, and only for those who may see them."""

from __future__ import annotations

import pytest

from lianfang.registry.places import operations, selectors
from lianfang.registry.places.models import Building, Committee, Compound, CompoundName, Door
from lianfang.registry.places.operations import Entry
from lianfang.registry.places.rules import Level, parse, resolve
from tests.cast import AT

pytestmark = pytest.mark.django_db

SPELLINGS = {
    "柳荫路390弄25号503室": (
        "柳荫路390弄25-503",
        "柳荫路390-25-503",
        "上海市测试区柳荫路３９０弄２５号５０３",
    ),
    "柳荫路391弄1号2单元601室": ("柳荫路391弄1号2单元601", "柳荫路391弄1-2-601"),
    "柳荫路391弄甲12号101室": ("柳荫路391弄12甲号101室", "柳荫路391弄12号甲101"),
    "柳荫路65号三楼阁楼": ("柳荫路65号3楼阁楼", "柳荫路65号三层阁楼"),
    "柳荫路80号底楼": ("柳荫路80号1楼", "柳荫路80号底层"),
    "柳荫路1357号1203室": ("柳荫路1357号1203",),
    "枫树十二村5号302室": ("枫树12村5号302", "枫树十二村5-302"),
}
COMMITTEES = {"柳荫路80号底楼": "白果居民区"}


@pytest.fixture
def town(cast):
    entries = [Entry(parse(text), COMMITTEES.get(text, "柳荫居民区")) for text in SPELLINGS]
    operations.settle(by=cast["data"], entries=entries, at=AT)
    return cast


def found(cast, text):
    key = cast.subdistrict.id
    return resolve(parse(text, known=selectors.names(key)), selectors.gazetteer(key))


@pytest.mark.parametrize("official", SPELLINGS)
def test_every_spelling_leads_to_the_door_it_was_made_from(town, official):
    door = found(town, official)
    assert door.level == Level.FLAT
    assert Door.objects.get(pk=door.flat).building_id == door.stair
    for spelling in SPELLINGS[official]:
        assert found(town, spelling).flat == door.flat, spelling


@pytest.mark.parametrize(("text", "name"), [("柳荫路65号三楼阁楼", "柳荫"), ("柳荫路80号底楼", "白果")])
def test_along_one_road_each_house_has_its_own_compound_and_committee(town, text, name):
    place = found(town, text)
    stair = Building.objects.select_related("compound__committee").get(pk=place.stair)
    assert place.compound == stair.compound_id
    assert Committee.objects.get(pk=place.committee) == stair.compound.committee
    assert stair.compound.committee.name == f"{name}居民区"


def test_a_further_name_leads_to_the_compound_until_it_is_struck_off(town):
    compound = Compound.objects.get(lane="390")
    assert found(town, "金龙小区25号503室").level == Level.UNKNOWN
    alias = operations.add_name(by=town["data"], compound_id=compound.id, name="金龙小区", at=AT)
    assert found(town, "金龙小区25号503室").compound == compound.id
    operations.strike_name(by=town["data"], name_id=alias.id, at=AT)
    assert found(town, "金龙小区25号503室").level == Level.UNKNOWN


def test_lists_cannot_bring_a_struck_name_back_into_the_look_up(town):
    compound = Compound.objects.get(lane="390")
    alias = operations.add_name(by=town["data"], compound_id=compound.id, name="金龙小区", at=AT)
    operations.strike_name(by=town["data"], name_id=alias.id, at=AT)
    gazetteer = selectors.gazetteer(town.subdistrict.id)
    gazetteer.add_names({"金龙小区": [compound.place]})
    assert resolve(parse("金龙小区25号503室"), gazetteer).level == Level.UNKNOWN


def test_names_of_places_are_for_all_staff(cast):
    for actor in cast.actors.values():
        assert {row.committee.name for row in selectors.overview(actor)} == {"甲居民区", "乙居民区"}
        assert selectors.compound(actor, cast.b.compound.id).name == "乙路10弄"


@pytest.mark.parametrize(
    ("who", "mine", "others"),
    [
        ("commander", 2, 2),
        ("data", 2, 2),
        ("chen", 2, 0),
        ("police", 2, 0),
        ("bao", 0, 2),
        ("leader", 2, 0),
        ("caller", 0, 0),
        ("guard", 0, 0),
        ("firm", 0, 0),
    ],
)
def test_doors_are_for_those_who_answer_for_them(cast, who, mine, others):
    assert selectors.doors(cast[who], cast.a.stairs[0]).count() == mine
    assert selectors.doors(cast[who], cast.b.stairs[0]).count() == others


def test_a_leader_sees_the_own_stair_and_not_the_next(cast):
    assert selectors.doors(cast["leader"], cast.a.stairs[1]).count() == 0


def test_residents_are_counted_for_the_own_area_only(cast):
    Door.objects.filter(pk__in=[cast.a.doors[0].pk, cast.b.doors[0].pk]).update(residents=3)
    counted = {row.committee.name: row.residents for row in selectors.overview(cast["chen"])}
    assert counted == {"甲居民区": 3, "乙居民区": None}


def test_looking_up_a_neighbours_door_names_the_committee_and_no_door(cast):
    looked = selectors.look_up(cast["chen"], "乙路10弄1号101室")
    assert (looked.door, looked.building, looked.is_beyond) == (None, None, True)
    assert looked.committee == cast.b.committee
    own = selectors.look_up(cast["chen"], "甲路10弄1号101室")
    assert (own.door, own.is_beyond) == (cast.a.doors[0], False)


def test_counts_do_not_multiply(cast):
    CompoundName.objects.create(subdistrict=cast.subdistrict.id, compound=cast.a.compound, name="金龙小区")
    row = selectors.compounds(cast["chen"], cast.a.committee).get()
    assert (row.stairs, row.homes) == (2, 4)


def test_a_compound_is_searched_by_its_further_names(cast):
    CompoundName.objects.create(subdistrict=cast.subdistrict.id, compound=cast.a.compound, name="金龙小区")
    assert selectors.compounds(cast["chen"], cast.a.committee, "金龙").count() == 1
    assert selectors.compounds(cast["chen"], cast.a.committee, "银龙").count() == 0


def test_queries_do_not_grow_with_the_subdistrict(cast, django_assert_num_queries):
    with django_assert_num_queries(5):
        selectors.overview(cast["data"])


HOUSES = ("红星村3组15号", "华庭新村甲12号", "柳荫路66号")


@pytest.mark.parametrize(
    ("spelling", "official"),
    [
        ("红星村3组15号", "红星村3组15号"),
        ("测试镇红星村三组15号", "红星村3组15号"),
        ("红星3组15号", "红星村3组15号"),
        ("红星村第3村民小组15号", "红星村3组15号"),
        ("华庭新村 甲 12 号", "华庭新村甲12号"),
        ("华庭新村甲12幢", "华庭新村甲12号"),
        ("华庭新村12号甲", "华庭新村甲12号"),
        ("柳荫路66号", "柳荫路66号"),
    ],
)
def test_a_house_without_flats_is_found_whole(cast, spelling, official):
    entries = [Entry(parse(text), "红星村") for text in HOUSES]
    operations.settle(by=cast["data"], entries=entries, at=AT)
    house, meant = found(cast, spelling), found(cast, official)
    assert (house.level, house.flat, house.stair) == (Level.FLAT, meant.flat, meant.stair)
    assert Building.objects.get(pk=house.stair).compound.committee.name == "红星村"
    assert "room_missing" not in house.reasons


def test_a_compound_of_which_no_building_is_known_names_its_committee(cast):
    operations.settle(by=cast["data"], entries=[Entry(parse("枫林苑"), "红星村")], at=AT)
    assert Committee.objects.get(pk=found(cast, "枫林苑3号201室").committee).name == "红星村"


def test_a_house_shared_without_rooms_is_nobodys_home_alone(cast):
    entries = [Entry(parse("红星村3组15号"), "红星村", residents=count) for count in (2, 3)]
    operations.settle(by=cast["data"], entries=entries, at=AT)
    assert not Door.objects.filter(building__compound__name="红星村3组").exists()
    assert found(cast, "红星村3组15号").level == Level.STAIR


def test_a_house_whose_flats_become_known_is_no_home_by_its_number(cast):
    for text in ("红星村3组15号", "红星村3组15号101室"):
        operations.settle(by=cast["data"], entries=[Entry(parse(text), "红星村")], at=AT)
    assert found(cast, "红星村3组15号").level == Level.STAIR
    assert found(cast, "红星村3组15号101室").level == Level.FLAT
    operations.settle(by=cast["data"], entries=[Entry(parse("红星村3组16号101室"), "红星村")], at=AT)
    operations.settle(by=cast["data"], entries=[Entry(parse("红星村3组16号"), "红星村")], at=AT)
    assert Door.objects.filter(building__number="16").count() == 1


@pytest.mark.parametrize("text", ["红星村16组5号", "红星村三十组7号", "红星9组1号", "红星村88号"])
def test_a_house_that_no_ledger_has_belongs_to_the_committee_of_its_village(cast, text):
    operations.settle(by=cast["data"], entries=[Entry(parse("红星村3组15号"), "红星村委会")], at=AT)
    place = found(cast, text)
    assert Committee.objects.get(pk=place.committee).name == "红星村委会"


@pytest.mark.parametrize(
    ("text", "committee", "compound"),
    [
        ("红星村5组老王家", "红星村", "红星村5组"),
        ("红星村五组大槐树下", "红星村", "红星村5组"),
        ("新桥镇红星村5组门口小店", "红星村", "红星村5组"),
        ("北街15弄3号亭子间", "红星村", "新桥镇北街15弄"),
        ("新桥镇北街15弄3号", "红星村", "新桥镇北街15弄"),
    ],
)
def test_what_is_half_known_leads_as_far_as_it_says(cast, text, committee, compound):
    type(cast.subdistrict).objects.filter(pk=cast.subdistrict.pk).update(name="新桥镇")
    rows = ("红星村5组15号", "新桥镇北街15弄3号2层亭子间")
    operations.settle(by=cast["data"], entries=[Entry(parse(row), "红星村") for row in rows], at=AT)
    place = found(cast, text)
    assert Committee.objects.get(pk=place.committee).name == committee
    assert Building.objects.filter(compound=place.compound, compound__name=compound).exists()
