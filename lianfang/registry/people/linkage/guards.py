"""What must be true of two groups of records before they may be one person; pure decisions.

Weights alone cannot tell twins, or a father from a son who uses his telephone: everything a family shares
adds up. So whatever the weight, some things part people (`conflict`), and some join them at once
(`exact_rule`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..rules import identifiers, names
from ..rules.names import Likeness, Name
from .compare import BirthLevel, IdLevel, Levels, PhoneLevel, PlaceLevel
from .records import Features

NAME, ID, PHONE, PLACE, SEX, BIRTH, JOURNEY = range(7)
# Years that ages of two lists may differ by rounding and by the day they were asked.
YEARS_APART = 2
# Who is younger is no head of a household and is not called 阿姨.
ADULT = 16


@dataclass(slots=True)
class Profile:
    """What is known of a group of records held to be one person."""

    members: list[int]
    registers: frozenset[str] = frozenset()
    full_ids: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()
    sexes: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    names: frozenset[Name] = frozenset()
    called: frozenset[Name] = frozenset()
    stored: frozenset[str] = field(default_factory=frozenset)
    is_adult: bool = False
    barred: frozenset[int] = frozenset()

    @classmethod
    def of(cls, place: int, one: Features, stored: str = "") -> "Profile":
        """The profile of a single record; `stored` names the person it already belongs to."""
        is_called = one.name.is_form_of_address
        return cls(
            members=[place],
            registers=frozenset({one.full_id or one.record.id}) if one.is_register else frozenset(),
            full_ids=frozenset({one.full_id, *one.id_values}) if one.full_id else frozenset(),
            masked=frozenset({one.id.value})
            if one.id and one.id.is_masked and one.id.is_valid
            else frozenset(),
            sexes=frozenset({one.sex}) if one.sex else frozenset(),
            years=frozenset({one.born_year}) if one.born_year is not None else frozenset(),
            names=frozenset({one.name}) if one.name.is_known and not is_called else frozenset(),
            called=frozenset({one.name}) if is_called else frozenset(),
            stored=frozenset({stored}) if stored else frozenset(),
            is_adult=one.is_adult,
        )

    def joined(self, other: "Profile") -> "Profile":
        """Both profiles as one."""
        return Profile(
            self.members + other.members,
            self.registers | other.registers,
            self.full_ids | other.full_ids,
            self.masked | other.masked,
            self.sexes | other.sexes,
            self.years | other.years,
            self.names | other.names,
            self.called | other.called,
            self.stored | other.stored,
            self.is_adult or other.is_adult,
            self.barred | other.barred,
        )


def exact_rule(levels: Levels, a: Features, b: Features) -> str:
    """The name of the rule by which two records are one at once, or "" (guards still apply)."""
    exact = levels[NAME] == Likeness.EXACT and bool(a.name.given or a.name.is_latin)
    if (
        levels[ID] >= IdLevel.WRITTEN_OUT
        and a.id
        and a.id.is_valid
        and names.loosely_compatible(a.name, b.name)
    ):
        return "same_id"
    if exact and levels[PHONE] == PhoneLevel.EQUAL and levels[ID] != IdLevel.DIFFERS:
        return "same_name_and_phone"
    if exact and levels[PLACE] == PlaceLevel.FLAT and levels[ID] != IdLevel.DIFFERS:
        return "same_name_and_flat"
    return ""


def conflict(a: Profile, b: Profile, *, one_character: bool = False) -> str:
    """Why two groups cannot be one person, as a code, or "" if they can.

    `one_character` says that other evidence is strong enough to bear a name with one wrong character.
    """
    if not a.barred.isdisjoint(b.members):
        return "decided_apart"
    same_id = bool(a.full_ids & b.full_ids)
    if not same_id and a.stored and b.stored and a.stored != b.stored:
        return "two_stored_persons"
    if not same_id and a.registers and b.registers:
        return "two_register_rows"
    if not same_id and _numbers_differ(a, b):
        return "ids_differ"
    if not same_id and a.sexes and b.sexes and a.sexes.isdisjoint(b.sexes):
        return "sexes_differ"
    if not same_id and _years_apart(a.years, b.years) > YEARS_APART:
        return "ages_differ"
    return _name_conflict(a, b, same_id, one_character)


def doubt(a: Profile, b: Profile, *, this_year: int) -> str:
    """Why a person should look before two groups are joined, whatever their probability, as a code, or ""."""
    for grown, other in ((a, b), (b, a)):
        if grown.is_adult and other.years and this_year - min(other.years) < ADULT:
            return "child_and_adult"
    return ""


def vouches(levels: Levels, a: Features, b: Features) -> bool:
    """True where two records share something that members of one family do not."""
    if a.is_called and b.is_called:
        return False
    return (
        levels[PHONE] == PhoneLevel.EQUAL
        or levels[ID] >= IdLevel.MASK_AGREES
        or levels[BIRTH] >= BirthLevel.AGE
    )


def bears_one_character(levels: Levels, a: Features, b: Features) -> bool:
    """True where a number that only one person has makes up for a wrong character in the name.

    A telephone alone does so for a wrong surname, not for a given name: brothers share the rest of it.
    """
    if levels[ID] >= IdLevel.MASK_AGREES:
        return True
    personal = names.same_given(a.name, b.name) or levels[BIRTH] >= BirthLevel.AGE
    return levels[PHONE] == PhoneLevel.EQUAL and personal


def _numbers_differ(a: Profile, b: Profile) -> bool:
    if a.full_ids and b.full_ids:
        return not any(_passport_slip(x, y) for x in a.full_ids for y in b.full_ids)
    return _mask_differs(a.masked, b.full_ids) or _mask_differs(b.masked, a.full_ids)


def _passport_slip(x: str, y: str) -> bool:
    """Passports have no check digit, so a slip in one still looks valid."""
    return min(len(x), len(y)) < 15 and identifiers.one_edit_apart(x, y)


def _mask_differs(masked: Iterable[str], full: frozenset[str]) -> bool:
    return bool(full) and any(not any(identifiers.agrees_with_mask(mask, x) for x in full) for mask in masked)


def _years_apart(a: frozenset[int], b: frozenset[int]) -> int:
    return min((abs(x - y) for x in a for y in b), default=0)


def _name_conflict(a: Profile, b: Profile, same_id: bool, one_character: bool) -> str:
    if same_id:
        loose = any(names.loosely_compatible(x, y) for x in a.names | a.called for y in b.names | b.called)
        return "" if loose or not (a.names | a.called) or not (b.names | b.called) else "names_differ"
    least = Likeness.ONE_CHARACTER if one_character else Likeness.SHORTENED
    if a.names and b.names and _best(a.names, b.names) not in _at_least(least):
        return "names_differ"
    for called, others in ((a.called, b.names | b.called), (b.called, a.names | a.called)):
        if called and others and _best(called, others) < Likeness.FORM_OF_ADDRESS:
            return "names_differ"
    return ""


def _at_least(least: Likeness) -> set[Likeness]:
    return {level for level in Likeness if level >= least}


def _best(a: Iterable[Name], b: Iterable[Name]) -> Likeness:
    return max(names.likeness(x, y) for x in a for y in b)
