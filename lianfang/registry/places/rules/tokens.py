"""Cut a folded address into tokens: numbers with their markers, runs of characters, dashes, brackets.

One pass of one pattern of small alternatives, each linear in what it eats: time is bounded by the length.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .numerals import NUMERALS, arabic


class Token(NamedTuple):
    """A piece of an address; `start` and `end` are its place in the text, `mark` the kind of its marker."""

    kind: str
    value: str
    mark: str
    start: int
    end: int
    word: str = ""


MARKS = {
    "支弄": "sublane",
    "弄堂": "lane",
    "弄": "lane",
    "号楼": "block",
    "号幢": "block",
    "号栋": "block",
    "号座": "block",
    "幢楼": "block",
    "栋楼": "block",
    "幢": "block",
    "栋": "block",
    "座": "block",
    "#楼": "block",
    "号门": "stair",
    "号室": "room",
    "号房": "room",
    "号": "stair",
    "#": "stair",
    "单元": "unit",
    "门洞": "unit",
    "门": "unit",
    "梯": "unit",
    "室": "room",
    "房间": "room",
    "房": "room",
    "层楼": "floor",
    "层": "floor",
    "楼": "floor",
}
ENGLISH = {
    **dict.fromkeys(("room", "rm", "flat", "apt"), "room"),
    **dict.fromkeys(("building", "bldg", "block"), "block"),
    "no": "stair",
    "lane": "lane",
    "floor": "floor",
}
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
STEMS = "甲乙丙丁戊己"
_MARK = (
    r"支弄|弄堂|弄|号楼(?!组)|号幢|号栋|号座|号门(?=\s*[0-9])|号(?:室|房(?![东主屋产管客租]))"
    r"|号(?![线码桥门]|路(?!口))|幢楼?|栋楼?|座(?!机)"
    r"|\#楼?|单元|门洞|门(?=\s*[0-9])|梯(?!间)|室(?!友)|房间|房(?![东主屋产管客租])|层楼|层(?!阁(?!楼))|楼(?![组上下梯道长])"
)
_NUMERAL = rf"[{NUMERALS}][{NUMERALS}O0]{{0,8}}"
# Digits inside a name: 新村3村, 2期, 中山东1路, 3组, A区.
_IN_NAME = r"[0-9]{1,3}(?=村|期|区|街坊|小区|组(?!长)|队|宅|大?路|居(?!室)|坊)|[A-Za-z](?=区|期|块)"
_STOP = (
    rf"{_NUMERAL}\s?(?:{_MARK})|[{STEMS}](?:号|幢|栋|座|单元|室)"
    rf"|[{STEMS}临附特]\s?[0-9]{{1,4}}\s?[号幢栋座]|(?:地下|负)[一二三1-3][层楼]"
)

_PATTERN = re.compile(
    rf"""
    (?P<phone>(?:\+?86[-\s]?)?1[3-9][0-9](?:[-\s]?[0-9]{{4}}){{2}}(?![0-9])|0[0-9]{{2,3}}-[0-9]{{7,8}}(?![0-9])
        |[0-9]+\*+[0-9*]*[Xx]?|[0-9]{{6,}}[Xx]?)
  | (?P<english>\b(?P<enword>Room|Rm|Flat|Apt|No|Lane|Building|Bldg|Block|Floor)\b[\s.\#]*
        (?P<ennum>[0-9]{{1,5}}[A-Za-z]?)(?![A-Za-z0-9]))
  | (?P<base>(?:地下|负|(?<![0-9])-)[一二三1-3][层楼]|B[1-3][层楼])
  | (?P<han>(?:(?!{_STOP})[{HAN}]|{_IN_NAME})+)
  | (?P<num>(?P<digits>(?:临时?|附|特|[{STEMS}]\s?|[A-Za-z]{{1,2}})?[0-9][0-9Oo]{{0,4}}(?![0-9])
        (?:附[0-9]{{1,3}}(?![0-9])|[A-Za-z]{{1,2}}(?![A-Za-z0-9])|[{STEMS}临](?=\s?(?:[号室幢栋座\-0-9]|$)))?)\s*(?P<mark>{_MARK})?)
  | (?P<cn>(?P<numeral>{_NUMERAL})\s?(?P<cnmark>{_MARK}))
  | (?P<stem>(?P<lone>[{STEMS}]|[A-Za-z](?![A-Za-z]))\s?(?:
        (?P<stemmark>号楼?|幢|栋|座|单元|室|楼)|(?=-?[0-9])))
  | (?P<dash>-+|(?<=[0-9])[.](?=[0-9]))
  | (?P<open>\() | (?P<close>\)) | (?P<sep>[\s,.;:\#]+)
  | (?P<other>[A-Za-z]+|.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def cut(folded: str) -> list[Token]:
    """Cut a folded address into tokens that together cover all of it."""
    return list(_tokens(folded))


def _tokens(folded: str) -> Iterator[Token]:
    for match in _PATTERN.finditer(folded):
        kind = match.lastgroup or "other"
        read = _READERS.get(kind)
        yield read(match) if read else Token(kind, match[0], "", match.start(), match.end())


def _number(match: re.Match[str]) -> Token:
    value = "".join(match["digits"].split()).replace("O", "0").replace("o", "0")
    word = match["mark"] or ""
    if not word and value[-1] in "Ff" and len(value) < 4:
        return Token("num", value[:-1], "floor", match.start(), match.end(), "层")
    return Token("num", _upper(value), MARKS.get(word, ""), match.start(), match.end(), word)


def _upper(value: str) -> str:
    # 临时12号 is 临12号.
    return value.upper().replace("时", "") if not value.isdigit() else (value.lstrip("0") or "0")


def _numeral(match: re.Match[str]) -> Token:
    word = match["cnmark"]
    value = _upper(arabic(match["numeral"]))
    return Token("num", value, MARKS[word], match.start(), match.end(), word)


def _stem(match: re.Match[str]) -> Token:
    word = match["stemmark"] or ""
    mark = "block" if word == "楼" else MARKS.get(word, "")
    return Token("num", match["lone"].upper(), mark, match.start(), match.end(), word)


def _english(match: re.Match[str]) -> Token:
    mark = ENGLISH[match["enword"].lower()]
    return Token("num", _upper(match["ennum"]), mark, match.start(), match.end(), "en")


def _base(match: re.Match[str]) -> Token:
    digit = re.sub("[^一二三1-3]", "", match[0])
    level = digit if digit.isdigit() else arabic(digit)
    return Token("base", "B" + level, "floor", match.start(), match.end())


_READERS = {"num": _number, "cn": _numeral, "stem": _stem, "base": _base, "english": _english}
