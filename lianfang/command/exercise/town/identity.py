"""Documents and phones: valid in form, belonging to nobody."""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from datetime import date
from random import Random

from .characters import FOREIGN
from .names import MALE
from .words import words

CITIZEN, PASSPORT, PERMIT, TAIWAN, RESIDENCE_HMT, NONE = (
    "居民身份证",
    "护照",
    "港澳居民来往内地通行证",
    "台湾居民来往大陆通行证",
    "港澳台居民居住证",
    "",
)

# First six digits of an identity number (GB/T 2260): where it was first issued, which says nothing of where
# somebody has been and must never enter a rule.
LOCAL_AREAS = words(
    "310101 310102 310103 310104 310105 310106 310107 310108 310109 310110 310112 310113 310225 310230"
)
OTHER_AREAS = words(
    "320106 320281 320581 320684 320923 321023 330106 330283 330327 330521 340104 340621 341226 "
    "341622 342501 350104 350583 360102 360403 362201 370202 370883 371326 410105 411523 412828 "
    "413026 420106 420117 420984 421003 421126 422201 430105 430602 440106 440307 500101 500112 "
    "510107 510922 520103 610113 230103 210102 220204 130102 140106"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_MOBILE_PREFIXES = words(
    "130 131 132 133 135 136 137 138 139 147 150 151 152 153 155 156 157 158 159 166 173 176 177 178 "
    "180 181 182 183 185 186 187 188 189 191 198 199"
)


@dataclass(frozen=True, slots=True)
class Document:
    """One identity document: its kind in Chinese and its number; both empty where somebody has none."""

    kind: str = NONE
    number: str = ""


def check_digit(body: str) -> str:
    """Give the eighteenth character of an identity number (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def citizen_number(area: str, born: date, sequence: int) -> str:
    """Put an identity number together; an odd sequence is a man's."""
    body = f"{area}{born:%Y%m%d}{sequence:03d}"
    return body + check_digit(body)


def fill(rng: Random, pattern: str) -> str:
    """Fill a pattern: "#" with a digit, "@" with a letter."""
    stock = {"#": string.digits, "@": "ABCDEFGHJKLMNPRSTUVWXYZ"}
    return "".join(rng.choice(stock[c]) if c in stock else c for c in pattern)


@dataclass
class Registry:
    """Hands out documents and phones, none of them twice."""

    rng: Random
    _given: set[str] = field(default_factory=set)

    def keep(self, other: Registry) -> None:
        """Count everything that another registry has given as taken."""
        self._given |= other._given

    def citizen(self, area: str, born: date, sex: str) -> Document:
        """A new identity number; taken ones are stepped over, so twins get neighbouring numbers."""
        sequence = self.rng.randrange(1, 480) * 2 + (sex == MALE)
        while (number := citizen_number(area, born, sequence)) in self._given:
            sequence = (sequence + 2) % 1000
        self._given.add(number)
        return Document(CITIZEN, number)

    def twin(self, first: Document, born: date, sex: str) -> Document:
        """The number registered right after the first twin's."""
        sequence = int(first.number[14:17])
        step = 1 if (sequence % 2 == 1) != (sex == MALE) else 2
        number = citizen_number(first.number[:6], born, (sequence + step) % 1000)
        if number in self._given:
            return self.citizen(first.number[:6], born, sex)
        self._given.add(number)
        return Document(CITIZEN, number)

    def passport(self, country: str) -> Document:
        return Document(PASSPORT, self._fresh(FOREIGN[country][3]))

    def permit(self, born: date, sex: str) -> Document:
        """A Hong Kong, Macao or Taiwan document, one of the three in use."""
        kind = self.rng.choices((PERMIT, TAIWAN, RESIDENCE_HMT), (5, 3, 2))[0]
        if kind == RESIDENCE_HMT:
            return Document(kind, self.citizen(self.rng.choice(("810000", "830000")), born, sex).number)
        return Document(
            kind, self._fresh("########" if kind == TAIWAN else self.rng.choice("HM") + "########")
        )

    def mobile(self) -> str:
        return self._fresh(self.rng.choice(_MOBILE_PREFIXES) + "########")

    def landline(self) -> str:
        return self._fresh("021" + self.rng.choice("56") + "#######")

    def _fresh(self, pattern: str) -> str:
        while (number := fill(self.rng, pattern)) in self._given:
            pass
        self._given.add(number)
        return number
