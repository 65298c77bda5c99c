"""Homes as the days go by: what they owe, how they are reached; and what is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from lianfang.response.calls import rules as calls


@dataclass(slots=True)
class Owed:
    """One slot of one household: when it opened, is late, closes; when it ended, and whether with a reading."""

    opened_at: datetime
    due_at: datetime
    closes_at: datetime
    ended_at: datetime | None = None
    is_read: bool = False


@dataclass(slots=True, eq=False)
class Phone:
    """One number of a household: whether it reaches them, and how likely somebody picks up."""

    reaches: bool
    picks_up: float
    tries: int = 0
    is_wrong: bool = False


@dataclass(slots=True, eq=False)
class Household:
    """Some people behind one door under observation together. `misses`: how likely a first prompt stays unanswered."""

    members: int
    committee: int
    begins: int
    reports: bool
    misses: float
    second: bool
    phones: list[Phone]
    owed: list[Owed] = field(default_factory=list)
    tried: list[calls.Dialled] = field(default_factory=list)
    rank: calls.Rank | None = None
    due: datetime | None = None
    turn: int = 0
    fever_at: datetime | None = None
    asked_at: datetime | None = None

    @property
    def open_slots(self) -> list[Owed]:
        """What is still owed."""
        return [one for one in self.owed if one.ended_at is None]

    def silent_since(self) -> datetime | None:
        """When the first of the slots in a row that brought nothing had opened."""
        slots = self.open_slots
        return slots[0].opened_at if slots else None


@dataclass(slots=True)
class Seen:
    """What came of it all. Slots are counted by people. `waits`: minutes from an abnormal reading until it was dealt
    with; `calls` by outcome; `talked`: seconds in calls; `doors`: knocks a day and committee."""

    slots: int = 0
    in_time: int = 0
    by_whom: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    talked: float = 0.0
    read: int = 0
    doors: int = 0
    doors_same_day: int = 0
