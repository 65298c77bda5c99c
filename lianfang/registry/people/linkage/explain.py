"""Why a pair was joined, offered or left apart, field by field, as data a page can put into words.

Every reason has a code, the bits it weighed, and facts to fill into the sentence of `MESSAGES` (a gettext
msgid). Telephone and identity numbers are never among the facts: the page shows them by its own rules.
"""

from dataclasses import dataclass

from .compare import BY_FIELD, COMPARISONS, Field, Levels
from .records import Features


def _(text: str) -> str:
    """Marks a text for translation; whoever shows it translates it."""
    return text


MESSAGES: dict[str, str] = {
    "name.exact": _("same name “%(a)s”"),
    "name.homophone": _("names sound alike: “%(a)s” and “%(b)s”"),
    "name.look_alike": _("names look or sound nearly alike: “%(a)s” and “%(b)s”"),
    "name.shortened": _("one name lacks or swaps a character: “%(a)s” and “%(b)s”"),
    "name.form_of_address": _("form of address “%(a)s” fits “%(b)s”"),
    "name.one_character": _("names differ in one character: “%(a)s” and “%(b)s”"),
    "name.surname": _("only the surname agrees: “%(a)s” and “%(b)s”"),
    "name.different": _("different names: “%(a)s” and “%(b)s”"),
    "id.equal": _("same ID number"),
    "id.written_out": _("same ID number, once with 15 digits"),
    "id.one_slip": _("ID numbers differ by one slip"),
    "id.mask_agrees": _("masked ID number agrees"),
    "id.differs": _("different ID numbers"),
    "phone.equal": _("same telephone"),
    "phone.shared": _("same telephone, which others use too"),
    "phone.one_slip": _("telephones differ by one digit"),
    "phone.differs": _("different telephones"),
    "place.flat": _("same flat"),
    "place.stair_open": _("same stair, flat not given by both"),
    "place.compound_open": _("same compound, stair not given by both"),
    "place.committee_open": _("same committee, compound not given by both"),
    "place.flat_differs": _("same stair, another flat"),
    "place.stair_differs": _("same compound, another stair"),
    "place.compound_differs": _("same committee, another compound"),
    "place.elsewhere": _("another committee"),
    "sex.equal": _("same sex"),
    "sex.differs": _("different sex"),
    "birth.date": _("same birth date"),
    "birth.age": _("ages agree"),
    "birth.near": _("birth dates or ages nearly agree"),
    "birth.differs": _("ages differ: born %(a)s and %(b)s"),
    "journey.same": _("same journey: from %(a)s on the same day"),
    "journey.near_day": _("from the same place (%(a)s), days nearly agree"),
    "journey.day_open": _("same day, place not given by both"),
    "journey.origin_only": _("from the same place (%(a)s), on other days"),
    "journey.day_only": _("same day, from different places: %(a)s and %(b)s"),
    "journey.differs": _("different journeys"),
    "employer.equal": _("same employer: %(a)s"),
    "employer.differs": _("different employers: %(a)s and %(b)s"),
    "rule.same_id": _("joined by rule: same valid ID number, compatible name"),
    "rule.same_name_and_phone": _("joined by rule: same name and telephone"),
    "rule.same_name_and_flat": _("joined by rule: same name in the same flat"),
    "doubt.only_called": _("only a form of address; others in the flat may be meant"),
    "doubt.one_character": _("the names differ in one character, as those of brothers and sisters do"),
    "doubt.not_sure": _("probable, but not sure enough"),
    "doubt.child_and_adult": _("one is a child, the other is spoken of as a grown-up"),
    "doubt.two_stored_persons": _("would merge two stored persons"),
    "doubt.two_register_rows": _("two rows of the register"),
    "doubt.ids_differ": _("valid ID numbers differ"),
    "doubt.sexes_differ": _("much agrees, but the sex differs"),
    "doubt.ages_differ": _("much agrees, but the ages differ"),
    "doubt.names_differ": _("much agrees, but the names do not"),
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
