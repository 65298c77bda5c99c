"""Names 姓名 as people write them, and how alike two of them are.

A Chinese name has two to four characters, so measures made for long names say nothing here: one wrong
character of 三 leaves a third of the name unlike. Likeness is therefore a small set of levels that say what
sort of slip, if any, stands between two names: heard alike, seen alike, cut short, only called and not
named.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from . import characters
from .confusions import (
    CHILD_FORMS,
    COMPOUND_SURNAMES,
    FORMS_OF_ADDRESS,
    SHORT_FORMS_OF_ADDRESS,
    SURNAME_SOUNDS,
    SURNAMES,
)

_BRACKETS = re.compile(r"[(\[【<《「『{].*?(?:[)\]】>》」』}]|$)")
_AND_OTHERS = re.compile(r"(?:等|及)(?:[\d一二三四五六七八九十两]+[人口位].*|家[人属].*|人.*)?$")
_NOT_NAME = re.compile(r"[^\w]|[\d_]", re.UNICODE)
_WORDS_FOR_NONE = {"无", "不详", "未知", "无名", "无名氏", "同上", "待查", "NONE", "NULL", "NAN", "NA"}
_TITLES = tuple(
    sorted(
        ((word, sex) for sex, words in FORMS_OF_ADDRESS.items() for word in words.split()),
        key=lambda title: -len(title[0]),
    )
)
_SHORT_TITLES = {word: sex for sex, words in SHORT_FORMS_OF_ADDRESS.items() for word in words}
_LAST_OF_TITLES = frozenset("家") | {title[-1] for title, _ in _TITLES} | frozenset(_SHORT_TITLES)


class Likeness(IntEnum):
    """How alike two names are, the more the higher; the order is that of trust."""

    UNKNOWN = -1
    DIFFERENT = 0
    SURNAME = 1
    ONE_CHARACTER = 2
    FORM_OF_ADDRESS = 3
    SHORTENED = 4
    LOOK_ALIKE = 5
    HOMOPHONE = 6
    EXACT = 7


@dataclass(frozen=True, slots=True)
class Name:
    """A name as read.

    `text` is cleaned of blanks, remarks and titles, in everyday characters; `remark` is what stood in
    brackets or behind. Where somebody is only called (王阿姨, 小王), `is_form_of_address` is True, `given`
    is empty and `sex` says what the word tells ("m", "f" or "") and `is_adult` whether only a grown-up is
    called so. `is_latin` names keep their words in alphabetical order.
    """

    text: str
    surname: str = ""
    given: str = ""
    is_form_of_address: bool = False
    is_latin: bool = False
    sex: str = ""
    remark: str = ""
    is_adult: bool = False

    @property
    def is_known(self) -> bool:
        """True when there is anything to compare."""
        return bool(self.text)

    @property
    def sound_key(self) -> str:
        """Pinyin without tone as a southern ear hears it; equal keys are candidates, not matches."""
        return sound_key(self.text)

    @property
    def sort_key(self) -> str:
        """Pinyin to sort by, the surname in its own reading."""
        return sort_key(self)


@lru_cache(maxsize=200_000)
def read_name(text: str) -> Name:
    """Read a name; an empty `Name` where the cell says there is none. Never raises."""
    plain = unicodedata.normalize("NFKC", text or "")[:120]
    remark = " ".join(part.strip("()[]【】<>《》「」『』{} ") for part in _BRACKETS.findall(plain))
    plain = _AND_OTHERS.sub("", _BRACKETS.sub("", plain).strip())
    if plain.strip().upper() in _WORDS_FOR_NONE:
        return Name("")
    if re.search(r"[A-Za-z]", plain) and not re.search(r"[\u3400-\u9fff]", plain):
        return _read_latin(plain, remark)
    han = "".join(characters.fold(c) for c in _NOT_NAME.sub("", plain))
    return _read_chinese(han, remark, foreign="·" in plain or "•" in plain or "・" in plain)


def compatible(a: Name, b: Name) -> bool:
    """True when the two can be one person's name with at most one sort of slip between them."""
    return likeness(a, b) >= Likeness.FORM_OF_ADDRESS


def loosely_compatible(a: Name, b: Name) -> bool:
    """True when the names share enough not to contradict an equal identity number.

    That is the given name, or the surname and one given character, slips allowed.
    """
    if likeness(a, b) >= Likeness.ONE_CHARACTER or same_given(a, b):
        return True
    if not _near(a.surname, b.surname):
        return False
    return any(_near(x, y) for x in a.given for y in b.given)


def same_given(a: Name, b: Name) -> bool:
    """True when the given names are one: whose surname alone is written otherwise is no brother or sister."""
    return bool(a.given) and a.given == b.given


def likeness(a: Name, b: Name) -> Likeness:
    """How alike two names are; symmetric."""
    if not a.is_known or not b.is_known:
        return Likeness.UNKNOWN
    return _likeness(*((a, b) if _order(a) <= _order(b) else (b, a)))


@lru_cache(maxsize=100_000)
def sound_key(text: str) -> str:
    """Pinyin without tone and with the southern merges, syllables joined by a dash."""
    if text.isascii():
        return "".join(sorted(text.replace(" ", "")))
    return "-".join(characters.broad_sound(characters.first_sound(c)) for c in text if c.isalnum())


@lru_cache(maxsize=100_000)
def sort_key(name: Name) -> str:
    """Pinyin by character, the surname in its own reading: 单小曾 -> `shan xiao ceng`."""
    if name.is_latin:
        return name.text
    head = SURNAME_SOUNDS.get(name.text[:1]) if name.surname else None
    syllables = [characters.first_sound(c) for c in name.text]
    return " ".join(([head] if head else syllables[:1]) + syllables[1:])


def _order(name: Name) -> tuple[str, bool, str]:
    return name.text, name.is_form_of_address, name.sex


@lru_cache(maxsize=500_000)
def _likeness(a: Name, b: Name) -> Likeness:
    if a.is_form_of_address or b.is_form_of_address:
        return _likeness_of_address(a, b)
    if a.text == b.text:
        return Likeness.EXACT
    if a.is_latin or b.is_latin:
        return _likeness_latin(a, b)
    if len(a.text) == len(b.text):
        return _likeness_same_length(a, b)
    if _is_shortened(a.text, b.text):
        return Likeness.SHORTENED
    return _by_surname(a, b)


def _likeness_of_address(a: Name, b: Name) -> Likeness:
    if a.is_latin != b.is_latin:
        return Likeness.DIFFERENT
    if not a.surname or not b.surname:
        return Likeness.UNKNOWN
    if not _near(a.surname, b.surname):
        return Likeness.DIFFERENT
    return Likeness.SURNAME if a.sex and b.sex and a.sex != b.sex else Likeness.FORM_OF_ADDRESS


def _likeness_latin(a: Name, b: Name) -> Likeness:
    letters_a, letters_b = (sorted(x.text.replace(" ", "")) for x in (a, b))
    if letters_a == letters_b:
        return Likeness.HOMOPHONE
    words_a, words_b = set(a.text.split()), set(b.text.split())
    if words_a < words_b or words_b < words_a:
        return Likeness.SHORTENED
    if abs(len(letters_a) - len(letters_b)) <= 1 and _letters_apart(letters_a, letters_b) <= 2:
        return Likeness.LOOK_ALIKE
    return Likeness.SURNAME if words_a & words_b else Likeness.DIFFERENT


def _letters_apart(a: list[str], b: list[str]) -> int:
    left, right = Counter(a), Counter(b)
    return (left - right).total() + (right - left).total()


def _likeness_same_length(a: Name, b: Name) -> Likeness:
    differing = [(x, y) for x, y in zip(a.text, b.text, strict=True) if x != y]
    if all(characters.same_sound(x, y) for x, y in differing):
        return Likeness.HOMOPHONE
    if len(differing) == 1 and _near(*differing[0]):
        return Likeness.LOOK_ALIKE
    if len(a.text) > 2 and sorted(a.text) == sorted(b.text) and a.surname == b.surname:
        return Likeness.SHORTENED
    if len(differing) == 1 and len(a.text) > 2:
        return Likeness.ONE_CHARACTER
    return _by_surname(a, b)


def _is_shortened(a: str, b: str) -> bool:
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) < 2 or len(longer) - len(shorter) != 1:
        return False
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(1, len(longer)))


def _by_surname(a: Name, b: Name) -> Likeness:
    return Likeness.SURNAME if a.surname and a.surname == b.surname else Likeness.DIFFERENT


def _near(a: str, b: str) -> bool:
    if a == b:
        return bool(a)
    if len(a) != len(b):
        return False
    return all(
        x == y or characters.near_sound(x, y) or characters.look_alike(x, y)
        for x, y in zip(a, b, strict=True)
    )


def _read_latin(plain: str, remark: str) -> Name:
    words = re.findall(r"[a-zà-ÿ]+", plain.lower().replace("-", ""))
    words = [w for w in words if w not in ("mr", "mrs", "ms", "miss", "dr")]
    return Name(" ".join(sorted(words)), is_latin=True, remark=remark)


def _read_chinese(han: str, remark: str, foreign: bool) -> Name:
    if foreign:
        return Name(han, given=han, remark=remark)
    return _read_called(han, remark) or _read_named(han, remark)


def _read_called(han: str, remark: str) -> Name | None:
    """A form of address: 王阿姨, 欧阳老师, 小王, 老王, 王总; None for a real name."""
    rest, sex = _without_title(han)
    is_adult = rest[:1] == "老" or (rest != han and han[len(rest) :] not in CHILD_FORMS)
    if rest[:1] in "小老大阿" and (rest[1:] in SURNAMES or rest[1:] in COMPOUND_SURNAMES):
        return Name(rest[1:], rest[1:], "", True, False, sex, remark, is_adult)
    if rest != han and (len(rest) == 1 or rest in COMPOUND_SURNAMES):
        return Name(rest, rest, "", True, False, sex, remark, is_adult)
    return None


def _read_named(han: str, remark: str) -> Name:
    rest, sex = _without_title(han) if len(han) > 3 else (han, "")
    if rest != han:
        remark = " ".join(filter(None, (remark, han[len(rest) :])))
    width = 2 if len(rest) > 2 and rest[:2] in COMPOUND_SURNAMES else 1
    return Name(rest, rest[:width], rest[width:], False, False, sex, remark)


def _without_title(han: str) -> tuple[str, str]:
    if han[-1:] not in _LAST_OF_TITLES:
        return han, ""
    for title, sex in _TITLES:
        if len(title) > 1 and han.endswith(title) and len(han) > len(title):
            return han[: -len(title)], sex
    if len(han) == 2 and han[1] in _SHORT_TITLES and han[0] in SURNAMES:
        return han[0], _SHORT_TITLES[han[1]]
    if han[-1:] == "家" and (len(han) >= 4 or (len(han) == 3 and han[0] in "小老大阿")):
        return han[:-1], ""
    return han, ""
