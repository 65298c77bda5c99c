"""What a travel or contact fact asks for under the rules in force. Only facts of the journey are looked at:
place, days. Where somebody is registered, or where an identity number was issued, cannot be passed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from .divisions import CHINA
from .places import Place, read_place

EVERYWHERE_ABROAD = "*"
# What rules and policies say where nobody says otherwise; the protocol of observation counts as long, or as it says.
USUAL_DAYS = 14


class Need(StrEnum):
    """What has to happen, most first."""

    OBSERVE = "observe"
    ASK = "ask"
    DECLARE = "declare"


class Basis(StrEnum):
    """Why."""

    CLOSE_CONTACT = "close_contact"
    KEY_REGION = "key_region"
    PLACE_UNKNOWN = "place_unknown"
    OTHER_REGION = "other_region"


NEED_LABELS = {
    Need.OBSERVE: _("observe at home"),
    Need.ASK: _("ask first"),
    Need.DECLARE: _("declare only"),
}
BASIS_LABELS = {
    Basis.CLOSE_CONTACT: _("close contact"),
    Basis.KEY_REGION: _("from a key region"),
    Basis.PLACE_UNKNOWN: _("place not named"),
    Basis.OTHER_REGION: _("from elsewhere"),
}
WEIGHT = {Need.OBSERVE: 2, Need.ASK: 1, Need.DECLARE: 0}


@dataclass(frozen=True, slots=True)
class Travel:
    """A travel or contact fact as a source told it."""

    place: str = ""
    arrived_on: date | None = None
    last_contact_on: date | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A rule in force for arrivals between two days (the second may be open). `is_over`: also whoever came on its
    last day has been counted out."""

    id: UUID
    place: Place
    from_on: date
    to_on: date | None
    need: Need
    days: int
    is_over: bool = False

    def covers(self, place: Place) -> bool:
        """True where `place` lies in this region."""
        mine = self.place
        if mine.country == EVERYWHERE_ABROAD:
            return place.country != CHINA
        return (
            place.country == mine.country
            and mine.province in ("", place.province)
            and mine.city in ("", place.city)
        )

    def is_for(self, arrived_on: date | None) -> bool:
        """True where an arrival on this day falls under the rule; an unknown day falls under an open
        rule."""
        if arrived_on is None:
            return self.to_on is None
        return self.from_on <= arrived_on and (self.to_on is None or arrived_on <= self.to_on)

    @property
    def precision(self) -> int:
        """A city's rule goes before its province's, a province's before its country's."""
        if self.place.country == EVERYWHERE_ABROAD:
            return -1
        return bool(self.place.province) + bool(self.place.city)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one fact asks for, by which rule; `starts_on` is day zero, `last_day` the last of the count."""

    need: Need
    basis: Basis
    place: Place | None
    rule: UUID | None = None
    starts_on: date | None = None
    last_day: date | None = None

    def is_past(self, today: date) -> bool:
        """True where the whole count lies behind us."""
        return self.last_day is not None and self.last_day < today


def assess(travel: Travel, regions: Iterable[Region], contact_days: int) -> Finding:
    """The need of one fact. A close contact counts from the last contact, an arrival from its day
    (NHC close-contact plan 2020-01-22; Shanghai notice 2020-01-27)."""
    place, regions = read_place(travel.place), list(regions)
    if travel.last_contact_on:
        return _counted(
            Need.OBSERVE, Basis.CLOSE_CONTACT, place, start=travel.last_contact_on, days=contact_days
        )
    if place is None:
        return Finding(Need.ASK, Basis.PLACE_UNKNOWN, None, starts_on=travel.arrived_on)
    matching = [r for r in regions if r.covers(place) and r.is_for(travel.arrived_on)]
    if not matching:
        return _outside(travel, place, regions)
    rule = _first(matching)
    found = _counted(rule.need, Basis.KEY_REGION, place, start=travel.arrived_on, days=rule.days)
    return replace(found, rule=rule.id)


def _outside(travel: Travel, place: Place, regions: Iterable[Region]) -> Finding:
    """An arrival that no rule covers. Without its day it may still fall under one that ended a few days ago."""
    ended = [r for r in regions if travel.arrived_on is None and r.covers(place) and not r.is_over]
    if ended:
        return Finding(Need.ASK, Basis.KEY_REGION, place, _first(ended).id)
    return Finding(Need.DECLARE, Basis.OTHER_REGION, place, starts_on=travel.arrived_on)


def _first(rules: Iterable[Region]) -> Region:
    """The rule that goes before: the more precise, then the later."""
    return max(rules, key=lambda r: (r.precision, r.from_on, str(r.id)))


def _counted(need: Need, basis: Basis, place: Place | None, *, start: date | None, days: int) -> Finding:
    last = start + timedelta(days=days) if start and need == Need.OBSERVE else None
    return Finding(need, basis, place, None, start, last)


def ruling(findings: Iterable[Finding], today: date | None = None) -> Finding:
    """Of several facts about one person the one that decides: the strongest need, then the latest end.

    An unknown end counts as the latest, so that nobody is let go by a gap in a list; with `today` only where the
    counts that are known lie behind us, since a list without a day takes no day away from those that name one.
    """
    known = list(findings)
    found = max(known, key=lambda f: (WEIGHT[f.need], f.last_day or date.max, f.starts_on or date.min))
    if found.last_day or today is None:
        return found
    dated = [f for f in known if f.need == found.need and f.last_day and not f.is_past(today)]
    return ruling(dated) if dated else found


def is_new_journey(start: date | None, known_start: date | None, closed_on: date) -> bool:
    """Whether a fact tells of another journey than a report already closed. Lists differ by a day or two
    about one arrival; a fact without a day is no news."""
    if start is None:
        return False
    return start > (known_start + timedelta(days=3) if known_start else closed_on)
