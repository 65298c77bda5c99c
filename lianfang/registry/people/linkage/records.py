"""What linkage is given, and what it makes of it: one `Record` a row, one `Features` a record."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ..rules import identifiers, names, phones
from ..rules.identifiers import IdNumber
from ..rules.names import Likeness, Name

_PLACE_ENDINGS = re.compile(r"(?:返沪|来沪|回沪|特别行政区|自治区|自治州|地区|省|市|县|区)")

# A telephone beside somebody younger is a parent's.
CHILD = 12


class Kind(StrEnum):
    """What a record's source promises about it."""

    REGISTER = "register"
    LEDGER = "ledger"
    RESERVATION = "reservation"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Record:
    """One row of one source, as it came; keys of places are those the gazetteer resolved, "" where unknown.

    `phones` and `id_number` are the text of the cell. `sex` is "m", "f" or "". `age` is in years as of
    `as_of` (or of `arrived_on`). `arrived_on` is the day that ties the person to the list: arrival, first
    seen at the gate, or last contact.
    """

    id: str
    file: str
    kind: Kind
    name: str = ""
    sex: str = ""
    born_on: date | None = None
    age: int | None = None
    as_of: date | None = None
    id_number: str = ""
    phones: str = ""
    committee: str = ""
    compound: str = ""
    stair: str = ""
    flat: str = ""
    employer: str = ""
    from_place: str = ""
    arrived_on: date | None = None


@dataclass(slots=True)
class Features:
    """A record made comparable; `private` are those of its numbers that no other person's record holds."""

    record: Record
    name: Name
    id: IdNumber | None
    id_values: frozenset[str]
    phones: tuple[str, ...]
    sex: str
    born_on: date | None
    born_year: int | None
    origin: str
    employer: str
    private: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_called(self) -> bool:
        """True where the record only says how somebody is called (王阿姨), which a whole family may share."""
        return self.name.is_form_of_address

    @property
    def is_adult(self) -> bool:
        """True where the source speaks of a grown-up: a household's head, 王阿姨."""
        return self.record.kind is Kind.LEDGER or self.name.is_adult

    @property
    def is_register(self) -> bool:
        """True for a row of the actual-population register: one person each."""
        return self.record.kind is Kind.REGISTER

    @property
    def full_id(self) -> str:
        """The identity number where it is whole and right, else ""."""
        return self.id.value if self.id and self.id.is_full else ""


def prepare(records: Iterable[Record]) -> list[Features]:
    """Make records comparable, and see which telephone numbers several people share."""
    features = [read(record) for record in records]
    shared = _shared_numbers(features)
    for one in features:
        one.private = frozenset(number for number in one.phones if number not in shared)
    return features


def read(record: Record) -> Features:
    """One record made comparable, as far as it can be without the others."""
    name = names.read_name(record.name)
    number = identifiers.read_id(record.id_number) if record.id_number else None
    tells = number is not None and number.is_valid
    born_on = record.born_on or (number.born_on if number and tells else None)
    return Features(
        record=record,
        name=name,
        id=number,
        id_values=_id_values(number),
        phones=tuple(phone.digits for phone in phones.read_phones(record.phones)) if record.phones else (),
        sex=record.sex or (number.sex if number and tells else "") or name.sex,
        born_on=born_on,
        born_year=born_on.year if born_on else _born_year(record),
        origin=_PLACE_ENDINGS.sub("", record.from_place.strip())[-2:],
        employer=record.employer.strip(),
    )


def _id_values(number: IdNumber | None) -> frozenset[str]:
    """The number and, where it is of the old length, the new one it stands for."""
    if number is None or number.is_masked:
        return frozenset()
    return frozenset((number.value, *identifiers.repairs(number.value)))


def _born_year(record: Record) -> int | None:
    day = record.arrived_on or record.as_of
    return day.year - record.age if day and record.age is not None else None


def _shared_numbers(features: Sequence[Features]) -> set[str]:
    """Numbers that stand beside two names that cannot be one person's, or beside a child, whose parent's
    they are.
    """
    last = max((one.record.arrived_on.year for one in features if one.record.arrived_on), default=0)
    beside: dict[str, list[Name]] = {}
    shared: set[str] = set()
    for one in features:
        if not one.name.given and not one.name.is_latin:
            continue
        for number in one.phones:
            if one.born_year and last - one.born_year < CHILD:
                shared.add(number)
            known = beside.setdefault(number, [])
            if not known:
                known.append(one.name)
            elif number not in shared and names.likeness(known[0], one.name) < Likeness.SHORTENED:
                shared.add(number)
    return shared
