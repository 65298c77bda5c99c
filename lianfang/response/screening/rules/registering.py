"""Self-registration without database or clock: what is urgent, what a family may send, temperatures as typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from lianfang.core import Refused, clock

MOST_PEOPLE = 8
GUARDED_UNDER = 14
# A reference is read out over the telephone: nothing that sounds or looks like another.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6
# One address may be a whole compound behind one mobile operator; one subdistrict a town that fills in one evening.
AN_HOUR_FROM_ONE_ADDRESS = 60
AN_HOUR_IN_ALL = 3000
AHEAD_DAYS = 30
BACK_DAYS = 365
# ℃. A line below 36.5 would call half the healthy urgent, one above 39 the ill too late.
URGENT_FROM = Decimal("37.3")
URGENT_LOWEST, URGENT_HIGHEST = Decimal("36.5"), Decimal(39)


class Said(Protocol):
    """What the rules look at in one person's answers."""

    @property
    def name(self) -> str:
        """As written."""

    @property
    def born_on(self) -> date | None:
        """Where the identity number tells it."""


def is_abnormal(celsius: Decimal | None, symptoms: Iterable[str], line: Decimal) -> bool:
    """Abnormal where the temperature reaches the line or anything is named."""
    return any(symptoms) or (celsius is not None and celsius >= line)


def check_urgent_from(line: Decimal) -> None:
    """Refuses a line (℃) that would call the healthy urgent or the ill too late."""
    if not (line.is_finite() and URGENT_LOWEST <= line <= URGENT_HIGHEST):
        raise Refused("screening.urgent_from_out_of_range", lowest=URGENT_LOWEST, highest=URGENT_HIGHEST)


def check_family(people: Sequence[Said], today: date) -> None:
    """Refuses nobody, a crowd, somebody without a name, and a child as the one who registers (PIPL Art. 31)."""
    if not people or any(not one.name.strip() for one in people):
        raise Refused("screening.name_missing")
    if len(people) > MOST_PEOPLE:
        raise Refused("screening.too_many_people", most=MOST_PEOPLE)
    born_on = people[0].born_on
    if born_on is not None and clock.age(born_on, today) < GUARDED_UNDER:
        raise Refused("screening.child_alone")


def check_arrival(day: date | None, today: date) -> None:
    """Refuses an arrival more than a month ahead (it may still be coming) or more than a year ago."""
    if day and (day - today).days > AHEAD_DAYS:
        raise Refused("screening.arrival_too_far_ahead", day=day.isoformat())
    if day and (today - day).days > BACK_DAYS:
        raise Refused("screening.day_too_long_ago", day=day.isoformat())


def check_rate(from_here: int, in_all: int) -> None:
    """Refuses more registrations in an hour than people send."""
    if from_here >= AN_HOUR_FROM_ONE_ADDRESS or in_all >= AN_HOUR_IN_ALL:
        raise Refused("screening.too_many_registrations")


def spell_reference(numbers: Iterable[int]) -> str:
    """Random numbers as a reference such as K7M-2QX."""
    letters = [LETTERS[number % len(LETTERS)] for number in numbers]
    return "".join(letters[:3]) + "-" + "".join(letters[3:])


def read_celsius(text: str) -> str:
    """A temperature as typed on a phone, as a number: 「３６。５」 → 36.5, 「365」 → 36.5, 「36,5℃」 → 36.5."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text.strip().rstrip("℃°cC度 ").strip())
    plain = re.sub("[。．，,、·:：]", ".", plain)
    return f"{plain[:2]}.{plain[2]}" if re.fullmatch(r"(3[4-9]|4[0-3])\d", plain) else plain
