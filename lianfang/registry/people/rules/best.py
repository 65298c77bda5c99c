"""Best values: of all that was said about one person, what to believe, field by field.

Two things decide: how far a kind of source is believed for this field, and how new its word is. Registers are
not overwritten by hearsay; a telephone number is believed from the person's own mouth first; where somebody
lives is believed from a register unless that register says itself that the person lives elsewhere (人户分离).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from .names import read_name

# Most believed first. Staff come behind the registers: what they type is mostly what somebody told them.
IDENTITY_TRUST = (
    "register",
    "ledger",
    "staff",
    "police",
    "cdc",
    "wechat",
    "firm",
    "mask",
    "other",
    "gate",
    "leader",
)
SELF_DECLARED = frozenset({"wechat", "gate", "staff", "mask"})
REGISTERS = frozenset({"register", "ledger"})
LIVES_ELSEWHERE = "人户分离"
WITHHELD_PURPOSE = "mask"
ONE_JOURNEY = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number as a mention gave it: never the digits, only what may be shown."""

    id: UUID
    masked: str
    is_valid: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """What one mention said; empty where it said nothing. Places are the ids that the gazetteer found."""

    id: UUID
    kind: str
    purpose: str
    as_of: datetime
    label: str = ""
    name: str = ""
    sex: str = ""
    born_on: date | None = None
    age: int | None = None
    id_kind: str = ""
    id_masked: str = ""
    is_full_id: bool = False
    address: str = ""
    committee: UUID | None = None
    compound: UUID | None = None
    building: UUID | None = None
    door: UUID | None = None
    residence_kind: str = ""
    from_place: str = ""
    arrived_on: date | None = None
    phones: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """One value and the mention that gave it, so that a page can say from which list and of which day."""

    value: Any
    said: Said


@dataclass(frozen=True, slots=True)
class Best:
    """The best value of every field; None where nobody said anything. `withheld` counts mentions that may
    not be used without an order."""

    name: Value | None
    sex: Value | None
    born_on: Value | None
    identity: Value | None
    phone: Value | None
    home: Value | None
    sources: tuple[str, ...]
    withheld: int

    @property
    def is_listed(self) -> bool:
        """True when a source that may be used speaks of the person."""
        return bool(self.sources)


@dataclass(frozen=True, slots=True)
class Journey:
    """One arrival: the newest word on it, and every mention that tells of it."""

    arrived_on: date
    from_place: str
    said: Said
    told_by: tuple[Said, ...]


def best(said: Sequence[Said], *, masks_allowed: bool = False) -> Best:
    """The best values of one person's mentions. Mask reservations count only where an order allows it."""
    usable = usable_of(said, masks_allowed)
    return Best(
        **{field: _first(field, usable) for field in FIELDS},
        sources=tuple(sorted({one.kind for one in usable}, key=_trust)),
        withheld=len(said) - len(usable),
    )


def usable_of(said: Sequence[Said], masks_allowed: bool) -> list[Said]:
    """The mentions whose purpose allows them to be used here."""
    return [one for one in said if masks_allowed or one.purpose != WITHHELD_PURPOSE]


def candidates(field: str, said: Iterable[Said]) -> Iterator[Value]:
    """Every different value of a field, the most believed first."""
    values, rank, sameness = FIELDS[field]
    found = sorted((v for one in said for v in values(one)), key=rank)
    seen: set[Any] = set()
    for value in found:
        if (key := sameness(value)) not in seen:
            seen.add(key)
            yield value


def _first(field: str, said: Iterable[Said]) -> Value | None:
    """The most believed value alone: what a whole town is rebuilt with."""
    values, rank, _sameness = FIELDS[field]
    found = [value for one in said for value in values(one)]
    if len(found) < 2:
        return found[0] if found else None
    return min(found, key=rank)


def journeys(said: Iterable[Said]) -> list[Journey]:
    """Arrivals, newest first. Days up to three apart are one journey told differently; the newest counts."""
    told = sorted((one for one in said if one.arrived_on), key=lambda one: one.arrived_on or date.min)
    groups: list[list[Said]] = []
    for one in told:
        if groups and _days_between(groups[-1][0], one) <= ONE_JOURNEY:
            groups[-1].append(one)
        else:
            groups.append([one])
    return [_journey(group) for group in reversed(groups)]


def to_building(address: str) -> str:
    """An address that no gazetteer knows, cut so that it goes no further than the building.

    For 长寿路999弄5号302室 it is 长寿路999弄5号; without such words only its first six characters.
    """
    for word in ("号楼", "号", "幢", "弄", "村", "路"):
        if (end := address.rfind(word)) > 0:
            return address[: end + len(word)]
    return address[:6]


@lru_cache(maxsize=100_000)
def is_only_called(name: str) -> bool:
    """True for a form of address (王阿姨), which is no name."""
    return read_name(name).is_form_of_address


def _trust(kind: str) -> int:
    return IDENTITY_TRUST.index(kind) if kind in IDENTITY_TRUST else len(IDENTITY_TRUST)


def _age(said: Said) -> float:
    return -said.as_of.timestamp()


def _single(attribute: str) -> Callable[[Said], list[Value]]:
    def values(said: Said) -> list[Value]:
        value = getattr(said, attribute)
        return [Value(value, said)] if value else []

    return values


def _phones(said: Said) -> list[Value]:
    return [Value(number, said) for number in said.phones]


def _homes(said: Said) -> list[Value]:
    found = said.door or said.building or said.compound or said.committee
    return [Value(found or said.address, said)] if found or said.address else []


def _rank_plain(value: Value) -> tuple[Any, ...]:
    return _trust(value.said.kind), _age(value.said), value.said.id


def _rank_name(value: Value) -> tuple[Any, ...]:
    return is_only_called(value.value), *_rank_plain(value)


def _rank_identity(value: Value) -> tuple[Any, ...]:
    return not value.said.is_full_id, *_rank_plain(value)


def _rank_phone(value: Value) -> tuple[Any, ...]:
    said = value.said
    heard = 0 if said.kind in SELF_DECLARED else 2 if said.kind == "register" else 1
    return not value.value.is_valid, heard, _age(said), said.phones.index(value.value)


def _rank_home(value: Value) -> tuple[Any, ...]:
    said = value.said
    registered = said.kind in REGISTERS
    if registered and said.residence_kind != LIVES_ELSEWHERE and said.door:
        return 0, _trust(said.kind), _age(said)
    if registered and said.residence_kind == LIVES_ELSEWHERE:
        return 3, _trust(said.kind), _age(said)
    fineness = 1 if said.door else 2 if said.building else 4 if said.compound else 5 if said.committee else 6
    return fineness, registered, _age(said), said.id


def _value(value: Value) -> Any:
    return value.value


def _number(value: Value) -> Any:
    return value.value.masked


def _days_between(a: Said, b: Said) -> timedelta:
    return (b.arrived_on or date.min) - (a.arrived_on or date.min)


def _journey(group: list[Said]) -> Journey:
    newest = max(group, key=lambda one: (one.as_of, -_trust(one.kind)))
    places = [one.from_place for one in sorted(group, key=_age) if one.from_place]
    return Journey(newest.arrived_on or date.min, next(iter(places), ""), newest, tuple(group))


FIELDS: dict[str, tuple[Callable[[Said], list[Value]], Callable[[Value], Any], Callable[[Value], Any]]] = {
    "name": (_single("name"), _rank_name, _value),
    "sex": (_single("sex"), _rank_plain, _value),
    "born_on": (_single("born_on"), _rank_plain, _value),
    "identity": (_single("id_masked"), _rank_identity, _value),
    "phone": (_phones, _rank_phone, _number),
    "home": (_homes, _rank_home, _value),
}
