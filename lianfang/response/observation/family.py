"""A household as its members see it on their own page: whose reading is wanted now, what is filled, when next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lianfang.core import Actor, clock, masking

from . import fortnight, rules
from .models import Episode, Reading
from .rules.slots import Key


@dataclass(frozen=True, slots=True)
class Member:
    """One person under observation. `slot` is the one open now (None: none is), `standing` what fills it;
    `opens_at` is when the next slot opens (None: there is none left)."""

    episode: Episode
    name: str
    day: int
    strip: rules.Strip
    today: tuple[rules.Cell, ...]
    slot: rules.Slot | None
    standing: Reading | None
    next: rules.Slot | None
    opens_at: datetime | None

    @property
    def is_wanted(self) -> bool:
        """True while the open slot has no reading."""
        return self.slot is not None and self.standing is None

    @property
    def can_correct(self) -> bool:
        """True where the household itself gave the value."""
        return self.standing is not None and self.standing.channel == Reading.Channel.SELF


def members(resident: Actor, at: datetime) -> list[Member]:
    """The household's members under observation, the owner of the link first; a fixed number of queries."""
    rows = Episode.objects.visible_to(resident).active().select_related("person", "protocol")
    found = sorted(rows, key=lambda one: (one.person_id != resident.person, one.person.born_on or date.max))
    facts = fortnight.facts_of(found)
    names = masking.apart([(one.person.name, one.person.born_on) for one in found], clock.day_of(at))
    return [_member(one, name, facts, at) for one, name in zip(found, names, strict=True)]


def _member(one: Episode, name: str, facts: fortnight.Facts, at: datetime) -> Member:
    today = clock.day_of(at)
    strip = fortnight.strip_of(one, facts, at)
    cells = strip.on(today)
    slot = next((cell.slot for cell in cells if is_open(cell.slot, today, at)), None)
    following = _next(strip, at)
    return Member(
        one,
        name,
        rules.day_number(one.starts_on, today),
        strip,
        cells,
        slot,
        facts.readings[one.id].get((today, slot.code)) if slot else None,
        following.slot if following else None,
        following.slot.at(following.day, following.slot.opens) if following else None,
    )


def is_open(slot: rules.Slot, day: date, at: datetime) -> bool:
    """True between a slot's opening and its closing on a day."""
    return slot.at(day, slot.opens) <= at < slot.at(day, slot.closes)


def _next(strip: rules.Strip, at: datetime) -> rules.Cell | None:
    return next((cell for cell in strip.cells if cell.slot.at(cell.day, cell.slot.opens) > at), None)


def is_writable(member: Member, key: Key, at: datetime) -> bool:
    """Whether a form shown for a slot may still be sent: the slot has opened, today or yesterday (a phone
    without network sends late; what comes late is kept and marked)."""
    day, code = key
    if day < clock.day_of(at) - timedelta(days=1):
        return False
    cells = [cell for cell in member.strip.on(day) if cell.slot.code == code]
    return any(cell.slot.at(day, cell.slot.opens) <= at for cell in cells)


def standing_in(member: Member, key: Key) -> Reading | None:
    """The reading that fills a slot of this member now."""
    return fortnight.facts_of([member.episode], key[0]).readings[member.episode.id].get(key)


def last_ended(resident: Actor) -> Episode | None:
    """The observation of this household that ended last."""
    ended = Episode.objects.visible_to(resident).exclude(state=rules.State.ACTIVE)
    return ended.order_by("-closed_at").first()


def abnormal(found: Sequence[Member]) -> list[Member]:
    """Those whose value of the open slot is abnormal."""
    return [one for one in found if one.standing is not None and one.standing.is_abnormal]
