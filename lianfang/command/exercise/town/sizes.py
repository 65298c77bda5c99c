"""How large a town is, and on which days its story plays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Story:
    """The days of the story: the first arrivals, the day of the lists, the moment at which somebody looks.

    ages_on: the day on which offices count the ages that they write down.
    """

    first_arrival: date = date(2020, 1, 20)
    list_day: date = date(2020, 2, 10)
    now: datetime = datetime(2020, 2, 11, 9, 0, tzinfo=SHANGHAI)
    days: int = 14
    ages_on: date = date(2020, 2, 1)


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each. people: those living in town; moved_out: those who are only still registered here."""

    name: str
    households: int
    people: int
    committees: int
    compounds: int
    travellers: int
    contacts: int
    not_back: int
    strangers: int
    moved_out: int
    reservations: int
    firms: int


DEMO = Size("demo", 20_000, 51_000, 16, 130, 1_700, 40, 100, 60, 1_600, 5_000, 120)
SMALL = Size("small", 400, 1_020, 1, 6, 60, 4, 6, 6, 30, 100, 10)
TINY = Size("tiny", 60, 153, 2, 5, 20, 2, 2, 2, 4, 15, 3)
SIZES = {size.name: size for size in (DEMO, SMALL, TINY)}
