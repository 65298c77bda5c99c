"""今天 for a resident who came by a link: the own fortnight, and that of the household."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from lianfang.core import Actor, clock, masking
from lianfang.response.observation import fortnight, rules, selectors


@dataclass(frozen=True, slots=True)
class Own:
    """One person's fortnight as that person sees it: name masked, day of the count, last day, strip."""

    name: str
    day: int
    last_day: date
    strip: rules.Strip


def fortnights(resident: Actor, at: datetime) -> list[Own]:
    """The fortnights of the household under observation; a fixed number of queries."""
    found = list(selectors.episodes(resident, selectors.Filters(), at))
    facts = fortnight.facts_of(found)
    today = clock.day_of(at)
    return [
        Own(
            masking.name(one.person.name),
            rules.day_number(one.starts_on, today),
            one.last_day,
            fortnight.strip_of(one, facts, at),
        )
        for one in found
    ]
