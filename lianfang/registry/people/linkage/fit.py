"""Fits the model to the records at hand, without labels: Splink estimates, beliefs fill in where it saw too
little.

u comes from random pairs of records that are surely different people; m from pairs with one valid identity
number, and, for the identity number itself, from pairs with one name and one private telephone.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..rules.names import Likeness
from .compare import COMPARISONS, Field
from .model import LEAST, PRIORS, Model
from .records import Features, Kind

SAMPLE = 12_000
RANDOM_PAIRS = 250_000
PAIRS_A_RECORD = 25
# How many observed pairs a belief is worth.
BELIEF_M, BELIEF_U = 60, 2_000
# A random sample holds too few equal numbers to count; the beliefs are kept.
_RARE = (Field.ID, Field.PHONE)

Shares = dict[Field, list[float | None]]


@dataclass(frozen=True, slots=True)
class _Seen:
    shares: Shares
    pairs: int


def fit(features: Sequence[Features]) -> Model:
    """Estimate the model from prepared records; beliefs alone where there are next to none."""
    people = _people(features)
    apart = _estimate_u(_different_people(features))
    same_id = _estimate_m(features, lambda one: one.full_id)
    same_phone = _estimate_m(features, _name_and_phone)
    m, u = {}, {}
    for comparison in COMPARISONS:
        of = comparison.field
        seen = same_phone if of is Field.ID else same_id
        m[of] = _blend(PRIORS[of][0], seen.shares[of], seen.pairs, BELIEF_M)
        u[of] = (
            PRIORS[of][1] if of in _RARE else _blend(PRIORS[of][1], apart.shares[of], apart.pairs, BELIEF_U)
        )
    u[Field.PLACE] = (*u[Field.PLACE][:-1], _share_of_one_flat(features) or u[Field.PLACE][-1])
    return Model(_as_called(m), u, people)


def _share_of_one_flat(features: Sequence[Features]) -> float:
    """How often two people of the register live in one flat: counted, as a sample holds too few such pairs;
    0 where the register is too short to say."""
    living = Counter(one.record.flat for one in features if one.is_register and one.record.flat)
    people = living.total()
    return sum(n * (n - 1) for n in living.values()) / (people * (people - 1)) if people >= LEAST else 0.0


def _people(features: Sequence[Features]) -> int:
    """A guess at how many people the records speak of: the register's, or as many as there are different
    names.
    """
    registered = sum(one.is_register for one in features)
    return max(registered, len({(one.name.text, one.full_id) for one in features}) // 2, 1000)


def _different_people(features: Sequence[Features]) -> list[Features]:
    """A sample with no person twice, as far as numbers and names tell; lists first, then the rest in even
    steps.
    """
    seen: set[tuple[str, str]] = set()
    chosen: list[Features] = []
    lists = [one for one in features if one.record.kind is Kind.LIST]
    others = [one for one in features if one.record.kind is not Kind.LIST]
    step = max(len(others) // max(SAMPLE - len(lists), 1), 1)
    for one in [*lists, *others[::step]]:
        marks = {("id", one.full_id)} if one.full_id else set()
        marks |= {("name", one.name.text)} | {("phone", number) for number in one.phones}
        if seen.isdisjoint(marks):
            seen |= marks - {("name", one.name.text)} if one.full_id or one.phones else marks
            chosen.append(one)
    return chosen[:SAMPLE]


def _name_and_phone(one: Features) -> str:
    return f"{one.name.text} {min(one.private)}" if one.name.given and one.private else ""


def _estimate_u(features: Sequence[Features]) -> _Seen:
    if len(features) < 100:
        return _Seen({c.field: [None] * len(c.codes) for c in COMPARISONS}, 0)
    from .engine import linker

    with linker(features, {}) as fitted:
        pairs = min(RANDOM_PAIRS, PAIRS_A_RECORD * len(features))
        fitted.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=1, min_count_per_level=None)
        return _Seen(_read(fitted.misc, "u_probability"), pairs)


def _estimate_m(features: Sequence[Features], label: Callable[[Features], str]) -> _Seen:
    count = Counter(map(label, features))
    several = [one for one in features if label(one) and 1 < count[label(one)] <= 20]
    if len(several) < 40:
        return _Seen({c.field: [None] * len(c.codes) for c in COMPARISONS}, 0)
    from .engine import linker

    with linker(several, {"label": list(map(label, several))}) as fitted:
        fitted.training.estimate_m_from_label_column("label")
        return _Seen(_read(fitted.misc, "m_probability"), len(several) // 2)


def _read(misc: Any, key: str) -> Shares:
    settings = misc.save_model_to_json()
    read: Shares = {}
    for comparison, kept in zip(COMPARISONS, settings["comparisons"], strict=True):
        spoken = [level for level in kept["comparison_levels"] if not level.get("is_null_level")]
        read[comparison.field] = [_number(level.get(key)) for level in reversed(spoken)]
    return read


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _blend(
    belief: Sequence[float], seen: Sequence[float | None], pairs: int, worth: int
) -> tuple[float, ...]:
    """Observed shares, drawn towards the belief the fewer pairs there were; a belief never falls below a
    tenth.
    """
    if all(s is None for s in seen):
        return tuple(belief)
    trust = pairs / (pairs + worth)
    return tuple(max(trust * (s or 0.0) + (1 - trust) * b, b / 10) for b, s in zip(belief, seen, strict=True))


def _as_called(m: dict[Field, tuple[float, ...]]) -> dict[Field, tuple[float, ...]]:
    """Forms of address are never beside an identity number, so what they are worth stays as believed."""
    name = list(m[Field.NAME])
    name[Likeness.FORM_OF_ADDRESS] = PRIORS[Field.NAME][0][Likeness.FORM_OF_ADDRESS]
    return {**m, Field.NAME: tuple(name)}
