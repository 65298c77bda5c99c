"""Which column is which, and whose list it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.registry.lists.rules.columns import recognise, signature
from lianfang.registry.lists.rules.fields import Field
from lianfang.registry.lists.rules.headers import find_table
from lianfang.registry.lists.rules.sources import Source, recognise_source

from .making import sheet

PEOPLE = [["王小明", "310105200611053125", "13800000001", "2.7", "安远路1弄2号301室", "武汉"]] * 6


def table(head, rows=PEOPLE, titles=()):
    return find_table(sheet([*[[title] for title in titles], head, *[row[: len(head)] for row in rows]]))


def fields(found):
    return [read.field and read.field.value for read in found.columns]


def test_headings_with_remarks_stars_and_full_width_brackets():
    head = [
        "姓名*",
        "证件号码（身份证）",
        "本人联系电话(必填)",
        "抵沪日期（月.日）",
        "目前在沪住址",
        "从何地来",
    ]
    assert fields(recognise(table(head))) == [
        "name",
        "id_number",
        "phone",
        "arrived_on",
        "address",
        "from_place",
    ]


@pytest.mark.parametrize(
    "heading",
    ["紧急联系人电话", "联系人", "填报人", "单位地址", "户籍地址", "离沪日期", "解除日期", "房东电话"],
)
def test_other_people_places_and_days_are_kept_as_extras(heading):
    found = recognise(table(["姓名", heading], [["王小明", "张三"], ["李芳", "李四"]]))
    assert found.columns[1].field is None
    assert found.extras[0].heading == heading


def test_an_emergency_contacts_phone_is_nobodys_own_whatever_it_looks_like():
    found = recognise(table(["姓名", "紧急联系人电话"], [["王小明", "13800000001"]] * 6))
    assert found.columns[1].field is None
    assert not found.doubtful


def test_a_heading_that_lies_is_doubted():
    found = recognise(table(["姓名", "手机"], [["王小明", "310105200611053125"]] * 6))
    assert found.columns[1].field is Field.ID_NUMBER
    assert found.columns[1].is_doubtful


def test_an_unheaded_column_is_read_by_its_values_and_doubted():
    found = recognise(table(["姓名", "", "电话"]))
    assert found.columns[1].field is Field.ID_NUMBER
    assert found.columns[1].is_doubtful


def test_two_columns_never_share_a_field_quietly():
    found = recognise(
        table(["姓名", "身份证号", "证件号码"], [["王小明", "310105200611053125", "E12345678"]] * 5)
    )
    kept, lost = found.columns[1], found.columns[2]
    assert (kept.field, lost.field) == (Field.ID_NUMBER, None)
    assert (lost.reason, lost.rival) == ("clash", 1)
    assert lost.is_doubtful


def test_two_phone_columns_are_both_phones():
    found = recognise(table(["姓名", "手机", "联系电话"], [["王小明", "13800000001", "13800000002"]] * 5))
    assert found.by_field[Field.PHONE] == (1, 2)
    assert not found.doubtful


def test_what_was_corrected_once_is_remembered():
    head = ["姓名", "去处", "编码"]
    remembered = {signature(head): {"姓名": "name", "去处": "destination", "编码": None}}
    found = recognise(table(head), remembered=remembered)
    assert fields(found) == ["name", "destination", None]
    assert found.columns[1].reason == "remembered"
    assert not found.doubtful
    other = recognise(table([*head, "体温"]), remembered=remembered)
    assert other.columns[1].reason != "remembered", "another form is not this form"


HEADS = {
    Source.REGISTER: "姓名 性别 证件号码 出生日期 居住地址 联系电话 居住类别",
    Source.LEDGER: "居民区 房屋类型 门牌号 户主 电话 家庭人数 是否出租",
    Source.POLICE: "序号 姓名 身份证号 电话 到沪时间 来自何地 现住地址",
    Source.CDC: "姓名 性别 年龄 电话 地址 最后接触日期 备注",
    Source.WECHAT: "提交时间 姓名 证件号 手机 在沪住址 出发地 到沪日期 体温",
    Source.FIRM: "公司名称 员工姓名 身份证 手机 返沪日期 出发城市 居住地",
    Source.LEADER: "居委 地址 称呼 电话 哪天回来 从哪里回来",
    Source.GATE: "时间 姓名 电话 去往 来自 体温",
    Source.MASK: "预约号 姓名 证件号码 手机 地址",
    Source.DIVISIONS: "区划代码 名称",
    Source.OTHER: "姓名 爱好",
}


@pytest.mark.parametrize(("source", "head"), HEADS.items())
def test_the_columns_alone_tell_whose_list_it_is(source, head):
    assert recognise_source([table(head.split(), [["x"] * 8] * 2)]).kind is source


def test_the_title_helps_where_columns_say_little():
    bare = table(["姓名", "电话", "抵沪日期"], titles=["公安推送名单"])
    assert recognise_source([bare], "公安推送.xlsx").kind is Source.POLICE


def test_division_codes_name_places_not_people():
    found = recognise(
        table(["代码", "名称"], [["310105001001", "安远路居委会"], ["310105001002", "长宁路居委会"]])
    )
    assert fields(found) == ["code", "place_name"]


@given(
    st.lists(st.text(max_size=8), min_size=1, max_size=6),
    st.lists(st.lists(st.text(max_size=20), max_size=6), max_size=6),
)
def test_any_headings_and_values_end_in_one_reading_a_column(head, rows):
    found = find_table(sheet([head, *rows]))
    if found:
        mapping = recognise(found)
        assert [read.index for read in mapping.columns] == list(range(len(found.columns)))
        recognise_source([found], "名单")


@pytest.mark.parametrize(
    "heading", ["返乡日期", "回镇时间", "来苏日期", "返程日期", "到甬日期", "返（来）苏时间"]
)
def test_the_day_of_arrival_in_another_towns_words(heading):
    head = ["姓名", "身份证", "手机", heading, "现住址", "由何地返乡"]
    found = recognise(table(head))
    assert fields(found)[3] == "arrived_on"
    assert not found.doubtful


@pytest.mark.parametrize("heading", ["回访时间", "到期日期", "入住时间", "预计返乡日期", "入院日期"])
def test_other_days_are_not_the_day_of_arrival_unseen(heading):
    head = ["姓名", "身份证", "手机", heading, "现住址", "来自"]
    read = recognise(table(head)).columns[3]
    assert read.field is None or read.is_doubtful


def test_days_that_nothing_claims_on_a_list_of_people_from_elsewhere_are_asked_about():
    head = ["员工", "身份证", "手机", "返岗日期", "住宿地址", "来自"]
    read = recognise(table(head)).columns[3]
    assert read.field is Field.ARRIVED_ON
    assert read.is_doubtful


def test_a_village_is_a_committee():
    rows = [["王小明", "红星村3组15号", "红星村"], ["李芳", "红星村1组2号", "红星村"]]
    assert fields(recognise(table(["户主", "村组门牌", "村"], rows))) == ["name", "address", "committee"]
