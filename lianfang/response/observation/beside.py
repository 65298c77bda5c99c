"""Beside a message that came in: the sender's household with its open slots, to record from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianfang.core import Actor, masking
from lianfang.registry.people.hooks import Panel
from lianfang.response.messages.models import Incoming

from . import answering, fortnight, rights, rules
from .models import Episode


@dataclass(frozen=True, slots=True)
class Line:
    """One member under observation: whose, which slots may still be filled, and what fills today's."""

    episode: Episode
    name: str
    day: int
    today: tuple[rules.Cell, ...]
    is_writer: bool

    @property
    def open(self) -> list[rules.Cell]:
        """The slots of today that have opened, filled ones too: a later figure may correct them."""
        return [cell for cell in self.today if cell.mark not in (rules.Mark.FUTURE, rules.Mark.NOT_OWED)]


def beside(viewer: Actor, incoming: Incoming, at: datetime) -> Panel | None:
    """The panel for who may type readings; None where nobody of the household is observed."""
    found = lines(viewer, incoming, at)
    if not found:
        return None
    context = {
        "lines": found,
        "incoming": incoming,
        "can_record": viewer.role in rights.CARERS and incoming.is_open and any(one.open for one in found),
        "symptoms": list(rules.SYMPTOMS.items()),
    }
    return Panel("observation/parts/from_message.html", context)


def lines(viewer: Actor, incoming: Incoming, at: datetime) -> list[Line]:
    """The household's members under observation whom this viewer sees, whoever writes first."""
    home = answering.household_of(incoming, at)
    mine = (
        Episode.objects.visible_to(viewer).active().filter(pk__in=[one.id for one in home.episodes.values()])
    )
    episodes = list(mine.select_related("person", "protocol"))
    facts = fortnight.facts_of(episodes)
    writers = set(home.writers)
    found = [_line(one, facts, at, is_writer=one.person_id in writers) for one in episodes]
    return sorted(found, key=lambda line: (not line.is_writer, line.name))


def _line(one: Episode, facts: fortnight.Facts, at: datetime, *, is_writer: bool) -> Line:
    strip = fortnight.strip_of(one, facts, at)
    day = rules.day_number(one.starts_on, strip.today)
    return Line(one, masking.name(one.person.name), day, strip.on(strip.today), is_writer)
