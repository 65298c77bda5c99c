"""What stands on a paper: the person in full, the count, the office; made for the print views only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from lianfang.core import Actor, clock
from lianfang.core.models import Subdistrict

from . import rules
from .models import Episode, Paper, Turn
from .rules import papers


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper as it is printed. `url` is what its QR code holds: a reference for staff, nothing of the person."""

    paper: Paper
    episode: Episode
    number: str
    address: str
    is_minor: bool
    url: str

    @property
    def template(self) -> str:
        """The part that draws this kind."""
        return f"observation/papers/{self.paper.kind}.html"

    @property
    def days(self) -> int:
        """How many days the count has: the rule's."""
        return (self.episode.last_day - self.episode.starts_on).days

    @property
    def slots(self) -> str:
        """When to report: 06:00–11:00, 13:00–19:00."""
        terms = self.episode.protocol.terms
        return _(", ").join(f"{slot.name} {_clock(slot.opens)}–{_clock(slot.due)}" for slot in terms.slots)

    @property
    def title(self) -> str:
        """The paper's name."""
        return str(papers.KINDS[papers.Kind(self.paper.kind)])


def office_of(viewer: Actor) -> Subdistrict:
    """The subdistrict that issues it."""
    return Subdistrict.objects.get(pk=viewer.subdistrict)


def sheets(viewer: Actor, found: Sequence[Paper], base: str, at: datetime) -> list[Sheet]:
    """The papers as they are printed, in this order; `base` is the address of their pages without the key."""
    office, rooms = office_of(viewer), _rooms(paper.episode for paper in found)
    return [
        Sheet(
            paper=paper,
            episode=paper.episode,
            number=papers.numbered(office.name, paper.kind, paper.year, paper.number),
            address=f"{paper.episode.where}{rooms.get(paper.episode_id, '')}",
            is_minor=papers.is_minor(paper.episode.person.born_on, clock.day_of(at)),
            url=f"{base}{paper.id}/",
        )
        for paper in found
    ]


def _rooms(episodes: Iterable[Episode]) -> dict[object, str]:
    """The flat of each: after a move the one that was told, else the person's door."""
    rows = list(episodes)
    moved: dict[object, str] = {}
    turns = Turn.objects.filter(episode__in=rows, kind=rules.Event.MOVED) if rows else Turn.objects.none()
    for turn in turns.standing().filter(subdistrict=rows[0].subdistrict) if rows else ():
        moved[turn.episode_id] = f"{turn.room}室" if turn.room else ""
    return {one.id: moved.get(one.id, "") if one.home else str(one.person.door or "") for one in rows}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def address_of(episode: Episode) -> str:
    """The whole address down to the flat, for a paper or a register in full."""
    return f"{episode.where}{_rooms([episode]).get(episode.id, '')}"


def ages(born_on: date | None, on: date) -> str:
    """Full years, empty where the birthday is not known."""
    return str(clock.age(born_on, on)) if born_on else ""
