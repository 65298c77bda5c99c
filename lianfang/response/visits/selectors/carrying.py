"""What a team carries with it: its shift and the doors on its list, as the telephone keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from lianfang.core import Actor, clock
from lianfang.registry.people.models import Person
from lianfang.registry.places.models import Building

from .. import rules
from ..models import Member, Request, Shift, Stop

# After the shift's end the telephone may still be asked for what it has; then it forgets by itself.
GRACE = timedelta(hours=2)
# So long before its beginning a team may look at its next list.
AHEAD = timedelta(hours=16)


@dataclass(frozen=True, slots=True)
class Carried:
    """The shift, and its doors with who lives there; `stops` are plain values that JSON holds."""

    shift: Shift
    stops: list[dict[str, Any]]
    persons: list[Person]

    @property
    def until(self) -> datetime:
        """When the telephone forgets it."""
        return self.shift.ends_at + GRACE


def teams_of(viewer: Actor) -> set[UUID]:
    """The teams that an account is in now."""
    if viewer.id is None:
        return set()
    rows = Member.objects.of(viewer.subdistrict).filter(user=viewer.id, left_at=None, team__ended_at=None)
    return set(rows.values_list("team_id", flat=True))


def shift_of(viewer: Actor, at: datetime) -> Shift | None:
    """The shift an account is out on: the one that runs, else the next, from the evening before on."""
    teams = teams_of(viewer)
    if not teams:
        return None
    rows = Shift.objects.visible_to(viewer).filter(team__in=teams, ends_at__gt=at, begins_at__lt=at + AHEAD)
    return rows.select_related("team", "base").order_by("begins_at").first()


def carried(viewer: Actor, at: datetime) -> Carried | None:
    """The doors of the viewer's shift in their order, those behind them as well; None without a shift today.
    Five queries, whatever the number of doors."""
    shift = shift_of(viewer, at)
    if shift is None:
        return None
    stops = (
        Stop.objects.visible_to(viewer)
        .filter(shift=shift)
        .select_related(
            "request__person",
            "request__door",
            "request__building__compound",
            "request__compound",
            "request__committee",
        )
    )
    ahead = [stop for stop in stops.order_by("place") if stop.done_at is None]
    mates = _mates(viewer, [stop.request for stop in ahead])
    today = clock.day_of(at)
    told = [_stop(stop, mates[stop.request_id], today) for stop in ahead]
    persons = {mate.id: mate for each in mates.values() for mate in each}
    return Carried(shift, told, list(persons.values()))


def _mates(viewer: Actor, requests: Iterable[Request]) -> dict[UUID, list[Person]]:
    """Who is known behind each door, the person asked for first."""
    requests = list(requests)
    homes = {one.household_id for one in requests if one.household_id}
    rows = (
        Person.objects.of(viewer.subdistrict).present().filter(household__in=homes).order_by("born_on", "id")
    )
    by_home: dict[UUID, list[Person]] = defaultdict(list)
    for person in rows:
        by_home[person.household_id].append(person)  # type: ignore[index]
    found: dict[UUID, list[Person]] = {}
    for one in requests:
        others = by_home.get(one.household_id, []) if one.household_id else []  # type: ignore[call-overload]
        first = [one.person] if one.person else []
        found[one.id] = [*first, *(person for person in others if person.id != one.person_id)]
    return found


def _stop(stop: Stop, mates: list[Person], today: date) -> dict[str, Any]:
    one = stop.request
    return {
        "request": str(one.id),
        "version": one.version,
        "kind": one.kind,
        "kind_said": str(rules.KINDS[rules.Kind(one.kind)]),
        "urgency": one.urgency,
        "due_at": one.due_at.isoformat(),
        "arrives_at": stop.arrives_at.isoformat(),
        "walk": stop.walk,
        "place": place_of(one),
        "committee": one.committee.name if one.committee else "",
        "is_elderly": one.is_elderly,
        "needs": needs_said(one),
        "note": one.note,
        "attempts": one.attempts,
        "is_under_way": one.state == rules.State.UNDER_WAY,
        "about": one.about_kind,
        "members": [
            {"id": str(mate.id), "name": mate.name, "age": age_of(mate, today), "sex": mate.sex}
            for mate in mates
        ],
    }


def place_of(one: Request) -> str:
    """Where to knock, down to the flat where it is known."""
    building: Building | None = one.building
    stair = building.whole if building else str(one.compound or "")
    home = f"{stair}{one.door if one.door and one.door.room else ''}"
    return home or (one.person.address if one.person else "") or (str(one.committee or ""))


def needs_said(one: Request) -> list[str]:
    """What the team has to think of, in the reader's words."""
    from django.utils.translation import gettext as _

    said = [
        (one.needs_doctor, _("doctor")),
        (one.needs_police, _("police")),
        (one.needs_female, _("woman at the door")),
        (bool(one.language), str(rules.LANGUAGES.get(one.language, ""))),
    ]
    return [word for holds, word in said if holds]


def age_of(person: Person, today: date) -> int | None:
    """Completed years; None where the birthday is not known."""
    return clock.age(person.born_on, today) if person.born_on else None
