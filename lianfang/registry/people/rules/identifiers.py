"""Identity numbers 证件号码 as people write them.

Source of the rules: GB 11643 (citizen number), the permits of Hong Kong, Macao and Taiwan residents, and
passports. The six digits in front are an administrative code of the place of issue. Nothing here gives them
a meaning: where a number was issued says nothing about where its holder has been.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.cn import ric

_MASKS = "*×✱•●?#_"
_DROPPED = re.compile(r"[\s'‘’`´\"“”.,，。、:：;；\-‐–—()\u200b\ufeff]")
_WORDS_FOR_NONE = {"", "无", "不详", "未知", "没有", "暂无", "同上", "/", "NONE", "NULL", "N/A", "NAN"}
_PLAIN = re.compile(r"[0-9]{17}[0-9X]")
_LABELS = re.compile(r"^(?:居民身份证|身份证|护照|证件|港澳通行证|台胞证|回乡证|ID|PASSPORT)(?:号码|号|NO)?")


class Kind(StrEnum):
    """What sort of document a number belongs to."""

    RESIDENT = "resident"
    RESIDENT_15 = "resident15"
    HMT_RESIDENT = "hmt_resident"
    HOME_RETURN = "home_return"
    TAIWAN = "taiwan"
    PASSPORT = "passport"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """An identity number as read: what it is, whether it can be right, and what it tells.

    `value` is normalised (upper case, no separators); masked places are `*`. `problem` is a code or empty:
    `checksum`, `birth_date`, `length`, `unreadable`.
    """

    kind: Kind
    value: str
    is_valid: bool
    is_masked: bool = False
    born_on: date | None = None
    sex: str = ""
    problem: str = ""

    @property
    def is_full(self) -> bool:
        """True when the number is whole and passes its own checks."""
        return self.is_valid and not self.is_masked

    @property
    def head(self) -> str:
        """The known characters before a mask."""
        return self.value.split("*", 1)[0]

    @property
    def tail(self) -> str:
        """The known characters after a mask; empty when there is no mask."""
        return self.value.rsplit("*", 1)[1] if self.is_masked else ""


def read_id(text: object) -> IdNumber | None:
    """Read an identity number; None where the cell says there is none.

    Never raises: what cannot be read comes back as kind `unknown` with a problem code.
    """
    value = _normalise("" if text is None else str(text))
    if value in _WORDS_FOR_NONE or not any(c.isalnum() or c == "*" for c in value):
        return None
    for read in (_read_masked, _read_resident, _read_resident_15, _read_permit, _read_passport):
        if found := read(value):
            return found
    return IdNumber(Kind.UNKNOWN, value, False, problem="length" if value.isdigit() else "unreadable")


def one_edit_apart(a: str, b: str) -> bool:
    """True when one typing slip turns `a` into `b`: a wrong, missing or extra character, or two neighbours
    swapped.
    """
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = _common_prefix(a, b)
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b[1:]
        or rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or (rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:])
    )


def agrees_with_mask(masked: str, full: str) -> bool:
    """True when every known character of `masked` (masked places are `*`) stands at its place in `full`.

    Offices mask with any number of stars, so a mask of another length is compared by head and tail.
    """
    if len(masked) == len(full):
        return all(m == "*" or f == "*" or m == f for m, f in zip(masked, full, strict=True))
    head, tail = masked.split("*", 1)[0], masked.rsplit("*", 1)[-1]
    if "*" in full:
        return _heads_agree(head, full.split("*", 1)[0]) and _tails_agree(tail, full.rsplit("*", 1)[-1])
    return len(head) + len(tail) <= len(full) and full.startswith(head) and full.endswith(tail)


def repairs(value: str) -> Iterator[str]:
    """Valid 18-character numbers that `value` can stand for: a 15-digit number of the last century written
    out.

    A number that is only mistyped is not repaired: eleven valid numbers or more would be as good as each
    other.
    """
    if re.fullmatch(r"\d{15}", value):
        longer = f"{value[:6]}19{value[6:]}"
        whole = longer + ric.calc_check_digit(longer + "0")
        if _birth_date(whole[6:14]):
            yield whole


def _normalise(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFKC", text).upper()
    for mask in _MASKS:
        text = text.replace(mask, "*")
    text = re.sub(r"(\d)\.0$", r"\1", text.strip())
    return _LABELS.sub("", _DROPPED.sub("", text))


def _read_masked(value: str) -> IdNumber | None:
    if _PLAIN.fullmatch(value):
        return None
    if "X" in value[:-1] and re.fullmatch(r"\d{3,14}X{2,}[\dX]*", value):
        value = value[:-1].replace("X", "*") + value[-1]
    if "*" not in value:
        return None
    known = value.replace("*", "")
    sane = len(known) >= 4 and re.fullmatch(r"[A-Z0-9]*\*+[A-Z0-9]*", value) is not None
    sex = _sex(value[16]) if len(value) == 18 and value[16].isdigit() else ""
    kind = Kind.RESIDENT if len(value) == 18 or re.match(r"\d{3,}\*", value) else Kind.UNKNOWN
    born = _birth_date(value[6:14]) if len(value) == 18 and value[6:14].isdigit() else None
    return IdNumber(kind, value, sane, True, born, sex, "" if sane else "unreadable")


def _read_resident(value: str) -> IdNumber | None:
    if not re.fullmatch(r"\d{17}[\dX]", value):
        return None
    born = _birth_date(value[6:14])
    problem = "birth_date" if born is None else "" if ric.calc_check_digit(value) == value[-1] else "checksum"
    kind = Kind.HMT_RESIDENT if value[:6] in ("810000", "820000", "830000") else Kind.RESIDENT
    return IdNumber(kind, value, not problem, False, born, _sex(value[16]), problem)


def _read_resident_15(value: str) -> IdNumber | None:
    if not re.fullmatch(r"\d{15}", value):
        return None
    born = _birth_date("19" + value[6:12])
    return IdNumber(
        Kind.RESIDENT_15, value, born is not None, False, born, _sex(value[14]), "" if born else "birth_date"
    )


def _read_permit(value: str) -> IdNumber | None:
    if re.fullmatch(r"[HM]\d{8}(\d{2})?", value):
        return IdNumber(Kind.HOME_RETURN, value, True)
    if re.fullmatch(r"\d{8}|\d{10}", value):
        return IdNumber(Kind.TAIWAN, value, True)
    return None


def _read_passport(value: str) -> IdNumber | None:
    if re.fullmatch(r"[A-Z]{1,2}\d{5,8}|\d{9}|[A-Z0-9]{6,9}", value) and sum(c.isdigit() for c in value) >= 5:
        return IdNumber(Kind.PASSPORT, value, True)
    return None


def _birth_date(digits: str) -> date | None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return born if 1880 <= born.year <= 2100 else None


def _sex(digit: str) -> str:
    return "m" if int(digit) % 2 else "f"


def _common_prefix(a: str, b: str) -> int:
    for place, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return place
    return min(len(a), len(b))


def _heads_agree(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


def _tails_agree(a: str, b: str) -> bool:
    return a.endswith(b) or b.endswith(a)
