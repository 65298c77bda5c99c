"""What people of the town are called, by sex and year of birth."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .chance import Ranked
from .characters import COHORTS, COMPOUND_SURNAMES, FOREIGN, RARE, SURNAMES

MALE, FEMALE = "男", "女"
COUNTRIES = tuple(FOREIGN)

_SURNAMES = Ranked(SURNAMES, flatness=5.0)
_COMPOUND = Ranked(COMPOUND_SURNAMES, flatness=1.0)
_RARE = tuple(RARE)


@dataclass(frozen=True, slots=True)
class _Cohort:
    until: int
    single: float
    first: dict[str, Ranked[str]]
    second: dict[str, Ranked[str]]


_COHORTS = tuple(
    _Cohort(until, single, {MALE: Ranked(m1), FEMALE: Ranked(f1)}, {MALE: Ranked(m2), FEMALE: Ranked(f2)})
    for until, single, m1, m2, f1, f2 in COHORTS
)


def surname(rng: Random) -> str:
    """Draw a surname by its frequency in the town; about one in 170 has two characters."""
    return _COMPOUND.draw(rng) if rng.random() < 0.006 else _SURNAMES.draw(rng)


def given(rng: Random, sex: str, year: int) -> str:
    """Draw the given name that parents of that year would choose."""
    cohort = next(c for c in _COHORTS if year <= c.until)
    if rng.random() < 0.004:
        return cohort.first[sex].draw(rng)[: rng.randrange(2)] + rng.choice(_RARE)
    second = cohort.second[sex].draw(rng)
    return second if rng.random() < cohort.single else cohort.first[sex].draw(rng) + second


def foreign(rng: Random, country: str, sex: str) -> tuple[str, str]:
    """Draw the name in a passport ("SURNAME GIVEN") and its Chinese writing, which is empty where unusual."""
    males, females, surnames, _ = FOREIGN[country]
    family, _, family_zh = rng.choice(surnames).partition("/")
    own, _, own_zh = rng.choice(males if sex == MALE else females).partition("/")
    return f"{family} {own}", family_zh + own_zh if own_zh else ""


def split(name: str) -> tuple[str, str]:
    """Cut a Chinese name into surname and given name."""
    cut = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:cut], name[cut:]
