"""Why a pair was joined, offered or left apart, field by field, as data a page can put into words.

Every reason has a code, the bits it weighed, and facts to fill into the sentence of `MESSAGES` (a gettext
msgid). Telephone and identity numbers are never among the facts: the page shows them by its own rules.
"""

from dataclasses import dataclass

from .compare import BY_FIELD, COMPARISONS, Field, Levels
from .records import Features

MESSAGES: dict[str, str] = {
    "name.exact": "same name “%(a)s”",
    "name.homophone": "names sound alike: “%(a)s” and “%(b)s”",
    "name.look_alike": "names look or sound nearly alike: “%(a)s” and “%(b)s”",
    "name.shortened": "one name lacks or swaps a character: “%(a)s” and “%(b)s”",
    "name.form_of_address": "form of address “%(a)s” fits “%(b)s”",
    "name.one_character": "names differ in one character: “%(a)s” and “%(b)s”",
    "name.surname": "only the surname agrees: “%(a)s” and “%(b)s”",
    "name.different": "different names: “%(a)s” and “%(b)s”",
    "id.equal": "same ID number",
    "id.written_out": "same ID number, once with 15 digits",
    "id.one_slip": "ID numbers differ by one slip",
    "id.mask_agrees": "masked ID number agrees",
    "id.differs": "different ID numbers",
    "phone.equal": "same telephone",
    "phone.shared": "same telephone, which others use too",
    "phone.one_slip": "telephones differ by one digit",
    "phone.differs": "different telephones",
    "place.flat": "same flat",
    "place.stair_open": "same stair, flat not given by both",
    "place.compound_open": "same compound, stair not given by both",
    "place.committee_open": "same committee, compound not given by both",
    "place.flat_differs": "same stair, another flat",
    "place.stair_differs": "same compound, another stair",
    "place.compound_differs": "same committee, another compound",
    "place.elsewhere": "another committee",
    "sex.equal": "same sex",
    "sex.differs": "different sex",
    "birth.date": "same birth date",
    "birth.age": "ages agree",
    "birth.near": "birth dates or ages nearly agree",
    "birth.differs": "ages differ: born %(a)s and %(b)s",
    "journey.same": "same journey: from %(a)s on the same day",
    "journey.near_day": "from the same place (%(a)s), days nearly agree",
    "journey.day_open": "same day, place not given by both",
    "journey.origin_only": "from the same place (%(a)s), on other days",
    "journey.day_only": "same day, from different places: %(a)s and %(b)s",
    "journey.differs": "different journeys",
    "employer.equal": "same employer: %(a)s",
    "employer.differs": "different employers: %(a)s and %(b)s",
    "rule.same_id": "joined by rule: same valid ID number, compatible name",
    "rule.same_name_and_phone": "joined by rule: same name and telephone",
    "rule.same_name_and_flat": "joined by rule: same name in the same flat",
    "doubt.only_called": "only a form of address; others in the flat may be meant",
    "doubt.one_character": "the names differ in one character, as those of brothers and sisters do",
    "doubt.not_sure": "probable, but not sure enough",
    "doubt.child_and_adult": "one is a child, the other is spoken of as a grown-up",
    "doubt.two_stored_persons": "would merge two stored persons",
    "doubt.two_register_rows": "two rows of the register",
    "doubt.ids_differ": "valid ID numbers differ",
    "doubt.sexes_differ": "much agrees, but the sex differs",
    "doubt.ages_differ": "much agrees, but the ages differ",
    "doubt.names_differ": "much agrees, but the names do not",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One field's part in a decision: `code` is a key of `MESSAGES`, `weight` is in bits (for + or against
    -).
    """

    field: Field
    level: str
    weight: float
    code: str
    facts: dict[str, str]


def explain(a: Features, b: Features, levels: Levels, weights: tuple[float, ...]) -> tuple[Reason, ...]:
    """The reasons of every field that both records speak of, the weightiest first."""
    reasons = [
        _reason(comparison.field, level, weight, (a, b))
        for comparison, level, weight in zip(COMPARISONS, levels, weights, strict=True)
        if level >= 0
    ]
    return tuple(sorted(reasons, key=lambda reason: -abs(reason.weight)))


def _reason(of: Field, level: int, weight: float, pair: tuple[Features, Features]) -> Reason:
    levels = BY_FIELD[of].levels
    name = next(one.name for one in levels if one == level).lower()
    return Reason(of, name, round(weight, 1), f"{of}.{name}", _facts(of, *pair))


def _facts(of: Field, a: Features, b: Features) -> dict[str, str]:
    if a.is_called < b.is_called:
        a, b = b, a
    told = _TOLD.get(of)
    return {"a": told(a), "b": told(b)} if told else {}


def _name(one: Features) -> str:
    return " ".join(one.record.name.split())


def _year(one: Features) -> str:
    return str(one.born_year or "")


def _origin(one: Features) -> str:
    return one.record.from_place


def _employer(one: Features) -> str:
    return one.employer


_TOLD = {Field.NAME: _name, Field.BIRTH: _year, Field.JOURNEY: _origin, Field.EMPLOYER: _employer}
