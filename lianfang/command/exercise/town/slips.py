"""How a hurried clerk writes names, numbers and days: a small function per habit, the dice first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from random import Random

from . import names
from .characters import HOMOPHONES, LOOKALIKES, RARE, TRADITIONAL
from .names import MALE
from .words import words

Cell = str | int | float | datetime | None

_GROUPS = {c: [x for x in group if x != c] for group in HOMOPHONES for c in group}
_LOOKS = {pair[n]: pair[1 - n] for pair in LOOKALIKES for n in (0, 1)}
_FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X-"}
_FIRST_OF_LUNAR_YEAR = date(2020, 1, 25)
_LUNAR = words("初一 初二 初三 初四 初五 初六 初七 初八 初九 初十 十一 十二 十三 十四 十五 十六 十七")


def full_width(text: str) -> str:
    return text.translate(_FULL_WIDTH)


# --- names ---


def spaced(rng: Random, name: str, sex: str, age: int) -> str:
    return rng.choice((" " + name, name + " ", name[:1] + " " + name[1:], name[:1] + "\u3000" + name[1:]))


def homophone(rng: Random, name: str, sex: str, age: int) -> str:
    return _swap_one(rng, name, {c: rng.choice(_GROUPS[c]) for c in name if c in _GROUPS})


def lookalike(rng: Random, name: str, sex: str, age: int) -> str:
    return _swap_one(rng, name, _LOOKS)


def traditional(rng: Random, name: str, sex: str, age: int) -> str:
    return "".join(TRADITIONAL.get(c, c) for c in name)


def keyboard(rng: Random, name: str, share: float) -> str:
    """That share of rare characters becomes pinyin, a usual character or a question mark."""
    unknown = [c in RARE and rng.random() < share for c in name]
    return "".join(rng.choice((RARE[c], "?")) if gone else c for c, gone in zip(name, unknown, strict=True))


def dropped(rng: Random, name: str, sex: str, age: int) -> str:
    family, own = names.split(name)
    return family + rng.choice(own) if len(own) > 1 else name


def swapped(rng: Random, name: str, sex: str, age: int) -> str:
    family, own = names.split(name)
    return family + own[::-1]


def called(rng: Random, name: str, sex: str, age: int) -> str:
    """What neighbours call somebody: 王阿姨, 小王, 王先生."""
    family = names.split(name)[0]
    if age < 30:
        return "小" + family
    titles = ("先生", "师傅", "叔叔", "老伯") if sex == MALE else ("女士", "阿姨", "小姐", "老师")
    return "老" + family if age > 55 and rng.random() < 0.3 else family + rng.choice(titles)


def nick(rng: Random, name: str, sex: str, age: int) -> str:
    return "阿" + name[-1]


NAME_SLIPS: dict[str, Callable[[Random, str, str, int], str]] = {
    f.__name__: f for f in (spaced, homophone, lookalike, traditional, dropped, swapped, called, nick)
}


def latin(rng: Random, name: str) -> str:
    """A passport name as others write it: case, order, comma, only the surname."""
    family, _, own = name.partition(" ")
    return rng.choice(
        (
            name.title(),
            name.lower(),
            f"{own} {family}",
            f"{own} {family}".title(),
            f"{family}, {own}",
            family,
            name + " ",
        )
    )


def _swap_one(rng: Random, name: str, swaps: dict[str, str]) -> str:
    places = [n for n, c in enumerate(name) if c in swaps]
    if not places:
        return name
    n = rng.choice(places)
    return name[:n] + swaps[name[n]] + name[n + 1 :]


# --- numbers of documents ---


def one_digit(rng: Random, number: str) -> str:
    """One digit mistyped; the first is left, so that a phone still looks like one."""
    places = [n for n, c in enumerate(number) if c.isdigit() and n]
    n = rng.choice(places)
    return number[:n] + rng.choice("0123456789".replace(number[n], "")) + number[n + 1 :]


def swapped_digits(rng: Random, number: str) -> str:
    n = rng.randrange(1, len(number) - 2)
    return number[:n] + number[n + 1] + number[n] + number[n + 2 :]


def short(rng: Random, number: str) -> str:
    n = rng.randrange(3, len(number))
    return number[:n] + number[n + 1 :]


def masked(rng: Random, number: str) -> str:
    return number[:6] + "********" + number[14:] if len(number) == 18 else number[:3] + "****" + number[7:]


def masked_birth(rng: Random, number: str) -> str:
    return number[:3] + "***********" + number[14:] if len(number) == 18 else number


def fifteen(rng: Random, number: str) -> str:
    """The form before 1999: no century, no check digit."""
    return number[:6] + number[8:17] if len(number) == 18 and number[6:8] == "19" else number


def damaged(rng: Random, number: str) -> Cell:
    """Typed as a number: the spreadsheet keeps fifteen digits of it."""
    return float(number[:15] + "000") if number.isdigit() and len(number) == 18 else number


DOCUMENT_SLIPS: dict[str, Callable[[Random, str], Cell]] = {
    "apostrophe": lambda rng, n: "'" + n,
    "lower_x": lambda rng, n: n.lower(),
    "trailing_space": lambda rng, n: n + rng.choice((" ", "\u00a0", "\t")),
    "grouped": lambda rng, n: f"{n[:6]} {n[6:14]} {n[14:]}",
    "full_width": lambda rng, n: full_width(n),
    "missing": lambda rng, n: rng.choice((None, None, "无", "未提供", "-")),
    "one_digit": one_digit,
    "swapped_digits": swapped_digits,
    "short": short,
    "masked": masked,
    "masked_birth": masked_birth,
    "fifteen": fifteen,
    "damaged": damaged,
}

# --- phones ---

PHONE_SLIPS: dict[str, Callable[[Random, str], Cell]] = {
    "number": lambda rng, n: int(n) if not n.startswith("0") else n,
    "float_text": lambda rng, n: n + ".0",
    "plus86": lambda rng, n: "+86" + n,
    "code86": lambda rng, n: "86" + n,
    "dashes": lambda rng, n: f"{n[:3]}-{n[3:7]}-{n[7:]}",
    "spaces": lambda rng, n: f"{n[:3]} {n[3:7]} {n[7:]}",
    "full_width": lambda rng, n: full_width(n),
    "whose": lambda rng, n: n + rng.choice(("(女儿)", "（儿子）", "(本人)", " 房东", "（老伴）")),
}
PHONE_FLAWS: dict[str, Callable[[Random, str], Cell]] = {
    "missing": lambda rng, n: rng.choice((None, None, "无", "不详", "-", "/")),
    "short": short,
    "one_digit": one_digit,
    "masked": masked,
}

# --- days ---


def serial(day: date) -> int:
    """The number a spreadsheet stores for a day."""
    return (day - date(1899, 12, 30)).days


def lunar(day: date) -> str:
    """正月初八, as neighbours count in the weeks after the Spring Festival of 2020."""
    n = (day - _FIRST_OF_LUNAR_YEAR).days
    return f"正月{_LUNAR[n]}" if 0 <= n < len(_LUNAR) else f"{day.month}月{day.day}日"


DAY_WAYS: dict[str, Callable[[date], Cell]] = {
    "": lambda d: d.isoformat(),
    "slash": lambda d: f"{d.year}/{d.month}/{d.day}",
    "compact": lambda d: f"{d:%Y%m%d}",
    "compact_number": lambda d: int(f"{d:%Y%m%d}"),
    "chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "month_day": lambda d: f"{d.month}月{d.day}日",
    "dotted": lambda d: f"{d.month}.{d.day}",
    "dashed_short": lambda d: f"{d:%m-%d}",
    "cell": lambda d: datetime.combine(d, time()),
    "serial": serial,
    "lunar": lunar,
}
