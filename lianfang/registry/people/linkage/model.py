"""The fitted model: how often each level is seen between records of one person (m) and of two (u)."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..rules.names import Likeness, Name
from .compare import BY_FIELD, COMPARISONS, Field, Levels, PlaceLevel
from .records import Features

# What is believed before any town is seen: m then u for each level, lowest first. Fitted values take over
# as far as there are pairs to fit them from.
PRIORS: dict[Field, tuple[tuple[float, ...], tuple[float, ...]]] = {
    Field.NAME: (
        (0.002, 0.003, 0.003, 0.95, 0.02, 0.015, 0.02, 0.92),
        (0.9, 0.09, 0.004, 0.1, 0.002, 0.002, 0.001, 0.0005),
    ),
    Field.ID: ((0.01, 0.96, 0.02, 0.01, 0.94), (1.0, 3e-5, 1e-6, 1e-5, 2e-5)),
    Field.PHONE: ((0.1, 0.05, 0.05, 0.8), (1.0, 2e-5, 2e-5, 2e-5)),
    Field.PLACE: (
        (0.02, 0.01, 0.01, 0.02, 0.9, 0.9, 0.9, 0.94),
        (0.94, 0.06, 0.02, 0.001, 0.06, 0.02, 0.001, 0.0001),
    ),
    Field.SEX: ((0.01, 0.99), (0.5, 0.5)),
    Field.BIRTH: ((0.005, 0.01, 0.97, 0.97), (0.92, 0.03, 0.04, 0.0001)),
    Field.JOURNEY: ((0.01, 0.02, 0.05, 0.9, 0.07, 0.85), (0.8, 0.12, 0.05, 0.12, 0.01, 0.004)),
    Field.EMPLOYER: ((0.4, 0.6), (0.98, 0.02)),
}

# Fewer registered people than this tell nothing of how common a name is.
LEAST = 1000
# In one flat people share a surname, so that half a likeness of names is less of a surprise than in the town.
FAMILY_NAME_BITS = 2.0
PLACE = list(PRIORS).index(Field.PLACE)


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How common names and surnames are among the records at hand (never stored: they are people's names)."""

    names: Counter[str]
    surnames: Counter[str]
    people: int

    @classmethod
    def of(cls, features: Sequence[Features]) -> "Frequencies":
        """Count over the register where there is one, else over everything."""
        base = [one for one in features if one.is_register]
        if len(base) < LEAST:
            base = list(features)
        return cls.counted((one.name, 1) for one in base)

    @classmethod
    def counted(cls, found: Iterable[tuple[Name, int]]) -> "Frequencies":
        """From names and how many people bear each."""
        names: Counter[str] = Counter()
        surnames: Counter[str] = Counter()
        for name, bearers in found:
            if name.is_known and not name.is_form_of_address:
                names[name.text] += bearers
                surnames[name.surname] += bearers
        return cls(names, surnames, max(names.total(), 1))

    def name(self, text: str) -> float:
        """Share of people who have this name; never less than one in all."""
        return max(self.names[text], 1) / self.people

    def surname(self, text: str) -> float:
        """Share of people who have this surname."""
        return max(self.surnames[text], 1) / self.people


@dataclass(frozen=True, slots=True)
class Model:
    """m and u by field and level, the size of the town, and how likely a row names somebody known.

    Holds no personal data; `to_json` and `from_json` keep it for later lists.
    """

    m: dict[Field, tuple[float, ...]] = field(default_factory=lambda: {f: p[0] for f, p in PRIORS.items()})
    u: dict[Field, tuple[float, ...]] = field(default_factory=lambda: {f: p[1] for f, p in PRIORS.items()})
    people: int = 50_000
    known: float = 0.9

    @property
    def prior(self) -> float:
        """Weight (bits) of two records being one person before anything is compared."""
        return math.log2(self.known / (1 - self.known) / self.people)

    def weight(self, of: Field, level: int) -> float:
        """What a level is worth in bits; 0 for silence."""
        if level < 0:
            return 0.0
        return math.log2(self.m[of][level] / self.u[of][level])

    def weights(
        self, levels: Levels, pair: tuple[Features, Features], common: Frequencies
    ) -> tuple[float, ...]:
        """Bits by field for one pair, the rarity of the name taken into account."""
        by_field = [
            self.weight(comparison.field, level)
            for comparison, level in zip(COMPARISONS, levels, strict=True)
        ]
        by_field[0] = self._name_weight(levels[0], pair, common)
        if levels[PLACE] == PlaceLevel.FLAT and Likeness.SHORTENED <= levels[0] < Likeness.EXACT:
            by_field[0] -= FAMILY_NAME_BITS
        return tuple(by_field)

    def probability(self, weight: float) -> float:
        """Probability that belongs to a total of field weights, prior included here."""
        bits = max(min(weight + self.prior, 60.0), -60.0)
        return 1 - 1 / (1 + 2**bits)

    def to_json(self) -> str:
        """The model as JSON text."""
        return json.dumps({"m": self.m, "u": self.u, "people": self.people, "known": self.known})

    @classmethod
    def from_json(cls, text: str) -> "Model":
        """The model that `to_json` wrote; ValueError where fields or levels are not those of this version."""
        kept = json.loads(text)
        m, u = ({Field(f): tuple(values) for f, values in kept[key].items()} for key in ("m", "u"))
        for of, comparison in BY_FIELD.items():
            if not len(m[of]) == len(u[of]) == len(comparison.codes):
                raise ValueError(f"the model's levels of {of} are not those of this version")
        return cls(m, u, kept["people"], kept["known"])

    def _name_weight(self, level: int, pair: tuple[Features, Features], common: Frequencies) -> float:
        a, b = (one.name for one in pair)
        if level == Likeness.EXACT:
            return math.log2(self.m[Field.NAME][level] / common.name(a.text))
        if level == Likeness.FORM_OF_ADDRESS:
            share = max(common.surname(a.surname), common.surname(b.surname))
            return math.log2(self.m[Field.NAME][level] / share)
        return self.weight(Field.NAME, level)
