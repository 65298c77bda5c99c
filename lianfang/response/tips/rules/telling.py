"""What a tip may be: lengths, days, how many from one address in an hour, and the code its teller keeps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lianfang.core import Refused

AN_HOUR_FROM_ONE_ADDRESS = 10
AN_HOUR_IN_ALL = 600
WORDS = 1000
BACK_DAYS = 60
KEYWORDS = ("举报", "線索", "线索", "反映", "检举", "tip:", "report:")
# Read out over the telephone: nothing that sounds or looks like another. Twelve of them are 59 bits.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH, GROUP = 12, 4


def check_rate(from_one: int, in_all: int) -> None:
    """Refuses more tips in an hour than neighbours send."""
    if from_one >= AN_HOUR_FROM_ONE_ADDRESS or in_all >= AN_HOUR_IN_ALL:
        raise Refused("tips.too_many")


def check_told(where: str, what: str, seen_on: date | None, today: date) -> None:
    """Refuses a tip that says nothing, or names a day that has not come or is long past."""
    if not where.strip() or not what.strip():
        raise Refused("tips.nothing_said")
    if len(what) > WORDS:
        raise Refused("tips.too_long", most=WORDS)
    if seen_on is not None and not 0 <= (today - seen_on).days <= BACK_DAYS:
        raise Refused("tips.day_wrong")


def spell_code(numbers: Iterable[int]) -> str:
    """Numbers as a code in three groups: 7KQ2-MX9D-4RTA."""
    letters = "".join(LETTERS[number % len(LETTERS)] for number in numbers)[:LENGTH]
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def read_code(text: str) -> str:
    """A code as somebody types it: any case, spaces or hyphens anywhere. Empty where it cannot be one."""
    bare = "".join(letter for letter in text.upper() if letter in LETTERS)
    return "-".join(bare[at : at + GROUP] for at in range(0, LENGTH, GROUP)) if len(bare) == LENGTH else ""


def is_tip(text: str) -> bool:
    """True where a message says by its first word that it is one."""
    return text.strip().lower().startswith(KEYWORDS)


def without_keyword(text: str) -> str:
    """The message without that word."""
    bare = text.strip()
    for word in KEYWORDS:
        if bare.lower().startswith(word):
            return bare[len(word) :].lstrip(" ：:，,。") or bare
    return bare
