"""The people of the command post: who they are, what they do, for which areas they answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from .chance import stream
from .places import Committee
from .town import Town
from .words import words

_SURNAMES = words(
    "王wang 张zhang 陈chen 李li 徐xu 周zhou 朱zhu 吴wu 沈shen 陆lu 顾gu 杨yang 金jin 孙sun 赵zhao "
    "黄huang 姚yao 胡hu 俞yu 唐tang 蒋jiang 施shi 高gao 汪wang 叶ye 丁ding 方fang 程cheng 潘pan "
    "欧阳ouyang"
)
_GIVEN = words(
    "建国jianguo 秀珍xiuzhen 志强zhiqiang 丽华lihua 晓东xiaodong 慧敏huimin 文杰wenjie 雅琴yaqin "
    "海燕haiyan 俊峰junfeng 静怡jingyi 佳伟jiawei 美娟meijuan 国平guoping 思远siyuan 春兰chunlan "
    "明辉minghui 玉芳yufang 天翔tianxiang 蕾lei 敏min 磊lei 倩qian 勇yong 晨chen 立新lixin "
    "巧云qiaoyun 振华zhenhua 婉清wanqing 一鸣yiming"
)


@dataclass(frozen=True, slots=True)
class Area:
    """What somebody answers for.

    level: "subdistrict", "committee", "compound", "stair" or "firm".
    name: the division code (9 or 12 digits), the compound's label, the stair's address or the firm's name.
    committee: the code of the committee it lies in; "" for a subdistrict or a firm.
    """

    level: str
    name: str
    committee: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """One member of staff. username: pinyin, unique. role: see ROLES."""

    username: str
    name: str
    role: str
    areas: tuple[Area, ...]


ROLES = words(
    "commander duty_officer data_officer committee_worker building_leader community_doctor "
    "police_officer caller gate_guard firm_contact"
)

_Post = tuple[str, tuple[Area, ...]]


def draw_staff(town: Town) -> list[Staff]:
    """Fill every post of the town; the first of each role is the one to show in a demonstration."""
    hiring = _Hiring(stream(town.seed, "staff"))
    return [hiring.hire(role, areas) for role, areas in _posts(town)]


def _posts(town: Town) -> Iterator[_Post]:
    street = (Area("subdistrict", town.subdistrict.code),)
    callers = max(2, min(10, len(town.committees)))
    for role, count in (("commander", 1), ("duty_officer", 3), ("data_officer", 2), ("caller", callers)):
        yield from [(role, street)] * count
    yield from _doctors(town)
    for committee in town.committees:
        yield from _posts_of_committee(town, committee)
    for firm in town.firms[:12]:
        yield "firm_contact", (Area("firm", firm),)


def _doctors(town: Town) -> Iterator[_Post]:
    """A doctor answers for two neighbouring committees."""
    for n in range(0, len(town.committees), 2):
        yield "community_doctor", tuple(_area(c) for c in town.committees[n : n + 2])


def _posts_of_committee(town: Town, committee: Committee) -> Iterator[_Post]:
    yield from [("committee_worker", (_area(committee),))] * 4
    yield "police_officer", (_area(committee),)
    own = [n for n, c in enumerate(town.compounds) if town.committees[c.committee] is committee]
    for n in own[:3]:
        flat = town.places.flats[n][0]
        stair = flat.compound.base + flat.stair + ("幢" if flat.unit else "号")
        yield "building_leader", (Area("stair", stair, committee.code),)
    for n in own[:2]:
        yield "gate_guard", (Area("compound", town.compounds[n].label, committee.code),)


def _area(committee: Committee) -> Area:
    return Area("committee", committee.code, committee.code)


class _Hiring:
    """Gives every post a name; a second 王敏 signs in as wangmin2."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.taken: dict[str, int] = {}

    def hire(self, role: str, areas: tuple[Area, ...]) -> Staff:
        family, own = self.rng.choice(_SURNAMES), self.rng.choice(_GIVEN)
        sound = _latin(family) + _latin(own)
        self.taken[sound] = number = self.taken.get(sound, 0) + 1
        name = family.removesuffix(_latin(family)) + own.removesuffix(_latin(own))
        return Staff(sound + (str(number) if number > 1 else ""), name, role, areas)


def _latin(entry: str) -> str:
    return "".join(c for c in entry if c.isascii())
