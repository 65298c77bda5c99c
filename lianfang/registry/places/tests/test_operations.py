"""Places come to be from the ledger, from the table of codes, and by hand."""

from __future__ import annotations

import pytest

from lianfang.core import Refused
from lianfang.ledger.models import Entry as Recorded
from lianfang.registry.places import operations
from lianfang.registry.places.models import Building, Committee, Compound, CompoundName, Door
from lianfang.registry.places.operations import Entry
from lianfang.registry.places.operations.stock import kind_of
from lianfang.registry.places.rules import parse
from tests.cast import AT

pytestmark = pytest.mark.django_db

LEDGER = [
    ("柳荫居民区", "柳荫路390弄25号503室", "老公房", False, 3),
    ("柳荫居民区", "柳荫路390弄25号504室", "老公房", True, 1),
    ("柳荫居民区", "柳荫路391弄1号1单元601室", "商品房", False, 2),
    ("柳荫居民区", "柳荫路391弄1号2单元601室", "商品房", False, 2),
    ("柳荫居民区", "柳荫路65号三楼阁楼", "老洋房", False, 1),
    ("白果居民区", "柳荫路80号二楼亭子间", "老洋房", False, 2),
    ("白果居民区", "枫树十二村5号302室", "老公房", False, None),
]
CODES = [("310199001000", "测试街道"), ("310199001011", "柳荫居委会"), ("310199001012", "白果居民委员会")]


def entries(rows=LEDGER):
    return [
        Entry(parse(text), committee, kind, rented, count) for committee, text, kind, rented, count in rows
    ]


def settle(cast, rows=LEDGER):
    return operations.settle(by=cast["data"], entries=entries(rows), at=AT)


def load(cast, rows=CODES):
    return operations.load_divisions(by=cast["data"], divisions=rows, at=AT)


def door(text):
    address = parse(text)
    return Door.objects.get(building__number=address.building, room=address.door)


def everything():
    """The whole register in words, without keys."""
    return (
        set(Committee.objects.values_list("name", "code")),
        set(Compound.objects.values_list("name", "road", "lane", "kind", "committee__name")),
        set(Building.objects.values_list("compound__name", "number", "unit", "block")),
        set(
            Door.objects.values_list("building__compound__name", "building__number", "building__unit", "room")
        ),
    )


def test_a_ledger_makes_every_place_it_names(cast):
    made = settle(cast)
    assert made == {
        "committees": 2,
        "compounds": 5,
        "buildings": 6,
        "doors": 7,
        "changed": 0,
        "unplaced": 0,
    }
    assert str(door("柳荫路390弄25号503室")) == "503室"
    assert str(door("柳荫路80号二楼亭子间")) == "2层亭子间"
    assert Compound.objects.get(lane="390").kind == Compound.Kind.OLD_ESTATE


def test_the_same_ledger_again_makes_nothing(cast):
    settle(cast)
    before = everything()
    assert set(settle(cast).values()) == {0}
    assert everything() == before


def test_the_houses_along_a_road_belong_to_the_committee_the_ledger_names(cast):
    settle(cast)
    owners = Building.objects.filter(number__in=["65", "80"]).order_by("number")
    assert [b.compound.committee.name for b in owners] == ["柳荫居民区", "白果居民区"]


def test_a_house_stays_where_it_is_when_a_later_ledger_names_another_committee(cast):
    settle(cast)
    assert settle(cast, [("白果居民区", "柳荫路65号三楼阁楼", "", False, 1)])["buildings"] == 0
    assert Building.objects.get(number="65").compound.committee.name == "柳荫居民区"


def test_two_households_behind_one_door_are_added_up(cast):
    rows = [
        ("柳荫居民区", "柳荫路390弄25号503室", "", False, 3),
        ("柳荫居民区", "柳荫路390弄25-503", "", True, 2),
    ]
    settle(cast, rows)
    found = door("柳荫路390弄25号503室")
    assert (found.residents, found.is_rented) == (5, True)
    assert settle(cast, rows)["changed"] == 0


def test_a_newer_ledger_changes_only_what_changed(cast):
    settle(cast)
    rows = [("柳荫居民区", text, kind, rented, count) for _c, text, kind, rented, count in LEDGER[:2]]
    rows[0] = ("柳荫居民区", "柳荫路390弄25号503室", "老公房", True, 5)
    assert settle(cast, rows)["changed"] == 1
    found = door("柳荫路390弄25号503室")
    assert (found.residents, found.is_rented) == (5, True)


def test_a_blank_count_takes_nothing_back(cast):
    settle(cast)
    settle(cast, [("柳荫居民区", "柳荫路390弄25号503室", "", False, None)])
    assert door("柳荫路390弄25号503室").residents == 3


def test_one_committee_in_four_spellings(cast):
    words = ("柳荫居民区", "柳荫居委会", "柳荫居委", "柳荫社区")
    made = settle(cast, [(word, f"柳荫路390弄{n}号101室", "", False, 1) for n, word in enumerate(words, 1)])
    assert made["committees"] == 1


def test_who_owns_a_compound_may_be_told_by_another_row(cast):
    rows = [("", "柳荫路390弄1号101室", "", False, 1), ("柳荫居民区", "柳荫路390弄2号101室", "", False, 1)]
    assert settle(cast, rows)["unplaced"] == 0
    assert not Committee.objects.filter(name="").exists()


def test_rows_that_nobody_can_place_are_counted_not_lost_in_silence(cast):
    rows = [("", "柳荫路390弄1号101室", "", False, 1), ("柳荫居民区", "电话不通", "", False, 1)]
    assert settle(cast, rows)["unplaced"] == 2
    assert not Door.objects.filter(building__compound__road="柳荫路").exists()


def test_ledger_and_codes_in_either_order_give_the_same_register(cast):
    settle(cast)
    load(cast)
    first = everything()
    for model in (Door, Building, Compound, Committee):
        model.objects.exclude(pk__in=_of_the_cast(cast, model)).delete()
    load(cast)
    settle(cast)
    assert everything() == first
    assert ("柳荫居委会", "310199001011") in first[0]


def test_codes_again_change_nothing(cast):
    assert load(cast) == {"committees": 2, "codes": 0}
    assert load(cast) == {"committees": 0, "codes": 0}


def test_two_committees_may_exchange_their_codes(cast):
    load(cast)
    assert load(cast, [("310199001012", "柳荫居委会"), ("310199001011", "白果居民委员会")])["codes"] == 2
    assert Committee.objects.get(name="柳荫居委会").code == "310199001012"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("31019900101", "柳荫居委会")], "places.code_wrong"),
        ([("310198001011", "柳荫居委会")], "places.code_elsewhere"),
        ([("310199001011", " ")], "places.code_nameless"),
        ([("310199001011", "柳荫居委会"), ("310199001011", "白果居委会")], "places.code_twice"),
        ([("310199001011", "柳荫居委会"), ("310199001012", "柳荫居民区")], "places.code_twice"),
    ],
)
def test_a_table_of_codes_is_refused_with_a_sentence(cast, rows, code):
    with pytest.raises(Refused) as refusal:
        load(cast, rows)
    assert refusal.value.code == code
    assert "%(" not in str(refusal.value)
    assert str(refusal.value) != code


@pytest.mark.parametrize("act", [settle, load])
def test_without_its_record_nothing_is_written(cast, monkeypatch, act):
    def fail(*args, **facts):
        raise RuntimeError("the record is full")

    module = "settling" if act is settle else "divisions"
    monkeypatch.setattr(f"lianfang.registry.places.operations.{module}.record", fail)
    before = everything()
    with pytest.raises(RuntimeError):
        act(cast)
    assert everything() == before


def test_a_name_struck_off_is_not_learned_again(cast):
    learn(cast, "金龙小区", 12)
    alias = CompoundName.objects.get(name="金龙小区")
    operations.strike_name(by=cast["data"], name_id=alias.id, at=AT)
    learn(cast, "金龙小区", 40)
    alias.refresh_from_db()
    assert alias.struck_at == AT
    operations.restore_name(by=cast["data"], name_id=alias.id, at=AT)
    alias.refresh_from_db()
    assert (alias.struck_at, alias.evidence) == (None, 40)


def learn(cast, name, count):
    return operations.learn_names(by=cast["data"], names={name: [(cast.a.compound.id, count)]}, at=AT)


def test_evidence_only_grows(cast):
    assert learn(cast, "金龙小区", 12) == 1
    assert learn(cast, "金龙小区", 3) == 0
    assert CompoundName.objects.get(name="金龙小区").evidence == 12


def test_a_name_by_hand_is_refused_when_known_or_empty(cast):
    add = {"by": cast["data"], "compound_id": cast.a.compound.id, "at": AT}
    operations.add_name(name=" 金龙小区 ", **add)
    for name, code in (("金龙小区", "places.name_known"), ("  ", "places.name_missing")):
        with pytest.raises(Refused) as refusal:
            operations.add_name(name=name, **add)
        assert refusal.value.code == code


def test_a_compound_passes_to_another_committee_and_the_record_says_so(cast):
    operations.change_compound(
        by=cast["commander"],
        compound_id=cast.a.compound.id,
        name="金龙小区",
        kind="commodity",
        committee_id=cast.b.committee.id,
        at=AT,
    )
    entry = Recorded.objects.get(event="places.compound_changed")
    assert entry.facts["changes"]["committee"] == [str(cast.a.committee.id), str(cast.b.committee.id)]
    assert CompoundName.objects.get(compound=cast.a.compound).name == "金龙小区"


@pytest.mark.parametrize(
    ("lane", "name", "code"),
    [
        ("", "枫树十二村", "places.name_is_its_address"),
        ("65", "柳荫路沿街（柳荫）", "places.front_of_a_committee"),
    ],
)
def test_some_compounds_keep_name_or_committee(cast, lane, name, code):
    settle(cast)
    compound = Compound.objects.get(name=name)
    with pytest.raises(Refused) as refusal:
        operations.change_compound(
            by=cast["data"],
            compound_id=compound.id,
            name="枫树苑" if not compound.road else compound.name,
            kind=compound.kind,
            committee_id=cast.a.committee.id,
            at=AT,
        )
    assert refusal.value.code == code


def test_a_door_by_its_address_in_any_spelling(cast):
    made = operations.add_door(by=cast["data"], address_text="甲路10弄1-909", at=AT)
    assert (made.building, made.room) == (cast.a.stairs[0], "909")
    with pytest.raises(Refused) as refusal:
        operations.add_door(by=cast["data"], address_text="甲路10弄1号909室", at=AT)
    assert refusal.value.code == "places.door_known"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("503室", "places.address_without_compound"),
        ("甲路10弄", "places.address_without_building"),
        ("甲路10弄1号", "places.address_without_room"),
        ("新路77弄1号101室", "places.committee_missing"),
        ("写错居委会新路77弄1号101室", "places.committee_missing"),
    ],
)
def test_an_address_that_makes_no_door_says_what_is_missing(cast, text, code):
    before = everything()
    with pytest.raises(Refused) as refusal:
        operations.add_door(by=cast["data"], address_text=text, at=AT)
    assert refusal.value.code == code
    assert everything() == before


def test_a_new_compound_goes_to_the_committee_chosen(cast):
    made = operations.add_door(
        by=cast["data"], address_text="新路77弄1号101室", committee_id=cast.b.committee.id, at=AT
    )
    assert made.building.compound.committee == cast.b.committee


@pytest.mark.parametrize("who", ["chen", "leader", "police", "caller", "guard", "duty"])
def test_only_the_data_officer_and_the_commander_change_places(cast, who):
    with pytest.raises(Refused) as refusal:
        operations.add_door(by=cast[who], address_text="甲路10弄1号909室", at=AT)
    assert refusal.value.code == "places.not_yours_to_change"
    with pytest.raises(Refused):
        operations.set_phone(by=cast[who], committee_id=cast.a.committee.id, phone="1", at=AT)


def _of_the_cast(cast, model):
    held = {
        Committee: [cast.a.committee, cast.b.committee],
        Compound: [cast.a.compound, cast.b.compound],
        Building: [*cast.a.stairs, *cast.b.stairs],
        Door: [*cast.a.doors, *cast.b.doors],
    }
    return [row.pk for row in held[model]]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("旧式里弄", "lane"),
        ("二级旧里", "lane"),
        ("石库门", "lane"),
        ("平房", "lane"),
        ("农民自建房", "lane"),
        ("老洋房", "old_house"),
        ("老公房", "old_estate"),
        ("商品房", "commodity"),
        ("", "other"),
    ],
)
def test_a_ledgers_word_for_the_housing_is_understood(word, kind):
    assert kind_of(word) == kind
