"""A key that sorts places as people do: by sound, then by number (2号 before 10号)."""

import re

from pypinyin import lazy_pinyin

_DIGITS = re.compile(r"\d+")


def sort_key(*parts: str) -> str:
    """Pinyin of the parts with every number padded to six digits."""
    text = " ".join(part for part in parts if part)
    if not text.isascii():
        text = "".join(lazy_pinyin(text))
    return _DIGITS.sub(lambda found: found[0].zfill(6), text)[:120]
