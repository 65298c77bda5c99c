"""Reading 「湖北省武汉市返沪」 as a place. Only words about the journey count; registered residence (籍)
never does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from .divisions import CHINA, Gazetteer, Place, gazetteer

__all__ = ["Place", "read_place"]

# Where these stand the text speaks of registered residence: nothing is concluded from it.
RESIDENCE = re.compile(r"籍|户口")
SPACES = re.compile(r"[\s,，、.。/\-—→>()（）·:：;；]+")
HOME = "上海市"
LONGEST = 14


@lru_cache(maxsize=20_000)
def read_place(text: str) -> Place | None:
    """The place a journey began at, or None where the words name none (then somebody has to ask).

    Names are those in force today; a county is answered with its city. The place of arrival (上海)
    is passed over while another place is named. Pinyin and English are read too.
    """
    clean = unicodedata.normalize("NFKC", text or "").strip()
    if not clean or RESIDENCE.search(clean):
        return None
    chinese = _scan(SPACES.sub("", clean))
    return chinese or _read_latin(clean)


def _scan(text: str) -> Place | None:
    book, home = gazetteer(), None
    position = 0
    while position < len(text):
        place, length = _at(text[position:], book, is_start=position == 0)
        if place and place.province != HOME:
            return place
        home = home or place
        position += length or 1
    return home


def _at(text: str, book: Gazetteer, is_start: bool) -> tuple[Place | None, int]:
    """The place named at the beginning of `text` and how many characters name it."""
    named = [(len(_longest(text, table)), -rank, table) for rank, table in enumerate(_tables(book))]
    length, _rank, table = max(named, key=lambda entry: entry[:2])
    if is_start and len(_longest(text, book.unclear)) > length:
        return None, len(text)
    if length and table is book.provinces:
        return _under(text, text[:length], book)
    if length:
        return _town(text, table[text[:length]], text[:length]), length
    name = _longest(text, book.counties) if is_start else ""
    return (book.counties[name], len(name)) if name else (None, 0)


def _tables(book: Gazetteer) -> tuple[dict[str, Place], ...]:
    """In order of preference where two names are equally long (吉林 is the province first)."""
    return book.provinces, book.countries, book.cities


def _under(text: str, name: str, book: Gazetteer) -> tuple[Place, int]:
    """A province, with the city or county named after it."""
    province = book.provinces[name]
    rest = text[len(name) :]
    for size in range(min(LONGEST, len(rest)), 1, -1):
        inner = book.within.get((province.province, rest[:size]))
        if inner:
            return inner, len(name) + size
    return province, len(name)


def _town(text: str, place: Place, name: str) -> Place:
    """A country keeps the town written after it: 意大利米兰."""
    if place.country == CHINA or place.city:
        return place
    rest = re.match(
        r"[一-龥]{2,8}", re.sub(r"(返沪|来沪|回沪|抵沪|回国|入境|回来|返回|返|回).*$", "", text[len(name) :])
    )
    return Place(place.country, "", rest[0] if rest else "")


def _longest(text: str, table: Mapping[str, object]) -> str:
    for size in range(min(LONGEST, len(text)), 1, -1):
        if text[:size] in table:
            return text[:size]
    return ""


def _read_latin(text: str) -> Place | None:
    words = re.findall(r"[a-z]+", text.lower())
    latin = gazetteer().latin
    whole = latin.get("".join(words))
    if whole:
        return whole
    found = [latin[word] for word in words if word in latin and latin[word].province != HOME]
    return max(found, key=lambda place: (bool(place.city), bool(place.province)), default=None)
