"""Who lives in the town: households of many kinds, down to twins and the phone that a family shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from lianfang.core import clock

from . import names
from .identity import LOCAL_AREAS, OTHER_AREAS, Document, Registry
from .names import FEMALE, MALE
from .places import Flat, Kind, Places
from .sizes import Size

REGISTERED, INCOMER, ABROAD, APART = "户籍", "来沪", "境外", "人户分离"
TODAY = date(2020, 2, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person. phones: own first; empty for those reached through the household's phone."""

    number: int
    household: int
    name: str
    sex: str
    born: date
    document: Document
    phones: tuple[str, ...]
    residence: str
    role: str
    other_name: str = ""
    country: str = ""
    firm: str = ""

    def age(self, on: date = TODAY) -> int:
        return clock.age(self.born, on)


@dataclass(frozen=True, slots=True)
class Household:
    """Those behind one door who keep one ledger entry; phone is the number that the committee has."""

    number: int
    flat: Flat
    kind: str
    members: tuple[int, ...]
    phone: str
    landline: str
    rented: bool


# kind: (frequency, roles with youngest and oldest age; 0, 0 = the age follows from those drawn before).
KINDS: dict[str, tuple[float, tuple[tuple[str, int, int], ...]]] = {
    "couple": (0.15, (("husband", 26, 60), ("wife", 0, 0))),
    "couple_child": (0.21, (("husband", 28, 50), ("wife", 0, 0), ("child", 0, 0))),
    "couple_children": (0.055, (("husband", 30, 48), ("wife", 0, 0), ("child", 0, 0), ("child", 0, 0))),
    "couple_twins": (0.006, (("husband", 28, 48), ("wife", 0, 0), ("child", 0, 0), ("twin", 0, 0))),
    "mother_child": (0.035, (("mother", 26, 50), ("child", 0, 0))),
    "three_generations": (
        0.105,
        (("husband", 30, 48), ("wife", 0, 0), ("child", 0, 0), ("grandfather", 0, 0), ("grandmother", 0, 0)),
    ),
    "with_grandmother": (0.05, (("husband", 30, 50), ("wife", 0, 0), ("child", 0, 0), ("grandmother", 0, 0))),
    "old_couple": (0.13, (("husband", 62, 88), ("wife", 0, 0))),
    "old_alone": (0.085, (("alone", 65, 96),)),
    "father_son": (0.03, (("father", 58, 84), ("son", 0, 0))),
    "single_tenant": (0.08, (("tenant", 20, 45),)),
    "flatmates": (0.035, (("tenant", 20, 34), ("tenant", 20, 34), ("tenant", 20, 34))),
    "group_rental": (0.007, (("tenant", 18, 50),) * 7),
    "foreign_single": (0.01, (("foreigner", 23, 62),)),
    "foreign_family": (0.007, (("foreigner", 30, 52), ("foreign_wife", 0, 0), ("foreign_child", 0, 0))),
    "hmt_couple": (0.006, (("hmt", 28, 66), ("hmt", 28, 66))),
}
_RENTING = {"single_tenant", "flatmates", "group_rental", "foreign_single", "foreign_family", "hmt_couple"}
_FEMALE_ROLES = {"wife", "mother", "grandmother", "foreign_wife"}
_MALE_ROLES = {"husband", "father", "son", "grandfather"}


def draw_kinds(rng: Random, size: Size) -> list[str]:
    """Choose the kind of every household so that the people add up exactly."""
    stock, odds = list(KINDS), [frequency for frequency, _ in KINDS.values()]
    heads = {kind: len(roles) for kind, (_, roles) in KINDS.items()}
    kinds = rng.choices(stock, odds, k=size.households)
    missing = size.people - sum(heads[kind] for kind in kinds)
    while missing:
        place, other = rng.randrange(len(kinds)), rng.choices(stock, odds)[0]
        change = heads[other] - heads[kinds[place]]
        if abs(missing - change) < abs(missing):
            kinds[place], missing = other, missing - change
    return kinds


def homes(rng: Random, places: Places) -> list[Flat]:
    """Choose a door for every household; one in forty shares it with another, some stay empty."""
    chosen: list[Flat] = []
    for flats, wanted in zip(places.flats, places.households, strict=True):
        doors = rng.sample(flats, wanted)
        shared = rng.sample(range(wanted), wanted // 40)
        for place in shared:
            doors[place] = doors[(place + 1) % wanted]
        chosen += doors
    return chosen


class Registrar:
    """Fills households with people, one after another."""

    def __init__(self, rng: Random, registry: Registry) -> None:
        self.rng, self.registry = rng, registry
        self.people: list[Person] = []
        self.households: list[Household] = []

    def move_in(self, kind: str, flat: Flat) -> Household:
        """Found one household at a door."""
        number = len(self.households) + 1
        family = _Family(self, number, kind)
        members = family.members()
        self.people += members
        landline = self.registry.landline() if self.rng.random() < family.landline_odds else ""
        phone = next((p for m in members for p in m.phones), landline)
        rented = kind in _RENTING or self.rng.random() < 0.08
        household = Household(number, flat, kind, tuple(m.number for m in members), phone, landline, rented)
        self.households.append(household)
        return household


class _Family:
    """One household while it is being drawn: who is there already decides about the next."""

    def __init__(self, registrar: Registrar, number: int, kind: str) -> None:
        self.rng, self.registry = registrar.rng, registrar.registry
        self.first, self.number, self.kind = len(registrar.people) + 1, number, kind
        self.drawn: list[Person] = []
        self.local = kind not in _RENTING and self.rng.random() < 0.78
        self.country = self.rng.choice(names.COUNTRIES)
        self.one_phone = len(KINDS[kind][1]) > 1 and kind not in _RENTING and self.rng.random() < 0.12
        self.landline_odds = 0.7 if kind.startswith("old") else 0.2

    def members(self) -> list[Person]:
        for role, youngest, oldest in KINDS[self.kind][1]:
            self.drawn.append(self._member(role, youngest, oldest))
        return self.drawn

    def _member(self, role: str, youngest: int, oldest: int) -> Person:
        sex = self._sex(role)
        born = self._born(role, youngest, oldest)
        name, other = self._name(role, sex, born)
        document = self._document(role, sex, born)
        return Person(
            self.first + len(self.drawn),
            self.number,
            name,
            sex,
            born,
            document,
            self._phones(born),
            self._residence(role),
            role,
            other,
            self.country if "foreign" in role else "",
        )

    def _sex(self, role: str) -> str:
        if role in _FEMALE_ROLES or role in _MALE_ROLES:
            return FEMALE if role in _FEMALE_ROLES else MALE
        # Those who grow old alone are mostly women.
        return FEMALE if self.rng.random() < (0.68 if role == "alone" else 0.48) else MALE

    def _born(self, role: str, youngest: int, oldest: int) -> date:
        if role == "twin":
            return self.drawn[-1].born
        year = TODAY.year - self._age(role, youngest, oldest)
        return min(date(year, 1, 1) + timedelta(days=self.rng.randrange(365)), TODAY - timedelta(days=20))

    def _age(self, role: str, youngest: int, oldest: int) -> int:
        if oldest:
            return self.rng.randint(youngest, oldest)
        head = self.drawn[0].age()
        gap = {
            "wife": (-2, 5),
            "foreign_wife": (-2, 5),
            "child": (24, 32),
            "foreign_child": (25, 35),
            "son": (23, 32),
            "grandfather": (-32, -23),
            "grandmother": (-31, -21),
        }[role]
        age = head - self.rng.randint(*gap)
        return min(max(age, 0), 98) if role not in ("wife", "foreign_wife") else max(age, 20)

    def _name(self, role: str, sex: str, born: date) -> tuple[str, str]:
        if "foreign" in role:
            return names.foreign(self.rng, self.country, sex)
        return self._surname(role) + names.given(self.rng, sex, born.year), ""

    def _surname(self, role: str) -> str:
        if role not in ("child", "twin", "son", "grandfather"):
            return names.surname(self.rng)
        after_mother = role == "child" and len(self.drawn) > 1 and self.rng.random() < 0.07
        relative = self.drawn[-1 if role == "twin" else int(after_mother)]
        return names.split(relative.name)[0]

    def _document(self, role: str, sex: str, born: date) -> Document:
        if "foreign" in role:
            return self.registry.passport(self.country)
        if role == "hmt":
            return self.registry.permit(born, sex)
        if role == "twin" and self.drawn[-1].document.number:
            return self.registry.twin(self.drawn[-1].document, born, sex)
        if self.rng.random() < (0.2 if born.year >= 2019 else 0.002):
            return Document()
        area = self.rng.choice(LOCAL_AREAS if self.local else OTHER_AREAS)
        return self.registry.citizen(area, born, sex)

    def _phones(self, born: date) -> tuple[str, ...]:
        age = TODAY.year - born.year
        if age < 12 or (self.one_phone and self.drawn):
            return ()
        if self.rng.random() < (0.35 if age > 78 else 0.5 if age < 16 else 0.02):
            return ()
        mobile = self.registry.mobile()
        return (mobile, self.registry.mobile()) if self.rng.random() < 0.12 else (mobile,)

    def _residence(self, role: str) -> str:
        if "foreign" in role or role == "hmt":
            return ABROAD
        if self.local:
            return REGISTERED if self.rng.random() < 0.8 else APART
        return INCOMER


def draw_people(rng: Random, places: Places, size: Size) -> Registrar:
    """Fill the town; foreigners and those with permits move towards the serviced apartments."""
    registrar = Registrar(rng, Registry(rng))
    doors, kinds = homes(rng, places), draw_kinds(rng, size)
    _send_abroad_to_apartments(rng, doors, kinds)
    for kind, flat in zip(kinds, doors, strict=True):
        registrar.move_in(kind, flat)
    _plant_namesakes(rng, registrar)
    return registrar


def _send_abroad_to_apartments(rng: Random, doors: list[Flat], kinds: list[str]) -> None:
    serviced = [n for n, flat in enumerate(doors) if flat.compound.kind is Kind.SERVICED]
    for n, kind in enumerate(kinds):
        if kind.startswith(("foreign", "hmt")) and serviced and rng.random() < 0.6:
            other = rng.choice(serviced)
            kinds[n], kinds[other] = kinds[other], kinds[n]


def _plant_namesakes(rng: Random, registrar: Registrar) -> None:
    """Give some people the name of a neighbour: name and lane alone prove nothing."""
    households = registrar.households
    for _ in range(len(households) // 130):
        n = rng.randrange(len(households) - 4)
        one, other = households[n].members[0], households[n + 3].members[0]
        if (model := registrar.people[one - 1]).country or registrar.people[other - 1].country:
            continue
        registrar.people[other - 1] = replace(registrar.people[other - 1], name=model.name)
