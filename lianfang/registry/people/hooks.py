"""What rooms above add to the people room, which may not import them: append in the `ready` of an app.

`add_timeline`: what happened to a person (a report opened, a reading taken, a release).
`add_panel`: a part of the person's page above the timeline (the fortnight strip).
`add_facts`: short marks beside a person's name (under observation, day 5).
`add_needed`: persons whose list mentions must outlive their sixty days: somebody still works with them.
`add_caring`: persons whom somebody answers for though their home lies elsewhere (moved for their observation).
`add_looked`: acts of a room above that let somebody see a person in full (a door on a helper's list).
`add_spent`: mentions whose purpose has ended early (screened, nothing found, thirty days ago).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise

from lianfang.core import Actor

from .caring import CARING, CaredFor
from .models import Person

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a person's timeline. `at` may be a day where the hour is not known; `tone` is "", "good",
    "due" or "bad"; `source` says on whose word."""

    at: datetime | date
    title: Words
    detail: Words = ""
    source: Words = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the person's page: a template of the room above, and what it is filled with."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """A word beside a person's name; `tone` as in Event."""

    text: Words
    tone: str = ""


Timeline = Callable[[Actor, Person, datetime], Iterable[Event]]
PanelOf = Callable[[Actor, Person, datetime], Panel | None]
FactsOf = Callable[[Actor, list[UUID], datetime], dict[UUID, list[Mark]]]
Needed = Callable[[UUID, datetime], QuerySet[Any]]

TIMELINE: list[Timeline] = []
PANELS: list[PanelOf] = []
FACTS: list[FactsOf] = []
NEEDED: list[Needed] = []
SPENT: list[Needed] = []
LOOKED: dict[str, Words] = {}


def add_timeline(provider: Timeline) -> None:
    """`provider(viewer, person, at)` yields events; it must use a bounded number of queries and hide what
    the viewer may not see."""
    TIMELINE.append(provider)


def add_panel(provider: PanelOf) -> None:
    """`provider(viewer, person, at)` gives a panel, or None where it has nothing to show to this viewer."""
    PANELS.append(provider)


def add_facts(provider: FactsOf) -> None:
    """`provider(viewer, person_ids, at)` gives marks by person, for a whole list page in one query."""
    FACTS.append(provider)


def add_needed(provider: Needed) -> None:
    """`provider(subdistrict, at)` gives the persons still needed, as a queryset of their ids."""
    NEEDED.append(provider)


def add_spent(provider: Needed) -> None:
    """`provider(subdistrict, at)` gives the mentions no longer needed, as a queryset of their ids."""
    SPENT.append(provider)


def add_looked(event: str, words: Words) -> None:
    """Entries of this event with a person count as a look at that person, in these words."""
    LOOKED[event] = words


def add_caring(provider: CaredFor) -> None:
    """`provider(viewer)` gives the persons in the care of a committee role or a leader, as a queryset of their ids;
    it must not ask what persons the viewer sees."""
    CARING.append(provider)
