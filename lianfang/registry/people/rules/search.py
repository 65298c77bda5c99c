"""What somebody types to find a person, and what it is taken for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from .identifiers import Kind as IdKind
from .identifiers import read_id
from .phones import read_phones

_PLACE_WORDS = re.compile(r"[路弄号室村苑坊里园庭楼幢座街巷]")
_LONGEST_NAME = 4
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_NUMBER_IDS = frozenset({IdKind.RESIDENT, IdKind.RESIDENT_15, IdKind.HMT_RESIDENT})


class Asked(StrEnum):
    """What a query is."""

    NOTHING = "nothing"
    IDENTITY = "identity"
    PHONE = "phone"
    SOUND = "sound"
    NAME = "name"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Query:
    """A query as read. `value` is normalised: a whole number, pinyin without blanks, or text."""

    asked: Asked
    value: str = ""
    words: str = ""


def read_query(text: str) -> Query:
    """Takes a query for a whole identity number, a whole telephone number, pinyin, a name or a place.

    Parts of numbers are never looked up: digits that make no whole number can only be part of an address.
    """
    plain = unicodedata.normalize("NFKC", text or "").strip()[:80]
    if not plain:
        return Query(Asked.NOTHING)
    return _number(plain) or _sound(plain) or _words(plain)


def _number(plain: str) -> Query | None:
    if _CHINESE.search(plain) or not any(c.isdigit() for c in plain):
        return None
    number = read_id(plain)
    if number and number.is_full and (number.kind in _NUMBER_IDS or not plain.isdigit()):
        return Query(Asked.IDENTITY, number.value, plain)
    whole = [phone for phone in read_phones(plain) if phone.is_valid]
    if len(whole) == 1:
        return Query(Asked.PHONE, whole[0].digits, plain)
    return None


def _sound(plain: str) -> Query | None:
    letters = re.sub(r"[\s'’\-]", "", plain)
    if not letters.isascii() or not letters.isalpha():
        return None
    return Query(Asked.SOUND, letters.lower(), plain)


def _words(plain: str) -> Query:
    squeezed = re.sub(r"\s", "", plain)
    long = len(squeezed) > _LONGEST_NAME
    place = any(c.isdigit() for c in squeezed) or (long and bool(_PLACE_WORDS.search(squeezed)))
    return Query(Asked.PLACE if place else Asked.NAME, squeezed, plain)
