"""The official 12-digit division code: province, city, district, street, committee."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class DivisionLevel(StrEnum):
    """How deep a code goes."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMITTEE = "committee"


class StreetKind(StrEnum):
    """What the street-level digits say."""

    SUBDISTRICT = "subdistrict"
    TOWN = "town"
    TOWNSHIP = "township"
    QUASI = "quasi"


class CommitteeKind(StrEnum):
    """What the committee-level digits say."""

    RESIDENTS = "residents"
    VILLAGERS = "villagers"
    QUASI = "quasi"


STREETS = (
    (range(1, 100), StreetKind.SUBDISTRICT),
    (range(100, 200), StreetKind.TOWN),
    (range(200, 400), StreetKind.TOWNSHIP),
    (range(400, 600), StreetKind.QUASI),
)
COMMITTEES = (
    (range(1, 200), CommitteeKind.RESIDENTS),
    (range(200, 400), CommitteeKind.VILLAGERS),
    (range(400, 600), CommitteeKind.QUASI),
)


class BadCode(ValueError):
    """A text that is no division code.

    `reason` says why: length, digits, province, gap, street, committee.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class DivisionCode:
    """A division code; each part is the full code down to it.

    Two, four, six, nine and twelve digits; empty below the level.
    """

    province: str
    city: str
    district: str
    street: str
    committee: str
    level: DivisionLevel
    street_kind: StreetKind | None = None
    committee_kind: CommitteeKind | None = None

    @property
    def code(self) -> str:
        """All twelve digits, zeros below the level."""
        deepest = self.committee or self.street or self.district or self.city or self.province
        return deepest.ljust(12, "0")

    @property
    def parent(self) -> str:
        """The twelve digits of the division above; empty for a province."""
        parts = [
            part for part in (self.province, self.city, self.district, self.street, self.committee) if part
        ]
        return parts[-2].ljust(12, "0") if len(parts) > 1 else ""


Kind = TypeVar("Kind")


def parse_code(text: str) -> DivisionCode:
    """Read a 12-digit statistical division code (GB/T 2260 district, then street and committee digits).

    Spaces around it are allowed; anything else that is not twelve ASCII digits raises BadCode.
    """
    digits = text.strip()
    _check_digits(digits)
    parts = (digits[:2], digits[2:4], digits[4:6], digits[6:9], digits[9:])
    depth = _depth(parts)
    province, city, district, street, committee = (
        digits[:end] if rank < depth else "" for rank, end in enumerate((2, 4, 6, 9, 12))
    )
    street_kind = _kind(STREETS, parts[3], "street") if depth > 3 else None
    committee_kind = _kind(COMMITTEES, parts[4], "committee") if depth > 4 else None
    level = list(DivisionLevel)[depth - 1]
    return DivisionCode(province, city, district, street, committee, level, street_kind, committee_kind)


def _check_digits(digits: str) -> None:
    if not (digits.isascii() and digits.isdigit()):
        raise BadCode("digits")
    if len(digits) != 12:
        raise BadCode("length")


def _depth(parts: tuple[str, ...]) -> int:
    """Count the parts given; a part given below one that is zero is refused."""
    given = [bool(int(part)) for part in parts]
    depth = sum(given)
    if int(parts[0]) not in range(11, 83):
        raise BadCode("province")
    if not all(given[:depth]):
        raise BadCode("gap")
    return depth


def _kind(ranges: tuple[tuple[range, Kind], ...], digits: str, reason: str) -> Kind:
    for numbers, kind in ranges:
        if int(digits) in numbers:
            return kind
    raise BadCode(reason)
