"""A message cut into words that are known: numbers, names of the household, parts of the day, symptoms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from . import words


class Kind(StrEnum):
    """What a word does."""

    VALUE = "value"
    WHOLE = "whole"
    WHO = "who"
    DAY = "day"
    SLOT = "slot"
    CLOCK = "clock"
    SYMPTOM = "symptom"
    NONE = "none"
    CUE = "cue"
    WELL = "well"
    THANKS = "thanks"
    DONE = "done"
    CORRECTION = "correction"
    NOT_YET = "not_yet"
    AND = "and"
    EACH = "each"
    ALL = "all"
    BUT = "but"
    MEASURE = "measure"
    FILLER = "filler"
    BREAK = "break"
    DOUBT = "doubt"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `what` says which: a relation or name, a slot, symptoms; `is_there` a symptom said to be there."""

    kind: Kind
    text: str
    what: str = ""
    number: Decimal = Decimal(0)
    day: int = 0
    is_there: bool = False


LOWEST, HIGHEST = Decimal("35.0"), Decimal("42.0")
_DIGITS = {character: str(n) for n, character in enumerate("零一二三四五六七八九")} | {"〇": "0", "半": "5"}
_SPOKEN = re.compile(
    r"(三十[一二三四五六七八九]?|四十[一二三]?)(点|度)([零〇一二三四五六七八九半](?![十百点]))?"
)
_UNIT = r"(?:摄氏度|度|°\s?c|°|c(?![a-z])|degrees?(?:\s+celsius)?)"
_VALUE = re.compile(
    r"(?<![\d.+])(?<!\d:)(3[0-9]|4[0-5])(?:\s?[.·・]{1,2}\s?|。|点|度|°c)(\d)0?(?![\d]|\.\d|\s*[点时:%])\s*"
    + _UNIT
    + "?"
)
# A comma as the decimal point only where nothing else can follow it.
_COMMA = re.compile(
    r"(?<![\d.+])(?<!\d:)(3[0-9]|4[0-5]),(\d)(?=\s*$|\s*" + _UNIT + r"|[;\n。!])\s*" + _UNIT + "?"
)
_HALF = re.compile(r"(?<![\d.+])(?<!\d:)(3[0-9]|4[0-5])度半")
_ROUND = re.compile(
    r"(?<![\d.+])(?<!\d:)(3[0-9]|4[0-5])\s?(?:摄氏度|度|°\s?c|degrees)(?!\s?[\d一二三四五六七八九])"
)
_WHOLE = re.compile(r"(?<![\d.+a-z])(?<!\d:)(3[0-9]|4[0-5])(?![\d.:/%\-~])")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-4]):[0-5]\d|(?<![\d.])([01]?\d|2[0-4])[点时](?:半|钟|[0-5]?\d分)?")
_CLOCK_SAID = re.compile(
    r"(十[一二]?|[一二三四五六七八九两])点(?:半|钟)?(?![一二三四五六七八九\d](?!\d?[.点度]))"
)
_OXYGEN = re.compile(r"血氧(?:饱和度)?[:是为]?\s*(\d{2,3})(?![\d.])\s*%?")
_MEASURE = re.compile(
    r"(?:心率|脉搏|心跳)[:是为]?\s*\d{2,3}(?![\d.])次?|血压[:是为]?\s*\d{2,3}/\d{2,3}(?![\d.])|\d{1,2}周?岁(?!\d)|第\s?\d{1,2}\s?天"
)
_ADDRESS = re.compile(
    r"(?:\d{1,4}弄)?(?:\d{1,3}(?:号楼|号|幢|栋|座))?(?:\d{1,2}单元)?\d{1,4}室|(?:\d{1,4}弄)?\d{1,3}(?:号楼|幢|栋)(?!\d)"
)
_MARK = re.compile(r"\[([^\]\d]{1,6})\]")
# Between two numbers a stroke may mean "to".
_BETWEEN = re.compile(r"(?<=[\d度c°\s])[-~—–]+\s*(?=\d)")
_SKIPPED = re.compile(r"[\s:()\[\]【】《》\"“”'‘’#*_~—\-–…\ufe0f\u200d]+")
_BREAK = re.compile(r"[;,\n。!]+|\.+(?!\d)")
_DIGITS_LEFT = re.compile(r"\d[\d.:/%]*")


def normal(text: str) -> str:
    """One spelling for one thing: full-width digits, traditional characters, spoken numbers."""
    text = unicodedata.normalize("NFKC", text.replace("，", ";").replace("℃", "°C")).casefold()
    text = text.translate(words.TRADITIONAL).replace("\r", "\n")
    return re.sub(
        r"(3\d|4[0-3])点([一二三四五六七八九])", lambda m: f"{m[1]}.{_DIGITS[m[2]]}", _SPOKEN.sub(_said, text)
    )


def _said(match: re.Match[str]) -> str:
    tens, kind, rest = match.groups()
    whole = ("3" if tens[0] == "三" else "4") + (_DIGITS[tens[2]] if len(tens) > 2 else "0")
    if rest:
        return f"{whole}.{_DIGITS[rest]}"
    return f"{whole}{kind}"


def cut(text: str, names: Mapping[str, str]) -> list[Token]:
    """The words of a message, in order. `names`: how members of the household are called → who it is."""
    whole, found, place = normal(text), [], 0
    called = _called(names)
    while place < len(whole):
        token, place = _next(whole, place, called)
        if token:
            found.append(token)
    return found


def _next(text: str, place: int, called: Mapping[str, Token]) -> tuple[Token | None, int]:
    """The word that begins here (None: nothing to say), and where it ends."""
    for pattern, make in NUMBERS:
        match = pattern.match(text, place)
        if match:
            return make(match), match.end()
    match = _vocabulary().match(text, place)
    name = next((name for name in called if _stands(text, place, name)), "")
    if name and (match is None or len(name) >= len(match[0])):
        return called[name], place + len(name)
    if match:
        return _table()[match[0]], match.end()
    return _mark(text, place)


def _mark(text: str, place: int) -> tuple[Token | None, int]:
    """Faces, breaks and what is only there to be seen; everything else is not known."""
    for pattern, kind in MARKS:
        match = pattern.match(text, place)
        if match:
            return (Token(kind, match[0]) if kind else None), match.end()
    digits = _DIGITS_LEFT.match(text, place)
    end = digits.end() if digits else place + 1
    return Token(Kind.OTHER, text[place:end]), end


def _value(match: re.Match[str]) -> Token:
    return _judged(match, Decimal(f"{match[1]}.{match[2]}"))


def _half(match: re.Match[str]) -> Token:
    return _judged(match, Decimal(f"{match[1]}.5"))


def _round(match: re.Match[str]) -> Token:
    return _judged(match, Decimal(f"{match[1]}.0"))


def _judged(match: re.Match[str], number: Decimal) -> Token:
    is_real = LOWEST <= number <= HIGHEST
    return Token(Kind.VALUE if is_real else Kind.DOUBT, match[0], number=number)


def _whole(match: re.Match[str]) -> Token:
    number = Decimal(f"{match[1]}.0")
    return Token(Kind.WHOLE if LOWEST <= number <= HIGHEST else Kind.OTHER, match[0], number=number)


def _clock(match: re.Match[str]) -> Token:
    return _hour(match[0], int(match[1] or match[2]))


def _clock_said(match: re.Match[str]) -> Token:
    said = match[1]
    hour = (
        10 + int(_DIGITS.get(said[1:], "0")) if said[0] == "十" else 2 if said == "两" else int(_DIGITS[said])
    )
    return _hour(match[0], hour)


def _hour(text: str, hour: int) -> Token:
    slot = "am" if hour < 12 else "pm" if hour < 18 else "night"
    return Token(Kind.CLOCK, text, slot, Decimal(hour))


def _oxygen(match: re.Match[str]) -> Token:
    # Too little oxygen is for a doctor, whatever else the message says.
    return Token(Kind.MEASURE if int(match[1]) >= 95 else Kind.DOUBT, match[0])


def _measure(match: re.Match[str]) -> Token:
    return Token(Kind.MEASURE, match[0])


def _filler(match: re.Match[str]) -> Token:
    return Token(Kind.FILLER, match[0])


def _doubt(match: re.Match[str]) -> Token:
    return Token(Kind.DOUBT, match[0])


def _bracket(match: re.Match[str]) -> Token:
    good = match[1].strip() in words.GOOD_MARKS
    return Token(Kind.THANKS if good else Kind.OTHER, match[0])


NUMBERS = (
    (_OXYGEN, _oxygen),
    (_MEASURE, _measure),
    (_ADDRESS, _filler),
    (_VALUE, _value),
    (_COMMA, _value),
    (_HALF, _half),
    (_ROUND, _round),
    (_CLOCK, _clock),
    (_CLOCK_SAID, _clock_said),
    (_WHOLE, _whole),
    (_MARK, _bracket),
    (_BETWEEN, _doubt),
)


MARKS = (
    (re.compile(f"[{words.ILL_FACES}?]"), Kind.DOUBT),
    (re.compile(f"[{words.GOOD_FACES}]"), Kind.THANKS),
    (re.compile("/"), Kind.AND),
    (_BREAK, Kind.BREAK),
    (_SKIPPED, None),
)


def _called(names: Mapping[str, str]) -> dict[str, Token]:
    """How members of the household are called, longest first. Kept beside the vocabulary, which is the same for every
    household and takes a while to prepare."""
    found = {normal(said): Token(Kind.WHO, said, who) for said, who in sorted(names.items())}
    return {said: found[said] for said in sorted(found, key=len, reverse=True)}


def _stands(text: str, place: int, name: str) -> bool:
    """True where a name stands here whole: a Latin one ends where its letters do."""
    after = text[place + len(name) : place + len(name) + 1]
    goes_on = _is_latin(name) and "a" <= after <= "z"
    return text.startswith(name, place) and not goes_on


@cache
def _vocabulary() -> re.Pattern[str]:
    """Every word, longest first."""
    return re.compile("|".join(map(_whole_word, sorted(_table(), key=len, reverse=True))))


def _whole_word(word: str) -> str:
    """A Latin word ends where its letters do; a Chinese one anywhere."""
    text = re.escape(word)
    return text + r"(?![a-z])" if _is_latin(word) else text


def _is_latin(word: str) -> bool:
    return word[-1:].isascii() and word[-1:].isalpha()


@cache
def _table() -> dict[str, Token]:
    """The vocabulary; what is said earlier wins over what is said later."""
    table: dict[str, Token] = {}
    for token in (*_absences(), *_symptoms(), *_people(), *_times(), *_plain()):
        table.setdefault(token.text, token)
    return table


def _absences() -> Iterable[Token]:
    single = [*_all_symptoms(), *words.GENERAL]
    for said in single:
        for before in (*words.NOT_ANY, *words.NOT_ONE):
            yield Token(Kind.NONE, f"{before}{said}", said)


def _symptoms() -> Iterable[Token]:
    for code, said in words.SYMPTOMS.items():
        for word in _split(said):
            yield Token(Kind.SYMPTOM, word, code)
            for before in (*words.THERE, "有"):
                yield Token(Kind.SYMPTOM, f"{before}{word}", code, is_there=True)


def _people() -> Iterable[Token]:
    for code, said in words.WHO.items():
        for word in _split(said):
            yield Token(Kind.WHO, word, code)
            if code != words.ME:
                for mine in words.MINE:
                    yield Token(Kind.WHO, f"{mine}{word}", code)


def _times() -> Iterable[Token]:
    for word, (day, slot) in words.DAY_SLOTS.items():
        yield Token(Kind.SLOT, word, slot, day=day, is_there=True)
    for day, said in words.DAYS.items():
        for word in said.split():
            yield Token(Kind.DAY, word, day=day)
    for slot, said in words.SLOTS.items():
        for word in said.split():
            yield Token(Kind.SLOT, word, slot)


def _plain() -> Iterable[Token]:
    for method, said in words.METHODS.items():
        yield from (Token(Kind.CUE, word, method) for word in said.split())
    for kind, plain in PLAIN.items():
        yield from (Token(kind, word) for word in plain)


PLAIN: dict[Kind, Collection[str]] = {
    Kind.CUE: words.CUES,
    Kind.WELL: words.WELL,
    Kind.DONE: words.DONE,
    Kind.CORRECTION: words.CORRECTIONS,
    Kind.NOT_YET: words.NOT_YET,
    Kind.THANKS: words.THANKS,
    Kind.EACH: words.EACH,
    Kind.ALL: words.ALL,
    Kind.BUT: words.BUT,
    Kind.AND: words.AND,
    Kind.FILLER: words.FILLERS,
}


def _all_symptoms() -> Iterable[str]:
    for said in words.SYMPTOMS.values():
        yield from _split(said)


def _split(said: str) -> list[str]:
    """Words of a line; English symptoms of several words are kept together."""
    for phrase in ("short of breath", "sore throat", "red eyes", "running nose", "runny nose"):
        said = said.replace(phrase, phrase.replace(" ", "_"))
    return [word.replace("_", " ") for word in said.split()]
