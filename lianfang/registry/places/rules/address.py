"""An address taken to parts, and its one canonical spelling."""

from dataclasses import dataclass, field

NO_NAMES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """Names known beforehand; they win over the guesses of the grammar."""

    roads: frozenset[str] = NO_NAMES
    compounds: frozenset[str] = NO_NAMES
    committees: frozenset[str] = NO_NAMES


EMPTY = Names()


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of one address; a part that is not given is an empty string.

    Numbers are Arabic digits with their suffix (`26甲`, `12-14`, `1869-8临`), without the marker. `block` is
    an outer number with its marker when two are given (`1357号` of 1357号2号楼, `3幢` of 3幢12号);
    `building` is then the inner one. `room` is a number or an old house's room (`亭子间`).
    `floor` is `3`, `B1`. `person` and `leftover` are verbatim, as is `text`, the whole address as it came.
    """

    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    committee: str = ""
    road: str = ""
    lane: str = ""
    sublane: str = ""
    compound: str = ""
    block: str = ""
    building: str = ""
    unit: str = ""
    floor: str = ""
    room: str = ""
    person: str = field(default="", compare=False)
    leftover: str = field(default="", compare=False)
    text: str = field(default="", compare=False)

    @property
    def door(self) -> str:
        """The flat inside its stair: the room, with its floor where rooms have names and no numbers."""
        if self.room[:1].isdigit() or not self.floor:
            return self.room
        return f"{self.floor}层{self.room}"

    @property
    def is_complete(self) -> bool:
        """Say whether it names a flat: a road or compound, a building and a door in it."""
        return bool((self.road or self.compound) and (self.building or self.block) and self.door)


def render(address: Address) -> str:
    """Write the canonical spelling: `上海市静安区新闸路390弄(金龙小区)25号503室`."""
    return "".join(
        (
            address.province,
            address.city,
            address.district,
            address.street,
            address.committee,
            address.road,
            _marked(address.lane, "弄"),
            _marked(address.sublane, "支弄"),
            *_compound_and_block(address),
            _building(address.building),
            _unit(address.unit),
            _marked(address.floor, "层"),
            _room(address.room),
        )
    )


def _marked(value: str, mark: str) -> str:
    return value + mark if value else ""


def _compound_and_block(address: Address) -> tuple[str, str]:
    """Order the two: a road's number stands in front of the compound, a block inside it."""
    pair = (_compound(address), address.block)
    is_gate = address.road and not address.lane and address.block.endswith("号")
    return pair[::-1] if is_gate else pair


def _compound(address: Address) -> str:
    beside = address.road or address.lane or address.sublane
    return f"({address.compound})" if beside and address.compound else address.compound


def _building(value: str) -> str:
    return _marked(value, "座" if value.isalpha() and value.isascii() else "号")


def _unit(value: str) -> str:
    return value if value.endswith("楼") else _marked(value, "单元")


def _room(value: str) -> str:
    floor, _, rest = value.rpartition("层")
    if floor.isdigit():
        return floor + "层" + _room(rest)
    numbered = value[:1].isascii() or len(value) == 1 or value[1:].isdigit()
    return _marked(value, "室") if numbered else value
