"""What values look like, whatever their column is called. Each look is a question about one narrow text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from .fields import Field
from .text import is_placeholder, narrow, tight

_ID = re.compile(
    r"'?(?:[1-9]\d{5}[\d*xX]{8,12}|[1-9]\d{2,5}[*xX#]{6,}[\dXx]{2,4}|[A-Za-z]{1,2}\d{7,9}|[HMhm]\d{8,10})"
)
_PHONE = re.compile(
    r"(?:(?:\+?0{0,2}86-?)?1[3-9]\d(?:-?\d){6,9}|(?:\(?0\d{2,3}\)?-?)?[2-9]\d{6,7})(?:\.0)?(?:\D.*)?"
)
_MOBILE = re.compile(r"(?:\+?0{0,2}86-?)?1[3-9]\d(?:-?\d){6,9}")
_LANDLINE = re.compile(r"(?:\(?0\d{2,3}\)?-?)?[2-9]\d{6,7}")
_DATE = re.compile(
    r"(?:19|20)?\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?.{0,12}|\d{1,2}[-/.月]\d{1,2}[日号]?(?:\d{1,2}:\d\d)?|"
    r"(?:19|20)\d{6}|4[3-6]\d{3}(?:\.\d+)?|[一二三四五六七八九十正腊]{1,2}月\S{1,4}|\d{1,2}/\d{1,2}/\d{2,4}.{0,9}"
)
_CLOCK = re.compile(r".*\d{1,2}:\d\d(?::\d\d)?")
_ADDRESS = re.compile(
    r".*(?:\d+[弄号室栋幢]|[路街巷]\d|弄|居民区|新村|公寓|花园|小区|大厦|[\u4e00-\u9fff].*\d-\d{3,4}$)"
)
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,4}")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z.'-]+(?:[ ·,]+[A-Z][A-Za-z.'-]*)+")
_NAME_END = re.compile(r".{1,3}(?:阿姨|叔叔|先生|女士|小姐|老师|师傅|伯伯|大爷|奶奶|爷爷|家)")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
    "廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔文季施章庄葛梅宁柳樊鲁俞翁"
)
_PLACE = re.compile(
    r".*(?:北京|天津|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|云南|"
    r"西藏|陕西|甘肃|青海|宁夏|新疆|内蒙|香港|澳门|台湾|武汉|日本|韩国|美国|意大利|伊朗|英国|法国|德国|[市省州]$)"
)
_FIRM = re.compile(r".*(?:公司|集团|有限|事务所|中心|银行|学校|医院|店|厂|酒店|工作室)")
_TEMPERATURE = re.compile(
    r"(?:体温)?(?:3[4-9]|4[0-3])(?:[.．]\d{1,2})?(?:[℃度c]|°c)?|(?:体温)?正常|未发热", re.I
)
_KIND = re.compile(r"户籍|来沪|境外|人户分离|常住|暂住|流动.{0,4}|外来.{0,4}|本市.{0,3}|港澳台")
_COMPOUND = re.compile(
    r".*(?:商品房|老公房|老洋房|里弄|别墅|售后公房|公寓|动迁房|石库门|新式里弄|二级旧里).*"
)


_CODE = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}(?:\d{3}(?:\d{3})?)?")


class Look(NamedTuple):
    """A question about a value, and how strongly a column speaks whose values all pass it."""

    test: Callable[[str], object]
    weight: float


def _is_name(text: str) -> bool:
    if text.isascii():
        return _LATIN_NAME.fullmatch(text) is not None
    plain = tight(text)
    return bool(_NAME.fullmatch(plain) and plain[0] in _SURNAMES) or _NAME_END.fullmatch(plain) is not None


def _is_small(text: str) -> bool:
    return text.isdigit() and 0 < int(text) <= 20 if text.isascii() and len(text) < 3 else False


def _is_place(text: str) -> bool:
    return bool(_PLACE.match(text)) and not _ADDRESS.match(text) and len(text) < 24


LOOKS: dict[Field, Look] = {
    Field.ID_NUMBER: Look(_ID.fullmatch, 0.9),
    Field.PHONE: Look(_PHONE.fullmatch, 0.85),
    Field.LANDLINE: Look(_LANDLINE.fullmatch, 0.5),
    Field.SEX: Look(re.compile(r"男性?|女性?|[MFmf]|male|female|[12]", re.I).fullmatch, 0.6),
    Field.AGE: Look(re.compile(r"(?:1[01]\d|\d{1,2})(?:周?岁)?").fullmatch, 0.4),
    Field.TEMPERATURE: Look(_TEMPERATURE.fullmatch, 0.7),
    Field.ARRIVED_ON: Look(_DATE.fullmatch, 0.5),
    Field.BORN_ON: Look(
        re.compile(r"(?:19[2-9]\d|20[01]\d)[-/.年]?\d{1,2}[-/.月]?\d{1,2}日?").fullmatch, 0.65
    ),
    Field.LAST_CONTACT_ON: Look(_DATE.fullmatch, 0.3),
    Field.SEEN_AT: Look(_CLOCK.fullmatch, 0.6),
    Field.ADDRESS: Look(_ADDRESS.match, 0.75),
    Field.DESTINATION: Look(_ADDRESS.match, 0.4),
    Field.COMMITTEE: Look(re.compile(r".+(?:居民区|居委会?|村委会?|社区|(?<!新)村)").fullmatch, 0.8),
    Field.NAME: Look(_is_name, 0.7),
    Field.FROM_PLACE: Look(_is_place, 0.6),
    Field.EMPLOYER: Look(_FIRM.match, 0.7),
    Field.RESIDENCE_KIND: Look(_KIND.fullmatch, 0.7),
    Field.COMPOUND_KIND: Look(_COMPOUND.match, 0.75),
    Field.IS_RENTED: Look(re.compile(r"[是否]|出租|自住|[YN]").fullmatch, 0.35),
    Field.HOUSEHOLD_SIZE: Look(_is_small, 0.3),
    Field.CODE: Look(_CODE.fullmatch, 0.9),
    Field.NOTE: Look(lambda _: None, 0.0),
}

DECISIVE = frozenset(
    {
        Field.ID_NUMBER,
        Field.PHONE,
        Field.ARRIVED_ON,
        Field.BORN_ON,
        Field.LAST_CONTACT_ON,
        Field.SEX,
        Field.ADDRESS,
    }
    | {Field.COMMITTEE, Field.CODE, Field.TEMPERATURE, Field.AGE, Field.NAME}
)
"""Fields whose values have so plain a look that a heading without it is doubted."""


def usable(values: Sequence[str]) -> list[str]:
    """The values that say something, narrow and trimmed; placeholders left out."""
    return [" ".join(narrow(value).split()) for value in values if value and not is_placeholder(value)]


def share(field: Field, values: Sequence[str]) -> float:
    """The part of the values that look like the field, 0 to 1; 0 where nothing can be said."""
    look = LOOKS.get(field)
    if not look or not values:
        return 0.0
    seen = values if field is Field.NAME else map(tight, values)  # blanks tell a foreigner's name
    return sum(bool(look.test(value)) for value in seen) / len(values)


def contradicts(field: Field, values: Sequence[str]) -> bool:
    """Whether four values or more plainly are something else than the heading says."""
    if field not in DECISIVE or len(values) < 4:
        return False
    if field is Field.NAME:
        return sum(looks_like_value(tight(value)) for value in values) * 2 > len(values)
    return share(field, values) < 0.15


def is_counting(values: Sequence[str]) -> bool:
    """Whether the values count 1, 2, 3 upwards."""
    numbers = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 8]
    if len(numbers) < max(2, 0.8 * len(values)):
        return False
    steps = [after - before for before, after in pairwise(numbers)]
    return sum(step in (1, 2) for step in steps) >= 0.7 * len(steps) and numbers[0] < 100_000


def looks_like_value(text: str) -> bool:
    """Whether a (tight) text is plainly a value, so that its row is no heading."""
    if is_placeholder(text) and text:
        return True
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return True
    return bool(
        _ID.fullmatch(text)
        or _MOBILE.fullmatch(text)
        or _DATE.fullmatch(text)
        or _TEMPERATURE.fullmatch(text)
    ) or bool(re.search(r"\d[弄号室]", text))
