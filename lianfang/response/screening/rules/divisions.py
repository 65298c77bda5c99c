"""China's divisions by their present names, from python-stdnum's table of GB/T 2260 codes; abroad from
CLDR.

Codes serve only to tell which county lies in which city. No person's identity number ever comes near this.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale
from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin
from stdnum import numdb

CHINA = "CN"
PROVINCE_ENDS = re.compile(r"(壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|省|市)$")
PEOPLES = re.compile(r"([一-龥]{1,4}?族)+自治(州|县)$")
CITY_ENDS = re.compile(r"(自治州|地区|盟|市)$")
COUNTY_ENDS = re.compile(r"(自治县|自治旗|林区|新区|县|区|市|旗)$")
# Rows of the table that are headings, not places.
HEADING = re.compile(r"^(市辖区|县|市|郊区|林区)$|直辖县级")

# Short and colloquial names that CLDR does not carry. Big cities stand for their country.
ABROAD = {
    "KR": "南韩 首尔 大邱 釜山 仁川 庆尚北道",
    "JP": "东京 大阪 京都 名古屋 横滨 札幌 北海道 福冈",
    "IT": "意国 米兰 罗马 威尼斯 都灵 佛罗伦萨 贝加莫 伦巴第",
    "IR": "德黑兰 库姆 伊斯法罕",
    "US": "纽约 洛杉矶 旧金山 西雅图 波士顿 芝加哥 华盛顿",
    "GB": "伦敦 曼彻斯特 爱丁堡 伯明翰",
    "FR": "巴黎 里昂 马赛",
    "DE": "柏林 慕尼黑 法兰克福 汉堡",
    "ES": "马德里 巴塞罗那",
    "AE": "阿联酋 迪拜 阿布扎比",
    "SA": "沙特",
    "RU": "莫斯科 圣彼得堡",
    "AU": "澳洲 悉尼 墨尔本",
    "CA": "多伦多 温哥华 蒙特利尔",
    "TH": "曼谷 普吉 清迈",
    "MY": "大马 吉隆坡",
    "PH": "马尼拉",
    "VN": "河内 胡志明市",
    "ID": "雅加达 巴厘岛",
    "CH": "苏黎世 日内瓦",
    "NL": "阿姆斯特丹",
    "BE": "布鲁塞尔",
    "AT": "维也纳",
    "TR": "伊斯坦布尔",
    "KH": "金边",
    "BA": "波黑",
    "NZ": "纽西兰 奥克兰",
}
# Not in the table of codes.
UNCODED = ["香港特别行政区", "澳门特别行政区", "台湾省"]
LATIN = {
    "shaanxi": "陕西省",
    "tibet": "西藏自治区",
    "innermongolia": "内蒙古自治区",
    "hongkong": "香港特别行政区",
    "macau": "澳门特别行政区",
    "macao": "澳门特别行政区",
    "taiwan": "台湾省",
}
LATIN_ABROAD = {"korea": "KR", "southkorea": "KR", "usa": "US", "uk": "GB", "england": "GB", "uae": "AE"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody came from: ISO country code, province and city by their full present names, or ""."""

    country: str
    province: str = ""
    city: str = ""

    def __str__(self) -> str:
        if self.country == CHINA:
            return self.province + self.city or "中国"
        if self.country == "*":
            return str(_("everywhere abroad"))
        return country_names().get(self.country, self.country) + self.city


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names → places. `within` holds a city's or county's names under their province, where even
    ambiguous ones are clear; the others only what is clear by itself. `unclear`: 朝阳区 is in two
    cities."""

    provinces: dict[str, Place]
    cities: dict[str, Place]
    counties: dict[str, Place]
    unclear: dict[str, None]
    within: dict[tuple[str, str], Place]
    countries: dict[str, Place]
    latin: dict[str, Place]


@cache
def country_names() -> dict[str, str]:
    """ISO code → Chinese name, China left out."""
    return {c: n for c, n in Locale("zh").territories.items() if len(c) == 2 and c.isalpha() and c != CHINA}


@cache
def gazetteer() -> Gazetteer:
    """Everything a place name is looked up in; built once (about 0.1 s)."""
    rows = list(_rows())
    whole = [name for code, name in rows if code.endswith("0000")] + UNCODED
    provinces = {n: Place(CHINA, p) for p in whole for n in _shorter(p, PROVINCE_ENDS)}
    tops = {code[:2]: name for code, name in rows if code.endswith("0000")}
    heads = {code[:4]: name for code, name in rows if code.endswith("00")}
    cities: dict[str, set[Place]] = defaultdict(set)
    counties: dict[str, set[Place]] = defaultdict(set)
    within: dict[tuple[str, str], Place] = {}
    for code, name in rows:
        place = _place(code, name, tops, heads)
        if place is None:
            continue
        is_city = code.endswith("00") or (place.city == name and not place.province.endswith("市"))
        for word in _shorter(name, CITY_ENDS if is_city else COUNTY_ENDS):
            (cities if is_city else counties)[word].add(place)
            if is_city:
                within[place.province, word] = place
            else:
                within.setdefault((place.province, word), place)
    known = {**_clear(cities), **{n: p for n, p in provinces.items() if p.city == ""}}
    lone = {n: p for n, p in _clear(counties).items() if n not in known}
    unclear = {name: None for name, places in counties.items() if len(places) > 1 and name not in known}
    latin = _latin(provinces, cities)
    return Gazetteer(provinces, _clear(cities), lone, unclear, within, _countries(), latin)


def _rows() -> Iterator[tuple[str, str]]:
    for length, low, _high, facts, children in numdb.get("cn/loc").prefixes:
        if length != 2:
            continue
        yield low + "0000", facts["province"]
        for _length, tail, _tail, inner, _none in children:
            name = _present(inner.get("county", ""))
            if name and tail != "0000":
                yield low + tail, name


def _present(names: str) -> str:
    """The name in force: entries look like `[1983-2019]桥东区,[2020-]襄都区`."""
    for entry in reversed(names.split(",")):
        years = re.match(r"\[(\d*)-(\d*)\]", entry)
        if years is None or not years[2]:
            return re.sub(r"^\[[^\]]*\]", "", entry)
    return ""


def _place(code: str, name: str, tops: dict[str, str], heads: dict[str, str]) -> Place | None:
    if code.endswith("0000") or HEADING.search(name):
        return None
    province, city = tops[code[:2]], heads.get(code[:4], "")
    if code.endswith("00"):
        return Place(CHINA, province, name)
    if province.endswith("市"):
        return Place(CHINA, province, name)  # a municipality's districts stand where cities stand elsewhere
    if not city or HEADING.search(city):
        return Place(CHINA, province, name)  # 仙桃市 and the like answer to the province itself
    return Place(CHINA, province, city)


def _shorter(name: str, ends: re.Pattern[str]) -> Iterator[str]:
    yield name
    bare = PEOPLES.sub("", name)
    short = ends.sub("", bare)
    if len(short) >= 2 and short != name:
        yield short


def _clear(found: dict[str, set[Place]]) -> dict[str, Place]:
    return {name: next(iter(places)) for name, places in found.items() if len(places) == 1}


def _countries() -> dict[str, Place]:
    names = {name: Place(code) for code, name in country_names().items() if code not in ("HK", "MO", "TW")}
    for code, words in ABROAD.items():
        names |= {word: _abroad(code, word) for word in words.split()}
    return names


def _abroad(code: str, word: str) -> Place:
    is_name_of_country = word in ("南韩", "意国", "阿联酋", "沙特", "澳洲", "大马", "波黑", "纽西兰")
    return Place(code, "", "" if is_name_of_country else word)


def _latin(provinces: dict[str, Place], cities: dict[str, set[Place]]) -> dict[str, Place]:
    """Pinyin and English names; a spelling that means two places means none."""
    spelled: dict[str, set[Place]] = defaultdict(set)
    for name, place in provinces.items():
        spelled["".join(lazy_pinyin(name))].add(place)
    for name, places in cities.items():
        spelled["".join(lazy_pinyin(name))] |= places
    found = _clear(spelled)
    shanxi = "".join(lazy_pinyin("山西"))
    found[shanxi] = provinces["山西"]
    found |= {word: provinces[name] for word, name in LATIN.items()}
    english = Locale("en").territories
    found |= {
        _letters(english[c]): Place(c)
        for c in country_names()
        if c in english and c not in ("HK", "MO", "TW")
    }
    return found | {word: Place(code) for word, code in LATIN_ABROAD.items()}


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())
