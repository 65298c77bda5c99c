"""The invented subdistrict 澄浦街道: committees, roads, compounds of four kinds, stairs and flats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from random import Random

from .chance import share
from .sizes import Size
from .words import words

ROADS = words(
    "澄浦路 望潮路 听橹路 青杉路 汀兰路 白鹭浜路 霁月路 石榴湾路 东苕路 西苕路 五柳路 百禄路 菱塘路 "
    "南澄浦路 鹤汀路 九章路 枕溪路 乌桕路 长庚路 蓼花路 归帆路 一德路 杏坛路 澄浦支路"
)
COMMITTEES = words(
    "望潮 听橹 青杉 汀兰 白鹭浜 霁月 石榴湾 东苕 西苕 五柳 百禄 菱塘 鹤汀 九章 枕溪 乌桕 长庚 蓼花 归帆 杏坛"
)
_STEMS = words(
    "同裕 怀德 永馨 锦澜 云岫 鸣泉 嘉澍 瑞庭 芳甸 德润 景曜 梧桐 丽泽 静川 福临 祥和 康悦 阳羡 明湖 "
    "银杏 紫薇 春晖 兰亭 天籁 翠微 沁园 书香 星河 帝泊 维多利 香榭 东方 世纪 海上 浦风 钟鸣 厚生 积善 "
    "余庆 大成 安福 仁寿 四达 三益 九如 万安 百忍 双桂"
)


class Kind(Enum):
    """The four kinds of housing, with how often each occurs and how many households it holds for its size."""

    LANE = ("老洋房", 0.42, 1.0)
    BLOCK = ("老公房", 0.30, 2.0)
    GARDEN = ("商品房", 0.20, 2.4)
    SERVICED = ("酒店式公寓", 0.08, 1.2)

    def __init__(self, zh: str, frequency: float, weight: float) -> None:
        self.zh, self.frequency, self.weight = zh, frequency, weight


_SUFFIXES = {
    Kind.LANE: ("里", "坊", "邨", "别墅", "新邨"),
    Kind.BLOCK: ("新村", "小区", "一村", "二村", "公房小区"),
    Kind.GARDEN: ("花园", "名苑", "雅苑", "公馆", "豪庭", "苑", "佳园"),
    Kind.SERVICED: ("国际公寓", "行政公寓", "服务公寓", "酒店公寓"),
}
_OLD_ROOMS = words("底楼 二楼前楼 二楼后楼 二楼亭子间 三楼前楼 三楼后楼 三楼亭子间 三楼阁楼")


@dataclass(frozen=True, slots=True)
class Subdistrict:
    """Where it all is; the code has the official form (310109 + a street number nobody holds)."""

    city: str = "上海市"
    district: str = "虹口区"
    name: str = "澄浦街道"
    code: str = "310109088"


@dataclass(frozen=True, slots=True)
class Committee:
    """A residents' committee: its number in the street, its stem (望潮) and its 12-digit division code."""

    number: int
    stem: str
    code: str

    @property
    def name(self) -> str:
        return f"{self.stem}居民区"


@dataclass(frozen=True, slots=True)
class Compound:
    """A lane, village, garden or tower.

    form: "lane" (路·弄), "village" (its name is its address) or "street" (路·号)."""

    number: int
    committee: int
    kind: Kind
    form: str
    road: str
    lane: int | None
    sublane: int | None
    name: str
    units: bool = False
    first_stair: int = 1

    @property
    def label(self) -> str:
        """What people call it: its name, or its address where it has none."""
        return self.name or (self.base if self.lane else f"{self.road}沿街")

    @property
    def base(self) -> str:
        """The part of the address before the stair."""
        if self.form == "village":
            return self.name
        lane = f"{self.lane}弄" if self.lane else ""
        return self.road + lane + (f"{self.sublane}支弄" if self.sublane else "")


@dataclass(frozen=True, slots=True)
class Flat:
    """One door: stair (号), unit (单元) and room; room is "" only in a house with a single family."""

    number: int
    compound: Compound
    stair: str
    unit: str
    room: str

    @property
    def door(self) -> str:
        """The part of the address after the compound, as the register writes it."""
        room = self.room + ("室" if self.room[-1:].isdigit() else "")
        return f"{self.stair}幢{self.unit}单元{room}" if self.unit else f"{self.stair}号{room}"

    @property
    def address(self) -> str:
        return self.compound.base + self.door


@dataclass(slots=True)
class Places:
    """All places of a town."""

    subdistrict: Subdistrict
    committees: list[Committee]
    compounds: list[Compound]
    flats: list[list[Flat]] = field(default_factory=list)
    households: list[int] = field(default_factory=list)

    def committee_of(self, compound: Compound) -> Committee:
        return self.committees[compound.committee]


def draw_places(rng: Random, size: Size) -> Places:
    """Lay the subdistrict out: every compound gets the flats that its share of the households needs."""
    places = Places(Subdistrict(), [], _compounds(rng, size))
    places.committees = [
        Committee(n + 1, stem, f"{places.subdistrict.code}{n + 1:03d}")
        for n, stem in enumerate(COMMITTEES[: size.committees])
    ]
    weights = [c.kind.weight * rng.uniform(0.6, 1.6) for c in places.compounds]
    places.households = share(size.households, weights)
    numbers = iter(range(1, 10 * size.households))
    for compound, wanted in zip(places.compounds, places.households, strict=True):
        places.flats.append(_flats(rng, compound, int(wanted * 1.06) + 2, numbers))
    return places


def _compounds(rng: Random, size: Size) -> list[Compound]:
    street = _Street(rng)
    every_kind = [*Kind, *rng.choices(list(Kind), [k.frequency for k in Kind], k=size.compounds)]
    kinds = every_kind[: size.compounds]
    return [street.compound(n, n % size.committees, kind) for n, kind in enumerate(kinds)]


class _Street:
    """Remembers which lanes and names are taken while compounds are founded."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.lanes: set[tuple[str, int]] = set()
        self.names: set[str] = set()
        self.houses: dict[str, int] = {}
        # Few numbers for many roads: the same lane number on two roads is usual and must not be a key.
        self.numbers = rng.sample(range(18, 1200), 90)

    def compound(self, number: int, committee: int, kind: Kind) -> Compound:
        road = self.rng.choice((COMMITTEES[committee] + "路", ROADS[(committee * 5 + 3) % len(ROADS)]))
        form = self._form(kind)
        lane = self._lane(road) if form == "lane" else None
        forked = lane and kind is Kind.LANE and self.rng.random() < 0.1
        sublane = self.rng.choice((3, 12, 25, 40)) if forked else None
        name = self._name(kind, road, form)
        units = kind is Kind.GARDEN and self.rng.random() < 0.1
        first = self._house_number(road) if form == "street" else 1
        return Compound(number, committee, kind, form, road, lane, sublane, name, units, first)

    def _form(self, kind: Kind) -> str:
        if kind is Kind.SERVICED:
            return "street"
        if kind is Kind.BLOCK and self.rng.random() < 0.15:
            return "village"
        return "street" if kind is Kind.LANE and self.rng.random() < 0.1 else "lane"

    def _lane(self, road: str) -> int:
        while (road, lane := self.rng.choice(self.numbers)) in self.lanes:
            pass
        self.lanes.add((road, lane))
        return lane

    def _house_number(self, road: str) -> int:
        """Keep 300 numbers of the road for one compound, so that no two doors share an address."""
        self.houses[road] = self.houses.get(road, self.rng.randrange(20, 100)) + 300
        return self.houses[road] - 300

    def _name(self, kind: Kind, road: str, form: str) -> str:
        if kind is Kind.LANE and (form == "street" or self.rng.random() < 0.4):
            return ""
        stem = road[:-1] if kind is Kind.BLOCK and self.rng.random() < 0.5 else self.rng.choice(_STEMS)
        name = stem + self.rng.choice(_SUFFIXES[kind])
        shared = kind is Kind.BLOCK and form == "lane" and self.rng.random() < 0.3
        if name in self.names and not shared:
            return self._name(kind, road, form)
        self.names.add(name)
        return name


def _flats(rng: Random, compound: Compound, wanted: int, numbers: Iterator[int]) -> list[Flat]:
    doors = islice(_doors(rng, compound), wanted)
    return [Flat(next(numbers), compound, stair, unit, room) for stair, unit, room in doors]


def _doors(rng: Random, compound: Compound) -> Iterator[tuple[str, str, str]]:
    """Walk the compound: stair after stair, door after door, without end."""
    rooms = {
        Kind.LANE: _old_rooms(rng),
        Kind.BLOCK: _rooms(6, rng.choice((2, 3, 4))),
        Kind.GARDEN: _rooms(rng.choice((11, 18, 24, 28)), rng.choice((2, 4))),
        Kind.SERVICED: _rooms(rng.choice((16, 22, 30)), 6),
    }[compound.kind]
    for stair in _stairs(rng, compound):
        for unit in ("1", "2", "3") if compound.units else ("",):
            yield from ((stair, unit, room) for room in _some(rng, rooms, compound.kind))


def _stairs(rng: Random, compound: Compound) -> Iterator[str]:
    number, step = compound.first_stair, 2 if compound.form == "street" else 1
    while True:
        yield str(number)
        if compound.kind is Kind.LANE and rng.random() < 0.05:
            yield f"{number}{rng.choice('甲乙AB')}"
        number += step


def _rooms(floors: int, per_floor: int) -> list[str]:
    return [f"{floor}{door:02d}" for floor in range(1, floors + 1) for door in range(1, per_floor + 1)]


def _old_rooms(rng: Random) -> list[str]:
    """An old house counts its rooms or calls them by where they lie."""
    return list(_OLD_ROOMS) if rng.random() < 0.3 else _rooms(3, 3)


def _some(rng: Random, rooms: list[str], kind: Kind) -> list[str]:
    """Old houses differ in how far they were divided; the other kinds repeat one plan."""
    return rooms[: rng.randrange(3, len(rooms) + 1)] if kind is Kind.LANE else rooms
