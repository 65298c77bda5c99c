"""A clerk's pen: writes what is true with the habits of one office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from .addresses import FLAWS, WAYS, Place
from .chance import Odds
from .identity import fill
from .journeys import Journey
from .people import Person
from .rates import ErrorRates
from .slips import DAY_WAYS, DOCUMENT_SLIPS, NAME_SLIPS, PHONE_FLAWS, PHONE_SLIPS, Cell, keyboard, latin
from .town import Town
from .words import words

_OUTSIDE = words(
    "上海市宝山区锦渡路88弄 上海市浦东新区归云路1520弄 松江区泖亭路300弄 闵行区朱雀路66弄 江苏省昆山市花桥镇"
)


class Pen:
    """Writes cells about people of one town. rates: the office's habits; rng: its own dice."""

    def __init__(self, rng: Random, town: Town, rates: ErrorRates) -> None:
        self.rng, self.town, self.unknown = rng, town, rates.unknown
        self._odds: Mapping[str, Odds] = {field: Odds(table) for field, table in rates.tables().items()}

    def _slip(self, field: str) -> str:
        return self._odds[field].draw(self.rng)

    def name(self, person: Person) -> str:
        slip = self._slip("name")
        if slip == "other_name":
            return person.other_name or person.name
        if person.country:
            return latin(self.rng, person.name) if slip and self.rng.random() < 0.5 else person.name
        name = keyboard(self.rng, person.name, self.unknown)
        return NAME_SLIPS[slip](self.rng, name, person.sex, person.age()) if slip in NAME_SLIPS else name

    def document(self, person: Person) -> Cell:
        """The document's number; "relative" is the number of another member of the household."""
        slip, number = self._slip("document"), person.document.number
        if slip == "relative":
            number = self._relative(person).document.number
        if not number:
            return None
        return DOCUMENT_SLIPS[slip](self.rng, number) if slip in DOCUMENT_SLIPS else number

    def phone(self, person: Person) -> Cell:
        flaw = self._slip("phone_flaws")
        number = self._number(person, flaw)
        if not number or flaw in PHONE_FLAWS:
            return PHONE_FLAWS[flaw if number else "missing"](self.rng, number)
        way = self._slip("phone")
        return self._two(person, number) if way == "two" else self._spelled(number, way)

    def _spelled(self, number: str, way: str) -> Cell:
        if number.startswith("021"):
            return self.rng.choice((number, f"021-{number[3:]}", number[3:]))
        return PHONE_SLIPS[way](self.rng, number) if way in PHONE_SLIPS else number

    def _number(self, person: Person, flaw: str) -> str:
        household = self.town.household_of(person) if person.household else None
        home = household.phone if household else ""
        if flaw == "stale":
            return fill(self.rng, "13#########")
        if flaw == "landline" and household and household.landline:
            return household.landline
        if flaw == "relative":
            return home or next(iter(person.phones), "")
        if not person.phones:
            return home
        return person.phones[-1 if self.rng.random() < 0.3 else 0]

    def _two(self, person: Person, number: str) -> str:
        others = [p for p in (*person.phones, *self._relative(person).phones) if p != number]
        return f"{number}{self.rng.choice('、/ ,;')}{others[0]}" if others else number

    def _relative(self, person: Person) -> Person:
        if not person.household:
            return person
        return self.town.person(self.rng.choice(self.town.household_of(person).members))

    def day(self, day: date | None) -> Cell:
        """A day in one of its spellings; None stays empty."""
        flaw = self._slip("day_flaws")
        if day is None or flaw == "missing":
            return None
        if flaw == "off_by_one":
            day += timedelta(days=self.rng.choice((-1, 1)))
        return DAY_WAYS[self._slip("day")](day)

    def origin(self, journey: Journey) -> str:
        """Where somebody came from, as long or as short as the clerk liked."""
        way, city = self._slip("origin"), journey.city or journey.province
        short = journey.province.removesuffix("省").removesuffix("市") + city.removesuffix("市")
        full = journey.place
        return {
            "city": city,
            "plain": short,
            "returned": full + "返沪",
            "province": journey.province,
            "reason": short + self.rng.choice(("(探亲)", "（出差）", " 老家")),
        }.get(way, full)

    def address(self, person: Person) -> str | None:
        if not person.household:
            return self.rng.choice(_OUTSIDE) + f"{self.rng.randint(1, 40)}号{self.rng.randint(1, 6)}01室"
        flaw, way = self._slip("address_flaws"), self._slip("address")
        return (FLAWS[flaw] if flaw else WAYS[way])(self.rng, self.place(person))

    def place(self, person: Person) -> Place:
        flat = self.town.flat_of(person)
        return Place(flat, self.town.places.committee_of(flat.compound), self.town.subdistrict)

    def official(self, person: Person) -> str:
        """The address in the register's own form, room errors aside."""
        place = self.place(person)
        flaw = self._slip("address_flaws")
        prefix = place.street.city + place.street.district
        return prefix + (FLAWS[flaw](self.rng, place) or "") if flaw else place.official
