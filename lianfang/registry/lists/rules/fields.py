"""What a column can be, and the words offices head it with."""

from __future__ import annotations

import re
from enum import StrEnum


class Field(StrEnum):
    """The fields of a list row. One word each; a column that is none of them is kept as an extra."""

    SEQUENCE = "sequence"
    NAME = "name"
    SEX = "sex"
    AGE = "age"
    BORN_ON = "born_on"
    ID_NUMBER = "id_number"
    ID_KIND = "id_kind"
    PHONE = "phone"
    LANDLINE = "landline"
    ADDRESS = "address"
    STREET = "street"
    ROAD = "road"
    LANE = "lane"
    COMPOUND = "compound"
    BUILDING = "building"
    UNIT = "unit"
    ROOM = "room"
    COMMITTEE = "committee"
    COMPOUND_KIND = "compound_kind"
    FROM_PLACE = "from_place"
    ARRIVED_ON = "arrived_on"
    LAST_CONTACT_ON = "last_contact_on"
    SEEN_AT = "seen_at"
    TEMPERATURE = "temperature"
    SYMPTOM = "symptom"
    EMPLOYER = "employer"
    RESIDENCE_KIND = "residence_kind"
    HOUSEHOLD_SIZE = "household_size"
    IS_RENTED = "is_rented"
    RESERVATION_NO = "reservation_no"
    DESTINATION = "destination"
    VEHICLE = "vehicle"
    RELATION = "relation"
    NATIONALITY = "nationality"
    NOTE = "note"
    CODE = "code"
    PLACE_NAME = "place_name"
    IGNORED = "ignored"


SEVERAL = frozenset({Field.PHONE, Field.LANDLINE, Field.NOTE, Field.SYMPTOM, Field.IGNORED})
"""Fields that several columns of one list may carry."""

PARTS = (Field.STREET, Field.ROAD, Field.LANE, Field.COMPOUND, Field.BUILDING, Field.UNIT, Field.ROOM)
"""Parts of an address, from large to small, where an office gives each a column of its own."""

EXACT: dict[Field, str] = {
    Field.SEQUENCE: "序号 编号 no no. # 行号 流水号 seq id",
    Field.NAME: (
        "姓名 称呼 户主/租户 户主 租户 承租人 户主姓名 租客 名字 员工姓名 人员姓名 居民姓名 被访人 申报人 "
        "返沪人员 来沪人员 来访人 访客 当事人 对象 name fullname 姓名/name 名称 人员 客户姓名 登记人 预约人 "
        "来访者 本人姓名"
    ),
    Field.SEX: "性别 男/女 sex gender person.sex 性别/sex",
    Field.AGE: "年龄 岁数 周岁 age 年纪 person.approximateage",
    Field.BORN_ON: "出生日期 生日 出生年月 出生年月日 出生 dob birthdate birthday dateofbirth geburtsdatum",
    Field.ID_NUMBER: (
        "身份证 身份证号 身份证号码 证件号 证件号码 公民身份号码 身份号码 证件编号 护照号 护照号码 护照 "
        "身份证件号码 身份证/护照号 身份证/护照 有效证件号码 idnumber idno documentnumber passport "
        "passportno"
    ),
    Field.ID_KIND: "证件类型 证件种类 证件名称 idtype documenttype",
    Field.PHONE: (
        "手机 手机号 手机号码 电话 联系电话 联系方式 电话号码 本人电话 联系手机 移动电话 手机/电话 本人手机 "
        "phone mobile telephone tel urn:tel phonenumber cellphone primaryphone secondaryphone person.phone"
    ),
    Field.LANDLINE: "固话 固定电话 座机 宅电 住宅电话 家庭电话 homephone landline",
    Field.ADDRESS: (
        "地址 住址 现住址 现住地址 居住地址 居住地 家庭住址 家庭地址 在沪住址 在沪地址 在沪居住地址 "
        "在沪居住地 上海住址 本市住址 住所 居住地点 现居住地 现居住地址 现住地 居家观察地址 隔离地址 "
        "观察地址 详细地址 门牌 门牌号 村组门牌 address homeaddress addressinshanghai"
    ),
    Field.STREET: "街道 街镇 所属街道 街道/镇 街道名称 街道(镇)",
    Field.ROAD: "路 路名 道路 路(街) 街路巷 路段 马路 路/街",
    Field.LANE: "弄 弄号 弄堂 弄(号) 里弄",
    Field.COMPOUND: "小区 小区名称 小区名 所在小区 居住小区 楼盘 楼盘名称 所属小区 小区/楼盘",
    Field.BUILDING: "号 楼号 楼栋 楼栋号 幢 幢号 楼幢号 楼幢 栋 栋号 号楼 楼宇号 门号 楼号/门牌 楼",
    Field.UNIT: "单元 单元号",
    Field.ROOM: "室 室号 房号 房间号 房室号 室号/房号 户室号 房间",
    Field.COMMITTEE: (
        "居委 居委会 居民区 所属居委 所属居委会 所属居民区 居村委 社区 村居委 所属社区 所在社区 村 村名 村居 行政村 "
        "所属村 所在村 村委会 村(居) 村/居 村(社区) 村/社区 所属村(社区) committee"
    ),
    Field.COMPOUND_KIND: "小区类型 房屋类型 住宅类型 房屋性质 小区性质",
    Field.FROM_PLACE: (
        "来源地 出发地 来自 从哪里回来 从哪来 从哪里来 出发城市 来沪前居住地 何地来沪 返沪前所在地 来自哪里 "
        "来自何地 出发地点 离开地 来源 来源地区 途经地 旅居地 旅居史 返回地 来沪地区 来自地区 fromplace "
        "from departurecity"
    ),
    Field.ARRIVED_ON: (
        "抵沪日期 返沪日期 到沪日期 来沪日期 回沪日期 抵沪时间 返沪时间 到沪时间 来沪时间 回沪时间 哪天回来 "
        "哪天来的 几号回来 到达日期 到达时间 抵达日期 抵达时间 返回日期 返回时间 回来日期 入沪日期 入沪时间 "
        "抵(返)沪日期 来(返)沪日期 返(来)沪时间 返程日期 返程时间 arrivaldate datearrival einreisedatum arrivedon"
    ),
    Field.LAST_CONTACT_ON: "末次接触日期 末次接触时间 最后接触日期 最后接触时间 接触日期 lastcontactdate",
    Field.SEEN_AT: (
        "时间 提交时间 登记时间 登记日期 填报时间 填写时间 测温时间 进入时间 上报时间 申报时间 日期 "
        "预约时间 上报日期 填表日期 填报日期 time timestamp reportdate reportdatetime"
    ),
    Field.TEMPERATURE: "体温 温度 测温 体温(℃) 体温℃ 今日体温 当前体温 额温 体温/℃ temperature temp",
    Field.SYMPTOM: (
        "症状 健康状况 身体状况 有无症状 是否有症状 有无发热咳嗽 是否发热 身体情况 健康情况 symptoms symptom"
    ),
    Field.EMPLOYER: "单位 工作单位 公司 企业 企业名称 单位名称 公司名称 所在单位 所属企业 employer company",
    Field.RESIDENCE_KIND: "居住类别 人口类别 居住类型 人员类别 人口类型 户籍类型 人户状态 实有人口类别",
    Field.HOUSEHOLD_SIZE: "常住人数 人数 家庭人数 常住人口 居住人数 户内人数 家庭人口 人口数 householdsize",
    Field.IS_RENTED: "是否出租 出租 是否租赁 是否为出租房 租赁 自住/出租 rented",
    Field.RESERVATION_NO: "预约号 预约编号 预约单号 登记号 预约码 凭证号",
    Field.DESTINATION: "去往 去往何处 目的地 到访地址 到访 去向 前往 往何处 访问地址 destination",
    Field.VEHICLE: (
        "航班 车次 航班号 车牌 车牌号 交通工具 车次/航班 航班/车次 航班车次 返沪方式 来沪方式 交通方式 "
        "乘坐车次 车号 flightnumber vehicle licenseplate"
    ),
    Field.RELATION: "与户主关系 关系 家庭关系 与本人关系 与确诊者关系 relation relationship",
    Field.NATIONALITY: "国籍 国家/地区 国籍(地区) citizenship nationality country",
    Field.NOTE: "备注 说明 情况说明 其他 其它 备注说明 注 备考 note notes remark remarks comment",
    Field.CODE: "区划代码 代码 统计用区划代码 行政区划代码 code 12位代码",
    Field.PLACE_NAME: "区划名称 单位名称(区划) 居委会名称 村居名称 地名 行政区划名称",
    Field.IGNORED: "问题 原表行号",
}
"""Headings, tight and in lower case, that name a field outright."""

CONTAINED: tuple[tuple[Field, str], ...] = (
    (Field.IGNORED, "签名 签字"),
    (Field.ID_KIND, "证件类 证件种"),
    (Field.LAST_CONTACT_ON, "末次接触 最后接触"),
    (Field.ID_NUMBER, "身份证 证件号 护照号 身份号码"),
    (Field.BORN_ON, "出生日期 出生年月"),
    (Field.RESERVATION_NO, "预约号 预约编号"),
    (Field.LANDLINE, "固话 固定电话 座机"),
    (Field.TEMPERATURE, "体温"),
    (
        Field.ARRIVED_ON,
        "沪日期 沪时间 哪天回 哪天来 几号回 何时回 何时来沪 何时返沪 回来时间 回来的日期 到达日期 抵达",
    ),
    (Field.SEEN_AT, "提交时间 登记时间 填报时间 上报时间"),
    (Field.FROM_PLACE, "来源地 出发地 从哪 来自 从何 出发城市 何地 哪里回来 旅居"),
    (Field.DESTINATION, "去往 目的地 去哪"),
    (Field.VEHICLE, "车次 航班 交通工具 车牌"),
    (Field.HOUSEHOLD_SIZE, "常住人数 家庭人数 居住人数"),
    (Field.IS_RENTED, "是否出租 是否租"),
    (Field.COMPOUND_KIND, "小区类型 房屋类型"),
    (Field.RESIDENCE_KIND, "居住类别 人口类别"),
    (Field.EMPLOYER, "工作单位 企业名称 单位名称 公司名称"),
    (Field.RELATION, "关系"),
    (Field.SYMPTOM, "症状 健康状况"),
    (Field.PHONE, "手机 电话 联系方式"),
    (Field.ADDRESS, "在沪住 在沪地 住址 居住地 地址 住处"),
    (Field.COMMITTEE, "居委 居民区"),
    (Field.NAME, "姓名 户主"),
    (Field.SEX, "性别"),
    (Field.AGE, "年龄"),
    (Field.NOTE, "备注"),
)
"""Words inside a longer heading, most telling first: 抵沪日期(必填), 本人联系电话."""

_OTHERS = (
    "紧急 联系人 联络人 填报人 填表人 负责人 楼组长 楼长 经办 审核 房东 业主姓名 同行 同住 监护人 家属 "
    "单位地址 公司地址 单位电话 公司电话 企业地址 户籍地 户籍所在 身份证地址 籍贯 户口所在 民警 医生 接待 "
    "离沪 解除 隔离开始 隔离结束 预计 随访 来访事由 事由 emergency contact"
)
NOT_OURS = tuple(_OTHERS.split())
"""Headings that name another person, another place or another day: never taken for ours, kept as extras."""

_LABELS = (
    "联系方式 基本信息 基本情况 个人信息 人员信息 居住信息 行程信息 行程 居住情况 健康情况 返沪情况 "
    "来沪情况 房屋信息 其他信息 观察情况 家庭成员 类别 类型 状态 区 区县 省 市"
)
_RETURNING = re.compile(
    r"(?:[返抵归]|[来回到入](?![访电函信期复执款职院学场户住账党伍编龄]))[^岗校工访]{0,4}(?:日期|时间)"
)
"""返乡日期, 回镇时间, 来苏日期: the day of arrival in another town's words; not 回访时间, 到期日期, 返岗日期."""
LABEL_WORDS = frozenset(_LABELS.split())
"""Headings that map to nothing but certainly are headings."""

NAMES: dict[str, Field] = {word: field for field, words in EXACT.items() for word in words.split()}


def exact_field(heading: str) -> Field | None:
    """The field a heading (tight, lower case) names outright."""
    return NAMES.get(heading)


def contained_field(heading: str) -> Field | None:
    """The field a longer heading contains the word of; None for another person's, place's or day's."""
    if any(word in heading for word in NOT_OURS):
        return None
    for field, words in CONTAINED:
        if any(word in heading for word in words.split()):
            return field
    return Field.ARRIVED_ON if _RETURNING.search(heading) else None


def is_heading_word(heading: str) -> bool:
    """Whether the text is a heading we know, wherever it leads."""
    return (
        heading in NAMES
        or heading in LABEL_WORDS
        or (
            len(heading) <= 14
            and (contained_field(heading) is not None or any(w in heading for w in NOT_OURS))
        )
    )
