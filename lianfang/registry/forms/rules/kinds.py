"""What an answer of a type looks like: put in order where people write it another way, refused where it is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time

from .xpath.days import moment_of

LONGEST = 10_000
_WHOLE = re.compile(r"-?\d{1,9}")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?")
_TIME = re.compile(r"(\d{2}:\d{2})(:\d{2})?(\.\d{1,6})?(Z|[+-]\d{2}:?\d{2})?")


class NoSuchAnswer(ValueError):
    """Text that is no answer of its type: `why` names the sentence."""


def in_order(kind: str, text: str) -> str:
    """The text as the type holds it. Raises NoSuchAnswer."""
    if len(text) > LONGEST:
        raise NoSuchAnswer("long")
    if "\0" in text or any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        raise NoSuchAnswer("letters")
    return READERS.get(kind, _text)(text) if text else ""


def _text(text: str) -> str:
    return text


def _plain(text: str) -> str:
    """Full-width digits and signs as people's keyboards give them."""
    return unicodedata.normalize("NFKC", text).replace("。", ".").strip()


def _whole(text: str) -> str:
    text = _plain(text)
    if not _WHOLE.fullmatch(text):
        raise NoSuchAnswer("whole")
    return str(int(text))


def _number(text: str) -> str:
    text = _plain(text)
    text = "0" + text if text.startswith(".") else text.removesuffix(".")
    if not _NUMBER.fullmatch(text) or not text.isascii():
        raise NoSuchAnswer("number")
    return text


def _date(text: str) -> str:
    text = _plain(text)
    try:
        return date.fromisoformat(text[:10] if "T" in text else text).isoformat()
    except ValueError as error:
        raise NoSuchAnswer("date") from error


def _time(text: str) -> str:
    text = _plain(text)
    match = _TIME.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        time.fromisoformat(match[1])
    except ValueError as error:
        raise NoSuchAnswer("time") from error
    return text if match[4] else f"{match[1]}{match[2] or ':00'}{match[3] or '.000'}+08:00"


def _moment(text: str) -> str:
    text = _plain(text).replace(" ", "T")
    found = moment_of(text)
    if found is None or "T" not in text:
        raise NoSuchAnswer("moment")
    has_zone = text.endswith("Z") or re.search(r"[+-]\d{2}:?\d{2}$", text[11:])
    return text if has_zone else found.isoformat(timespec="milliseconds") + "+08:00"


def _point(text: str) -> str:
    parts = _plain(text).replace(",", " ").split()
    if not 2 <= len(parts) <= 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise NoSuchAnswer("place")
    if abs(float(parts[0])) > 90 or abs(float(parts[1])) > 180:
        raise NoSuchAnswer("place")
    return " ".join([*parts, "0", "0"][:4])


def _line(text: str) -> str:
    return "; ".join(_point(point) for point in text.split(";") if point.strip())


READERS: dict[str, Callable[[str], str]] = {
    "int": _whole,
    "integer": _whole,
    "decimal": _number,
    "date": _date,
    "time": _time,
    "dateTime": _moment,
    "geopoint": _point,
    "geotrace": _line,
    "geoshape": _line,
}
