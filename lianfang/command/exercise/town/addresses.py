"""The many ways of writing one address, and the ways of getting it wrong."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .places import Committee, Flat, Subdistrict
from .slips import full_width
from .words import pairs

_DIGITS = "零一二三四五六七八九"
_ROAD_TYPOS = dict(
    pairs(
        "浦/埔 听/汀 汀/听 霁/齐 柏/伯 桕/柏 菱/凌 鹤/鹊 庚/庾 苕/召 潮/朝 杉/衫 禄/录 枕/忱 蓼/廖 德/得 "
        "坛/檀 鹭/露 榴/留"
    )
)
_REMARKS = ("（租客）", "，快递放门卫", "（借住）", "(群租)", " 门禁坏", "（房东不在）", "，后门进")
_OTHER_COMMITTEE_WORDS = ("居民区", "居委会", "居委", "社区")


class Place:
    """One flat as somebody has to write it down."""

    def __init__(self, flat: Flat, committee: Committee, street: Subdistrict) -> None:
        self.flat, self.compound, self.committee, self.street = flat, flat.compound, committee, street

    @property
    def plain(self) -> str:
        return self.flat.address

    @property
    def official(self) -> str:
        return self.street.city + self.street.district + self.flat.address


Writing = Callable[[Random, Place], str | None]


def _with_room(place: Place, stair_word: str, room_word: str) -> str:
    flat = place.flat
    unit = f"{flat.unit}单元" if flat.unit else ""
    room = flat.room + (room_word if flat.room[-1:].isdigit() else "")
    return f"{place.compound.base}{flat.stair}{stair_word}{unit}{room}"


def _named(rng: Random, place: Place) -> str:
    """The compound's name stands for its lane; without a name nothing changes."""
    standing = place.compound.name and place.compound.form == "lane"
    return place.compound.name + place.flat.door if standing else place.plain


def _beside(rng: Random, place: Place) -> str:
    name = place.compound.name if place.compound.form == "lane" else ""
    return f"{place.compound.base}({name}){place.flat.door}" if name else place.plain


def _dashed(rng: Random, place: Place) -> str:
    flat = place.flat
    if not flat.room.isdigit() or place.compound.form == "street":
        return place.plain
    return place.compound.base + "-".join(filter(None, (flat.stair, flat.unit, flat.room)))


def _numerals(rng: Random, place: Place) -> str:
    flat = place.flat
    if not flat.room.isdigit():
        return place.plain
    room = "".join(_DIGITS[int(c)] for c in flat.room).replace("零", rng.choice("零〇"))
    return place.compound.base + flat.door.removesuffix(flat.room + "室") + room + "室"


def _spaced(rng: Random, place: Place) -> str:
    flat = place.flat
    if flat.unit or not flat.room.isdigit():
        return place.plain
    return f"{place.compound.base} {flat.stair} 号 {flat.room} 室"


def _whose(rng: Random, place: Place) -> str:
    return place.plain + rng.choice(("（王阿姨家）", "(联系人老李)", "（房东姓陈）", "张老师家"))


def _no_road(rng: Random, place: Place) -> str:
    return place.plain.removeprefix(place.compound.road) if place.compound.form == "lane" else place.plain


WAYS: dict[str, Writing] = {
    "": lambda rng, p: p.plain,
    "full": lambda rng, p: p.official,
    "street": lambda rng, p: p.street.district + p.street.name + p.plain,
    "no_room_word": lambda rng, p: _with_room(p, "幢" if p.flat.unit else "号", ""),
    "block": lambda rng, p: _with_room(p, rng.choice("栋幢"), "") if p.compound.form == "lane" else p.plain,
    "tower": lambda rng, p: _with_room(p, "号楼", "室") if p.compound.form == "lane" else p.plain,
    "full_width": lambda rng, p: full_width(p.plain),
    "remark": lambda rng, p: p.plain + rng.choice(_REMARKS),
    "named": _named,
    "beside": _beside,
    "dashed": _dashed,
    "numerals": _numerals,
    "spaced": _spaced,
    "whose": _whose,
    "no_road": _no_road,
}


def _wrong_room(rng: Random, place: Place) -> str:
    room = place.flat.room
    if not room.isdigit():
        return place.plain
    wrong = room[:-1] + rng.choice("123456".replace(room[-1], ""))
    return place.compound.base + place.flat.door.removesuffix(room + "室") + wrong + "室"


def _wrong_stair(rng: Random, place: Place) -> str:
    flat = place.flat
    return place.compound.base + rng.choice("123456789") + flat.door[len(flat.stair) :]


def _road_typo(rng: Random, place: Place) -> str:
    typos = [c for c in place.compound.road if c in _ROAD_TYPOS]
    return place.plain.replace(typos[0], _ROAD_TYPOS[typos[0]], 1) if typos else place.plain


def _lane_only(rng: Random, place: Place) -> str:
    return place.compound.base if place.compound.form != "street" else place.compound.label


FLAWS: dict[str, Writing] = {
    "lane_only": _lane_only,
    "wrong_room": _wrong_room,
    "wrong_stair": _wrong_stair,
    "road_typo": _road_typo,
    "stair_only": lambda rng, p: f"{p.compound.base}{p.flat.stair}号",
    "committee_only": lambda rng, p: p.committee.stem + rng.choice(_OTHER_COMMITTEE_WORDS),
    "missing": lambda rng, p: None,
}
