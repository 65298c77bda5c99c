"""Addresses as people write them, taken to parts. All invented."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.registry.places.rules import LIMIT, Address, Names, parse, render
from lianfang.registry.places.rules.characters import fold
from lianfang.registry.places.rules.numerals import arabic, chinese

PARTS = tuple(field.name for field in fields(Address) if field.name not in ("person", "leftover", "text"))


def parts(text: str, known: Names | None = None) -> dict[str, str]:
    address = parse(text, known=known) if known else parse(text)
    return {name: getattr(address, name) for name in (*PARTS, "person", "leftover") if getattr(address, name)}


FLAT = {"road": "柳荫路", "lane": "390", "building": "25", "room": "503"}
STAIR = {"road": "柳荫路", "lane": "390", "building": "25"}

ONE_FLAT = (
    "柳荫路390弄25号503室",
    "柳荫路390弄 25 号 503 室",
    "柳荫路390弄25-503",
    "柳荫路390-25-503",
    "柳荫路390弄25号503",
    "柳荫路390弄25号楼503室",
    "柳荫路390弄25幢503室",
    "柳荫路390弄25栋503",
    "柳荫路390弄25座503",
    "柳荫路390弄25#503",
    "柳荫路390弄25.503",
    "柳荫路390弄25/503",
    "柳荫路390弄25 503",
    "柳荫路390弄25—503",
    "柳荫路390弄,25号,503室",
    "柳荫路390弄、25号、503室",
    "柳荫路390弄25号(503室)",
    "(柳荫路390弄)25号503室",
    "柳荫路３９０弄２５号５０３室",
    "柳荫路390弄25号5O3室",
    "柳荫路390弄25号五〇三室",
    "柳荫路390弄25号五零三",
    "柳荫路390弄25号五○三室",
    "柳荫路三百九十弄廿五号五百零三室",
    "柳蔭路390弄25号503室",
    "柳荫路390衖25號503室",
    "柳荫路390弄堂25号503室",
    "柳荫路390弄25号0503室",
)


@pytest.mark.parametrize("text", ONE_FLAT)
def test_one_flat_in_many_spellings(text: str) -> None:
    assert parts(text) == FLAT


@pytest.mark.parametrize(
    ("prefix", "read"),
    [
        ("上海市静安区", {"city": "上海市", "district": "静安区"}),
        ("上海静安区", {"city": "上海市", "district": "静安区"}),
        ("上海静安", {"city": "上海市", "district": "静安区"}),
        ("静安", {"district": "静安区"}),
        ("静安区梧桐街道", {"district": "静安区", "street": "梧桐街道"}),
        ("上海市 静安区 梧桐街道 ", {"city": "上海市", "district": "静安区", "street": "梧桐街道"}),
        ("上海市浦东新区云间镇", {"city": "上海市", "district": "浦东新区", "street": "云间镇"}),
        ("梧桐路街道白果居民区", {"street": "梧桐路街道", "committee": "白果居民区"}),
        ("江苏省苏州市姑苏区", {"province": "江苏省", "city": "苏州市", "district": "姑苏区"}),
    ],
)
def test_what_stands_in_front_of_the_road(prefix: str, read: dict[str, str]) -> None:
    assert parts(prefix + "柳荫路390弄25号503室") == {**read, **FLAT}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        # Roads that only look as if they began with a city or a district.
        ("静安寺路12号", {"road": "静安寺路", "building": "12"}),
        ("浦东南路1234号", {"road": "浦东南路", "building": "1234"}),
        ("长宁路1234弄5号", {"road": "长宁路", "lane": "1234", "building": "5"}),
        ("三门路123号", {"road": "三门路", "building": "123"}),
        ("镇宁路405弄", {"road": "镇宁路", "lane": "405"}),
        ("海南路10弄3号", {"road": "海南路", "lane": "10", "building": "3"}),
        ("新村路123弄5号302", {"road": "新村路", "lane": "123", "building": "5", "room": "302"}),
        ("中山东1路12号", {"road": "中山东一路", "building": "12"}),
        ("瑞金二路148号", {"road": "瑞金二路", "building": "148"}),
        ("孔家弄25号", {"road": "孔家弄", "building": "25"}),
        ("金家坊99弄3号", {"road": "金家坊", "lane": "99", "building": "3"}),
        ("里咸瓜街25号", {"road": "里咸瓜街", "building": "25"}),
        ("世纪大道100号", {"road": "世纪大道", "building": "100"}),
        # No lane; suffixes and ranges.
        ("愚园路1088号", {"road": "愚园路", "building": "1088"}),
        ("愚园路26甲号", {"road": "愚园路", "building": "26甲"}),
        ("愚园路26号甲", {"road": "愚园路", "building": "26甲"}),
        ("愚园路甲26号", {"road": "愚园路", "building": "甲26"}),
        ("愚园路515B号", {"road": "愚园路", "building": "515B"}),
        ("愚园路1869-8临号", {"road": "愚园路", "building": "1869-8临"}),
        ("愚园路临12号", {"road": "愚园路", "building": "临12"}),
        ("愚园路12号附3号", {"road": "愚园路", "building": "12附3"}),
        ("123弄12-14号", {"lane": "123", "building": "12-14"}),
        ("123弄12号～14号", {"lane": "123", "building": "12-14"}),
        ("119弄128支弄16号", {"lane": "119", "sublane": "128", "building": "16"}),
        ("柳荫路390弄第三支弄2号", {"road": "柳荫路", "lane": "390", "sublane": "3", "building": "2"}),
        ("柳荫路390弄", {"road": "柳荫路", "lane": "390"}),
        ("1240弄37号705室", {"lane": "1240", "building": "37", "room": "705"}),
        # Units, two buildings' numbers, divided rooms.
        ("11-304", {"building": "11", "room": "304"}),
        ("1-2-301", {"building": "1", "unit": "2", "room": "301"}),
        ("金穗小区3号楼2单元501室", {"compound": "金穗小区", "building": "3", "unit": "2", "room": "501"}),
        ("701弄3幢12号301室", {"lane": "701", "block": "3幢", "building": "12", "room": "301"}),
        ("延平路1357号2号楼301", {"road": "延平路", "block": "1357号", "building": "2", "room": "301"}),
        ("愚园路88号A座1203室", {"road": "愚园路", "block": "88号", "building": "A", "room": "1203"}),
        ("701弄5号503-1室", {"lane": "701", "building": "5", "room": "503-1"}),
        ("701弄5号甲301室", {"lane": "701", "building": "5甲", "room": "301"}),
        ("701弄5号A室", {"lane": "701", "building": "5", "room": "A"}),
        ("701弄5号12楼B室", {"lane": "701", "building": "5", "floor": "12", "room": "B"}),
        # Old houses and basements.
        ("柳荫路390弄25号亭子间", {**STAIR, "room": "亭子间"}),
        ("柳荫路390弄25号二楼前楼", {**STAIR, "floor": "2", "room": "前楼"}),
        ("柳荫路390弄25号底楼前客堂", {**STAIR, "floor": "1", "room": "前客堂"}),
        ("柳荫路390弄25号三层阁", {**STAIR, "room": "三层阁"}),
        ("柳荫路390弄25号地下一层", {**STAIR, "floor": "B1"}),
        ("柳荫路390弄25号地下室", {**STAIR, "room": "地下室"}),
        # English, from the room outwards.
        ("Room 503, No. 25, Lane 390", {"lane": "390", "building": "25", "room": "503"}),
    ],
)
def test_roads_lanes_and_numbers(text: str, read: dict[str, str]) -> None:
    assert parts(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("凉亭新村12号301室", {"compound": "凉亭新村", "building": "12", "room": "301"}),
        ("柳荫路新村3村12号", {"compound": "柳荫路新村3村", "building": "12"}),
        ("枫树十二村12号301", {"compound": "枫树十二村", "building": "12", "room": "301"}),
        ("金穗小区10号1206室", {"compound": "金穗小区", "building": "10", "room": "1206"}),
        ("玫红苑35-2105", {"compound": "玫红苑", "building": "35", "room": "2105"}),
        ("安乐苑2-1005", {"compound": "安乐苑", "building": "2", "room": "1005"}),
        ("江滩九里12号301室", {"compound": "江滩九里", "building": "12", "room": "301"}),
        ("上海塘花园12号", {"compound": "上海塘花园", "building": "12"}),
        ("金穗小区(二期)12号", {"compound": "金穗小区二期", "building": "12"}),
        ("金穗小区A区12号", {"compound": "金穗小区A区", "building": "12"}),
        ("金穗大厦1203", {"compound": "金穗大厦", "room": "1203"}),
        ("金穗花园", {"compound": "金穗花园"}),
        ("金穗公寓12楼B座", {"compound": "金穗公寓", "floor": "12", "room": "B"}),
        ("金穗小区陈阿姨12号", {"compound": "金穗小区", "building": "12", "person": "陈阿姨"}),
        ("柳荫路390弄(金穗小区)25号503室", {**FLAT, "compound": "金穗小区"}),
        ("柳荫路金穗小区390弄25号503室", {**FLAT, "compound": "金穗小区"}),
        ("柳荫路390弄尚贤坊25号503室", {**FLAT, "compound": "尚贤坊"}),
        ("柳荫路390弄25号503室(金穗小区)", {**FLAT, "compound": "金穗小区"}),
        (
            "北山路1655弄29支弄宝穗公寓11号304",
            {
                "road": "北山路",
                "lane": "1655",
                "sublane": "29",
                "compound": "宝穗公寓",
                "building": "11",
                "room": "304",
            },
        ),
        (
            "柳荫路398号金穗大厦801室",
            {"road": "柳荫路", "compound": "金穗大厦", "block": "398号", "room": "801"},
        ),
        ("柳荫路居民区", {"committee": "柳荫路居民区"}),
        ("白果居委会", {"committee": "白果居委会"}),
        ("云间镇联丰村8组123号", {"street": "云间镇", "compound": "联丰村8组", "building": "123"}),
    ],
)
def test_compounds_and_committees(text: str, read: dict[str, str]) -> None:
    assert parts(text) == read


@pytest.mark.parametrize(
    ("tail", "read"),
    [
        ("，快递放门卫", {"leftover": "快递放门卫"}),
        ("（租客）", {"leftover": "租客"}),
        (" 13800000000", {"leftover": "13800000000"}),
        (" 021-55550000", {"leftover": "021-55550000"}),
        ("(原住松江路1弄2号)", {"leftover": "原住松江路1弄2号"}),
        ("，2月3日返沪", {"leftover": "2月3日返沪"}),
        ("2人", {"leftover": "2人"}),
        ("(王阿姨)", {"person": "王阿姨"}),
        ("（户主 张三，电话13800000000）", {"person": "张三", "leftover": "户主 电话13800000000"}),
        ("张三家", {"person": "张三"}),
        (" 张三", {"person": "张三"}),
        ("小王", {"person": "小王"}),
        (" 联系人李四", {"person": "李四"}),
        ("欧阳小敏", {"person": "欧阳小敏"}),
        ("張先生收", {"person": "張先生"}),
        (" 联系人李四 13800000000", {"person": "李四", "leftover": "13800000000"}),
    ],
)
def test_what_stands_behind_the_room(tail: str, read: dict[str, str]) -> None:
    assert parts("柳荫路390弄25号503室" + tail) == {**FLAT, **read}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("张三 柳荫路390弄25号503室", {**FLAT, "person": "张三"}),
        ("张三家，柳荫路390弄25号503室", {**FLAT, "person": "张三"}),
        ("地址：柳荫路390弄25号503室", {**FLAT, "leftover": "地址"}),
        ("柳荫路 近 松江路 390弄25号503室", {**FLAT, "leftover": "近 松江路"}),
        ("柳荫路(近松江路)390弄25号503室", {**FLAT, "leftover": "近松江路"}),
        ("柳荫路390弄 2月8日回沪", {"road": "柳荫路", "lane": "390", "leftover": "2月8日回沪"}),
        ("不详", {"leftover": "不详"}),
        ("", {}),
    ],
)
def test_people_and_remarks_elsewhere(text: str, read: dict[str, str]) -> None:
    assert parts(text) == read


def test_a_known_road_is_cut_from_what_was_run_together_with_it() -> None:
    known = Names(roads=frozenset({"柳荫路"}))
    assert parts("张三家柳荫路390弄25号503室", known) == {**FLAT, "leftover": "张三家"}


def test_a_known_compound_needs_no_ending() -> None:
    assert parts("云滩") == {"leftover": "云滩"}
    assert parts("云滩", Names(compounds=frozenset({"云滩"}))) == {"compound": "云滩"}


def test_what_is_too_long_is_kept() -> None:
    address = parse("柳荫路390弄25号503室" + "好" * LIMIT + "完")
    assert address.leftover.endswith("完")
    assert (address.building, address.room) == ("25", "503")


def test_canonical_spelling() -> None:
    address = parse("上海静安柳荫路３９０弄金穗小区二十五號2单元503")
    assert render(address) == "上海市静安区柳荫路390弄(金穗小区)25号2单元503室"


@pytest.mark.parametrize("text", ["柳荫路390弄25号亭子间", "柳荫路398号金穗大厦801室", "金穗大厦1203"])
def test_a_flat_is_complete_with_a_named_room_or_a_tower(text: str) -> None:
    assert parse(text).is_complete is (text != "金穗大厦1203")


PIECES = (
    *(
        "上海市",
        "上海",
        "静安区",
        "静安",
        "浦东",
        "梧桐街道",
        "云间镇",
        "柳荫路居民区",
        "居委会",
    ),
    *(
        "柳荫路",
        "长宁路",
        "路",
        "街",
        "金穗小区",
        "新村",
        "凉亭新村",
        "苑",
        "390",
        "12",
        "503",
    ),
    *(
        "3",
        "1",
        "弄",
        "支弄",
        "号",
        "号楼",
        "幢",
        "座",
        "单元",
        "室",
        "层",
        "楼",
        "-",
        "(",
        ")",
    ),
    *(
        "（",
        "）",
        "，",
        "甲",
        "乙",
        "A",
        "B",
        "F",
        "临",
        "附",
        "三",
        "三〇一",
        "十二",
        "百",
    ),
    *(
        "前楼",
        "亭子间",
        "底楼",
        "二层阁",
        "地下",
        "负",
        "张三",
        "家",
        "王阿姨",
        "联系人",
        "快递",
    ),
    *(
        "近",
        "期",
        "村",
        "区",
        "组",
        "东",
        "门",
        "#",
        "/",
        ".",
        "13800000000",
        "2月",
        "人",
        "O",
    ),
    *(
        "第",
        "内",
        "坊",
        "大厦",
        "公寓",
        "住",
        "地址",
        "Room",
        "No",
        "Lane",
        "廿",
        "市",
        "省",
    ),
    *(
        "湖北",
        "武汉",
        "大道",
        "东区",
        "二期",
        "3村",
        "號",
        "１２",
    ),
)
WRITTEN = st.lists(st.sampled_from([*PIECES, " "]), max_size=14).map("".join)
ANYTHING = st.one_of(st.text(max_size=400), WRITTEN)


@given(ANYTHING)
def test_the_canonical_spelling_reads_the_same(text: str) -> None:
    address = parse(text)
    assert parse(render(address)) == address


# Markers, separators, fillers and titles may vanish: the parts say what they said.
VANISHING = {
    *"弄支号楼幢栋座单元室层门梯房间洞底负地下临时附之第内部的堂市区街道办事处家里中一全转交收是为叫路户籍",
    *"联系人户主房东业主租客租户承租人姓名住户居民收件人本人同住人二房东",
    *"〇零一二两三四五六七八九十百千廿",
    *"-(),;.:#\"'0123456789OF",
    *"ROMNLANEBUILDGCKFT",
}


@given(ANYTHING)
def test_nothing_is_lost(text: str) -> None:
    address = parse(text)
    kept = "".join(getattr(address, field.name) for field in fields(Address) if field.name != "text")
    kept = fold(kept).upper()
    for char in fold(text).upper():
        assert char in kept or char in VANISHING or char.isspace(), char


@settings(max_examples=20)
@given(st.lists(st.sampled_from([*"0123456789弄号- 三十楼(路A区"]), min_size=250, max_size=300).map("".join))
def test_long_runs_read_the_same_in_their_canonical_spelling(text: str) -> None:
    address = parse(text)
    assert parse(render(address)) == address


@pytest.mark.parametrize("piece", ["1", "三", "路", "1-", "(", "A", "区", "张三家", "1弄", "*", "三十 "])
def test_hostile_repetition_is_read(piece: str) -> None:
    assert parse(piece * 2 * LIMIT).leftover


@given(st.integers(0, 9999))
def test_chinese_numerals_read_back(number: int) -> None:
    assert arabic(chinese(number)) == str(number)


@given(st.integers(1, 9999), st.integers(1, 999), st.integers(101, 3999))
def test_numerals_in_either_writing_are_one_flat(lane: int, building: int, room: int) -> None:
    digits = parse(f"柳荫路{lane}弄{building}号{room}室")
    words = parse(f"柳荫路{chinese(lane)}弄{chinese(building)}号{chinese(room)}室")
    assert words == digits
    assert (digits.lane, digits.building, digits.room) == (str(lane), str(building), str(room))


@pytest.mark.parametrize(
    ("written", "read"), [("廿三", "23"), ("三〇一", "301"), ("一百零五", "105"), ("叁佰", "300")]
)
def test_numerals(written: str, read: str) -> None:
    assert arabic(written) == read


@pytest.mark.parametrize(
    ("text", "front"),
    [
        (
            "江苏省苏州市张家港市澄浦镇建设东路58弄5幢101",
            {"province": "江苏省", "city": "苏州市", "district": "张家港市"},
        ),
        ("苏州市张家港市澄浦镇建设东路58弄5幢101", {"city": "苏州市", "district": "张家港市"}),
        ("张家港市澄浦镇建设东路58弄5幢101", {"city": "张家港市"}),
    ],
)
def test_a_city_of_the_rank_of_a_county_stands_where_a_district_does(text, front):
    inner = {"street": "澄浦镇", "road": "建设东路", "lane": "58", "building": "5", "room": "101"}
    assert parts(text) == {**front, **inner}
