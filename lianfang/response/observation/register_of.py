"""居家观察登记表: one committee's people under observation on one day, a line each, as it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from lianfang.core import Actor, masking
from lianfang.registry.people.rules.rights import Field
from lianfang.registry.places.models import Committee

from . import fortnight, printing, rules
from .models import Episode


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line; name and phone masked, the address to the building, unless it was asked for in full."""

    episode: Episode
    name: str
    sex: str
    age: str
    address: str
    phone: str
    number: int
    cells: tuple[rules.Cell, ...]


def lines(viewer: Actor, committee: Committee, day: date, at: datetime) -> list[Line]:
    """Those of a committee under observation on a day, by address."""
    rows = Episode.objects.visible_to(viewer).filter(committee=committee, last_day__gte=day)
    # An extension takes nobody off the registers of the days before.
    rows = rows.filter(Q(first_on__lte=day) | Q(first_on=None, starts_on__lte=day))
    rows = rows.filter(state__in=(*rules.OPEN, rules.State.RELEASED))
    found = list(
        rows.select_related("person__building__compound", "person__compound", "person__door", "protocol")
    )
    found.sort(key=lambda one: (one.where, str(one.household_id), one.person.sort_key))
    facts = fortnight.facts_of(found, day)
    return [
        Line(
            one,
            masking.name(one.person.name),
            one.person.get_sex_display() if one.person.sex else "",
            printing.ages(one.person.born_on, day),
            one.where,
            one.person.phone_masked,
            rules.day_number(one.starts_on if one.starts_on <= day else one.counted_since, day),
            fortnight.strip_of(one, facts, at, day).on(day),
        )
        for one in found
    ]


def in_full(found: Sequence[Line], full: dict[UUID, dict[Field, str]]) -> list[Line]:
    """The same lines with what was revealed of each person, the address down to the flat."""
    return [
        replace(
            line,
            name=values[Field.NAME],
            phone=values[Field.PHONE],
            address=printing.address_of(line.episode),
        )
        if (values := full.get(line.episode.person_id))
        else line
        for line in found
    ]


def slots_of(found: Sequence[Line]) -> list[rules.Slot]:
    """The columns for readings: the slots of the protocols in these lines."""
    slots = {slot.code: slot for line in found for slot in line.episode.protocol.terms.slots}
    return sorted(slots.values(), key=lambda slot: slot.opens)
