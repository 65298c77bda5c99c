"""Telephone numbers 电话 as people write them in a cell: several at once, with prefixes, in any width.

Source of the rules: mobile numbers are 1[3-9] and nine digits (lenient: prefixes change), Shanghai
landlines are 021 and eight digits.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from .identifiers import one_edit_apart

_AS_NUMBER = re.compile(r"(\d{7,})\.0+(?!\d)")
_PLAIN = re.compile(r"1[3-9][0-9]{9}")
_NUMBER_LIKE = re.compile(r"\+?\(?\d[\d\-‐‑–—.() ]*\d")
_WORD_SEPARATORS = re.compile(r"[、/;,，；|\n\r\t]|或|和|及|转")


class Kind(StrEnum):
    """What sort of number it is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Phone:
    """One telephone number: `digits` without prefix or separators, and whether it can be dialled as it
    stands.

    `problem` is a code or empty: `too_short`, `too_long`, `unknown`.
    """

    digits: str
    kind: Kind
    is_valid: bool
    problem: str = ""


def read_phones(text: object) -> list[Phone]:
    """Read every number in a cell, in order and without repeats; [] where the cell says there is none.

    Digits that make no number (too short, too long) are kept with `is_valid` False, so that a mistyped
    number can still be compared. Never raises.
    """
    if isinstance(text, str) and _PLAIN.fullmatch(text):
        return [Phone(text, Kind.MOBILE, True)]
    plain = _AS_NUMBER.sub(r"\1", unicodedata.normalize("NFKC", "" if text is None else str(text))[:200])
    found: dict[str, Phone] = {}
    for piece in _WORD_SEPARATORS.split(plain):
        for digits in _runs(piece):
            if len(digits) >= 5:
                phone = _classify(digits)
                found.setdefault(phone.digits, phone)
    return list(found.values())


def one_digit_apart(a: str, b: str) -> bool:
    """True when one typing slip separates two numbers: a digit wrong, missing, extra, or two neighbours
    swapped.

    Shorter numbers than seven digits are never near each other: too little is left to agree on.
    """
    return min(len(a), len(b)) >= 7 and one_edit_apart(a, b)


def _runs(piece: str) -> list[str]:
    """Digit runs of a piece; blanks and dashes stay inside a number unless both sides are whole numbers."""
    runs: list[str] = []
    for match in _NUMBER_LIKE.finditer(piece):
        parts = [re.sub(r"\D", "", part) for part in match.group().split()]
        whole = [part for part in parts if len(part) >= 10]
        runs += parts if len(whole) > 1 else [re.sub(r"\D", "", match.group())]
    return runs


def _classify(digits: str) -> Phone:
    digits = _without_prefix(digits)
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return Phone(digits, Kind.MOBILE, True)
    if re.fullmatch(r"0\d{2,3}[2-9]\d{6,7}", digits):
        return Phone(digits, Kind.LANDLINE, True)
    if re.fullmatch(r"[2-9]\d{7}", digits):
        return Phone("021" + digits, Kind.LANDLINE, True)
    if re.match(r"1[3-9]", digits):
        problem = "too_short" if len(digits) < 11 else "too_long"
        return Phone(digits, Kind.MOBILE, False, problem)
    return Phone(digits, Kind.OTHER, False, "too_short" if len(digits) < 8 else "unknown")


def _without_prefix(digits: str) -> str:
    for prefix in ("0086", "86"):
        rest = digits.removeprefix(prefix)
        if rest != digits and re.match(r"1[3-9]", rest) and len(rest) >= 9:
            return rest
    if re.fullmatch(r"01[3-9]\d{9}", digits):
        return digits[1:]
    return digits
