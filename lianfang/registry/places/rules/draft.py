"""The address being read: parts found so far, and the pieces that nobody could read."""

from .address import EMPTY, Address, Names


class Draft:
    """Collects parts while the readers go over the tokens from left to right."""

    __slots__ = (
        "block", "building", "city", "committee", "compound", "district", "floor", "known", "lane",
        "last_mark", "person", "province", "road", "room", "street", "sublane", "text", "unit", "unread",
    )  # fmt: skip

    def __init__(self, text: str, known: Names = EMPTY) -> None:
        self.text = text
        self.known = known
        self.province = self.city = self.district = self.street = self.committee = ""
        self.road = self.lane = self.sublane = self.compound = ""
        self.block = self.building = self.unit = self.floor = self.room = ""
        self.person = self.last_mark = ""
        self.unread: list[tuple[int, int]] = []

    @property
    def at_door(self) -> bool:
        """Say whether the reading has come to the building or behind it."""
        return bool(self.building or self.room or self.unit or self.floor)

    @property
    def is_blank(self) -> bool:
        """Say whether nothing of the place has been read yet."""
        return not (self.road or self.lane or self.compound or self.at_door)

    def name_compound(self, name: str) -> None:
        """Take the compound's name; behind a road's number it makes that number the compound's gate."""
        self.compound += name
        if self.road and not self.lane and self.building and not self.block:
            self.block, self.building = self.building + "号", ""

    def leave(self, start: int, end: int) -> None:
        """Keep text[start:end] as not read; pieces that touch become one."""
        if start >= end:
            return
        if self.unread and self.unread[-1][1] == start:
            start = self.unread.pop()[0]
        self.unread.append((start, end))

    def name_person(self, start: int, end: int) -> None:
        """Take text[start:end] as the person named; a second one is left unread."""
        if self.person:
            self.leave(start, end)
        else:
            self.person = self.text[start:end]

    def leftover(self) -> str:
        """Join what was not read, verbatim."""
        return " ".join(self.text[start:end] for start, end in self.unread).strip()

    def finish(self) -> Address:
        """Make the address of the parts found."""
        return Address(
            self.province, self.city, self.district, self.street, self.committee,
            self.road, self.lane, self.sublane, self.compound,
            self.block, self.building, self.unit, self.floor, self.room,
            self.person, self.leftover() if self.unread else "", self.text,
        )  # fmt: skip
