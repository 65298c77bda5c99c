"""What people see by default: enough to recognise, not enough to misuse (张*, 310***********001X, 138****1234)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from . import clock


def name(value: str) -> str:
    """张三丰 → 张**; one character stays; latin names keep the first letter of each word."""
    value = value.strip()
    if value.isascii():
        return " ".join(word[:1] + "*" * (len(word) - 1) for word in value.split())
    return value[:1] + "*" * (len(value) - 1)


def apart(people: Sequence[tuple[str, date | None]], on: date) -> list[str]:
    """Masked names of one household (name, birthday), each another than the rest: three generations of 欧阳 are all
    欧***, so where names read alike the age on this day stands beside them, and twins are counted."""
    names = [name(value) for value, _born in people]
    alike = Counter(names)
    told = [
        _("%(name)s (aged %(age)s)") % {"name": masked, "age": clock.age(born, on)}
        if alike[masked] > 1 and born
        else masked
        for masked, (_value, born) in zip(names, people, strict=True)
    ]
    still = Counter(told)
    return [f"{one} {1 + told[:n].count(one)}" if still[one] > 1 else one for n, one in enumerate(told)]


def identity(value: str) -> str:
    """First three and last four characters of an identity number; short ones only the last two."""
    if len(value) < 10:
        return "*" * max(len(value) - 2, 0) + value[-2:]
    return value[:3] + "*" * (len(value) - 7) + value[-4:]


def phone(value: str) -> str:
    """First three and last four digits of a phone; short ones only the last two."""
    if len(value) < 9:
        return "*" * max(len(value) - 2, 0) + value[-2:]
    return value[:3] + "*" * (len(value) - 7) + value[-4:]
