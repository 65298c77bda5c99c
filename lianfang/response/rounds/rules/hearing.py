"""What the three questions came to: nothing, somebody came back, or not yet back with the day they expect to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .states import Event

LOCAL = ZoneInfo("Asia/Shanghai")
MORNING = time(9)
SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Heard:
    """The outcome, and what of the answers goes on: the place and day of a journey, how many people, and why."""

    event: Event
    place: str = ""
    arrived_on: date | None = None
    expected_on: date | None = None
    how_many: int | None = None
    because: str = ""


def read_answers(values: Mapping[str, Any], today: date) -> Heard:
    """Reads the answers of the questionnaire `screening_call` by its names.

    Somebody away whose day lies ahead is not yet back; somebody back, a contact or any complaint is to be verified;
    everything else is nothing, and no detail of it is kept here.
    """
    place, day = str(values.get("place") or "").strip()[:80], _day(values.get("arrived_on"))
    many = _count(values.get("how_many"))
    if _yes(values, "been_away"):
        if day is not None and day > today:
            return Heard(Event.NOT_YET, place, expected_on=day, how_many=many)
        return Heard(Event.CAME_BACK, place, day, how_many=many, because="back")
    if _yes(values, "contact"):
        return Heard(Event.CAME_BACK, because="contact")
    return Heard(Event.CAME_BACK, because="unwell") if _complaints(values) else Heard(Event.NOTHING)


def call_again_at(expected_on: date, at: datetime) -> datetime:
    """When somebody who is not yet back is called again: the morning before that day, never at once."""
    before = datetime.combine(expected_on - timedelta(days=1), MORNING, LOCAL)
    return max(before, at + SOON)


def _yes(values: Mapping[str, Any], name: str) -> bool:
    return values.get(name) in ("yes", True)


def _complaints(values: Mapping[str, Any]) -> bool:
    said = values.get("symptoms") or ()
    named = said.split() if isinstance(said, str) else list(said)
    return any(one and one != "none" for one in named)


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value or "")[:10])
    except ValueError:
        return None


def _count(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None
