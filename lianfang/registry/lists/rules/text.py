"""Small readings of a cell's text that every rule here needs."""

from __future__ import annotations

import re

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x3002: 0x2E}
_PLACEHOLDER = re.compile(
    r"[-—–_/\\.*?~]*|无|没有|不详|未知|暂无|未填|不清楚|不明|未提供|空|none|null|nil|nan|n/?a|unknown", re.I
)
_NUMERAL = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "两": 2,
    "元": 1,
}


def narrow(text: str) -> str:
    """Full-width letters, digits and signs made narrow; Chinese characters are left as they are."""
    return text if text.isascii() else text.translate(_NARROW)


def tight(text: str) -> str:
    """Narrow and without any blanks: how headings and short values are compared."""
    return "".join(narrow(text).split())


_LONGEST_PLACEHOLDER = 12


def is_placeholder(text: str) -> bool:
    """Whether the office wrote that it does not know: 无, 不详, -, / and the like."""
    return len(text) <= _LONGEST_PLACEHOLDER and _PLACEHOLDER.fullmatch(tight(text)) is not None


def read_numeral(text: str) -> int | None:
    """A Chinese numeral below 100 (二十三, 廿三, 初八, 卅) or digits in a row (二〇二〇), else None."""
    text = text.removeprefix("初").replace("廿", "二十").replace("卅", "三十")
    if not text:
        return None
    if "十" not in text:
        digits = [_NUMERAL.get(sign) for sign in text]
        return None if None in digits else int("".join(map(str, digits)))
    tens, _, ones = text.partition("十")
    high = _NUMERAL.get(tens, 1 if not tens else None)
    low = _NUMERAL.get(ones, 0 if not ones else None)
    return None if high is None or low is None else high * 10 + low
