"""From rows to the planner's problem and back: who is out, which doors wait, what stands on the lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from django.db import connection
from django.db.models import Max

from lianfang.core import Actor, clock

from . import rules
from .ground import Ground
from .models import Member, Request, Shift, Stop, Visit
from .rules.inserting import Orders
from .rules.problem import Crew, Door, Problem, Spot
from .rules.walking import go
from .terms import terms

SHORTEST = 10  # minutes that a door whose time has passed still gets, so that it comes next


@dataclass
class Sheet:
    """The planner's table: the problem, the second it counts from, the shifts and requests behind the keys, and the
    orders as they stand on the lists."""

    origin: datetime
    problem: Problem
    shifts: dict[UUID, Shift]
    requests: dict[UUID, Request]
    orders: Orders
    guessed: int = 0


def shifts_on(subdistrict: UUID, at: datetime) -> list[Shift]:
    """The shifts a plan is made for: those not over that began by today, in the evening, when only an urgent door may
    still be knocked at, tomorrow's too; where there is none, tomorrow's."""
    today = clock.day_of(at)
    tomorrow = today + timedelta(days=1)
    is_evening = at >= rules.local(today, terms(subdistrict, at).day_until)
    rows = Shift.objects.of(subdistrict).filter(ends_at__gt=at, team__ended_at=None)
    rows = rows.select_related("team").order_by("begins_at", "team__name")
    found = [shift for shift in rows if clock.day_of(shift.begins_at) <= tomorrow]
    now = [shift for shift in found if clock.day_of(shift.begins_at) <= today]
    return found if is_evening or not now else now


def lay_out(by: Actor, at: datetime) -> Sheet:
    """Reads the whole of it: a bounded number of queries, whatever the number of doors."""
    law, home = terms(by.subdistrict, at), by.subdistrict
    shifts = {shift.id: shift for shift in shifts_on(home, at)}
    waiting = list(
        Request.objects.of(home).filter(state=rules.State.WAITING).select_related("person").order_by("id")
    )
    stops = list(Stop.objects.of(home).ahead().select_related("request").order_by("shift", "place"))
    ground = Ground(home)
    spots = _spots(ground, [*waiting, *(stop.request for stop in stops)])
    pinned = {stop.request_id: stop.shift_id for stop in stops if stop.is_pinned and stop.shift_id in shifts}
    known = _faces(home, shifts.values(), waiting)
    doors = {
        one.id: _door(one, spots[one.id], law=law, at=at, known=known.get(one.id), pinned=pinned.get(one.id))
        for one in waiting
    }
    under_way = {stop.shift_id: stop for stop in stops if stop.request.state == rules.State.UNDER_WAY}
    crews = tuple(_crews(ground, shifts.values(), under_way=under_way, spots=spots, law=law, at=at))
    orders: Orders = {shift: [] for shift in shifts}
    for stop in stops:
        if stop.shift_id in shifts and stop.request_id in doors:
            orders[stop.shift_id].append(doors[stop.request_id])
    problem = Problem(tuple(doors.values()), crews, law.metres_a_minute)
    guessed = len(ground.guessed & {one.building_id for one in waiting})
    return Sheet(at, problem, shifts, {one.id: one for one in waiting}, orders, guessed)


def _spots(ground: Ground, requests: list[Request]) -> dict[UUID, Spot]:
    stairs = ground.spots(one.building_id for one in requests)
    walls = ground.compounds(one.compound_id for one in requests)
    found: dict[UUID, Spot] = {}
    for one in requests:
        spot = stairs.get(one.building_id) or walls.get(one.compound_id)  # type: ignore[arg-type]
        found[one.id] = spot or ground.committee(one.committee_id)
    return found


def _door(
    one: Request, spot: Spot, *, law: rules.Terms, at: datetime, known: UUID | None, pinned: UUID | None
) -> Door:
    opens, closes = window(one, law, at)
    return Door(
        one.id,
        spot,
        law.minutes_for(one.kind) * 60,
        ceil((opens - at).total_seconds()),
        int((closes - at).total_seconds()),
        one.urgency,
        int(one.kind == rules.Kind.FIRST),
        one.needs,
        one.committee_id,
        known,
        pinned,
    )


def window(one: Request, law: rules.Terms, at: datetime) -> tuple[datetime, datetime]:
    """Between when somebody may knock: after the gap since the last knock, by day, by daylight for the elderly; an
    urgent door at any hour, and one whose time has passed as soon as possible."""
    opens = max(filter(None, (at, one.not_before)))
    if one.urgency == rules.Urgency.NOW:
        return opens, max(one.due_at, opens + timedelta(minutes=SHORTEST))
    day = clock.day_of(opens)
    from_, until = law.day_from, law.day_until
    if one.is_elderly:
        from_, until = max(from_, law.daylight_from), min(until, law.daylight_until)
    if opens > rules.local(day, until):
        day += timedelta(days=1)
    closes = rules.local(day, until)
    due = one.due_at if at < one.due_at < closes else closes
    return max(opens, rules.local(day, from_)), due


def _crews(
    ground: Ground,
    shifts: Iterable[Shift],
    *,
    under_way: Mapping[UUID, Stop],
    spots: Mapping[UUID, Spot],
    law: rules.Terms,
    at: datetime,
) -> Iterable[Crew]:
    shifts = list(shifts)
    bases = ground.compounds(shift.base_id for shift in shifts)
    parts = _parts(shifts)
    used = _used(shifts)
    for shift in shifts:
        area = shift.team.committees
        spot = bases.get(shift.base_id) or ground.committee(area[0] if area else None)  # type: ignore[arg-type]
        begins, stop = max(shift.begins_at, at), under_way.get(shift.id)
        if stop:
            spot = spots[stop.request_id]
            begins = max(begins, stop.arrives_at) + timedelta(minutes=law.minutes_for(stop.request.kind))
        yield _crew(shift, spot, begins, at, members=parts.get(shift.team_id, []), used=used.get(shift.id, 0))


def _crew(
    shift: Shift, spot: Spot, begins: datetime, at: datetime, *, members: list[Member], used: int
) -> Crew:
    return Crew(
        shift.id,
        spot,
        int((begins - at).total_seconds()),
        int((shift.ends_at - at).total_seconds()),
        max(shift.sets - used, 0),
        any(one.part == rules.Part.DOCTOR for one in members),
        any(one.part == rules.Part.POLICE for one in members),
        any(one.is_female for one in members),
        frozenset(language for one in members for language in one.languages),
        frozenset(shift.team.committees),
    )


def _parts(shifts: list[Shift]) -> dict[UUID, list[Member]]:
    found: dict[UUID, list[Member]] = {}
    if shifts:
        rows = Member.objects.of(shifts[0].subdistrict).filter(left_at=None)
        for one in rows.filter(team__in=[shift.team_id for shift in shifts]):
            found.setdefault(one.team_id, []).append(one)
    return found


def _used(shifts: list[Shift]) -> dict[UUID, int]:
    """Sets of protection already worn: first visits recorded or under way on the shift."""
    if not shifts:
        return {}
    home, keys = shifts[0].subdistrict, [shift.id for shift in shifts]
    worn = Visit.objects.of(home).filter(shift__in=keys, request__kind=rules.Kind.FIRST)
    now = (
        Stop.objects.of(home)
        .ahead()
        .filter(shift__in=keys, request__kind=rules.Kind.FIRST, request__state=rules.State.UNDER_WAY)
    )
    found: dict[UUID, int] = {}
    for shift in (*worn.values_list("shift_id", flat=True), *now.values_list("shift_id", flat=True)):
        found[shift] = found.get(shift, 0) + 1
    return found


def _faces(home: UUID, shifts: Iterable[Shift], waiting: list[Request]) -> dict[UUID, UUID]:
    """For each request the shift of the team that knows the household: the one that was there last."""
    households = {one.household_id for one in waiting if one.household_id}
    rows = Visit.objects.of(home).filter(request__household__in=households, team__isnull=False)
    last = rows.values("request__household_id", "team_id").annotate(last=Max("at")).order_by("last")
    known = {row["request__household_id"]: row["team_id"] for row in last}
    out = {shift.team_id: shift.id for shift in shifts}
    return {
        one.id: out[known[one.household_id]]
        for one in waiting
        if one.household_id in known and known[one.household_id] in out
    }


def write(sheet: Sheet, orders: Orders, shifts: Iterable[UUID]) -> int:
    """Puts the orders of these shifts on their lists; what is under way keeps its place. Returns how many doors."""
    crews = {crew.key: crew for crew in sheet.problem.crews}
    count = 0
    for key in shifts:
        order = orders.get(key, [])
        legs, _back = go(sheet.problem, crews[key], order)
        home = sheet.shifts[key].subdistrict
        done = (
            Stop.objects.of(home).filter(shift=key).exclude(request__state=rules.State.WAITING, done_at=None)
        )
        first = (done.aggregate(last=Max("place"))["last"] or 0) + 1
        for place, leg in enumerate(legs, start=first):
            arrives = sheet.origin + timedelta(seconds=leg.arrives)
            facts = {"shift_id": key, "place": place, "arrives_at": arrives, "walk": leg.walk}
            Stop.objects.update_or_create(
                subdistrict=home, request_id=UUID(str(leg.door)), done_at=None, defaults=facts
            )
            count += 1
    return count


def one_at_a_time(subdistrict: UUID, matter: str = "lists") -> None:
    """Keeps two dispatchers, or a dispatcher and the planner, from writing lists at the same moment; with a matter,
    two who ask for a visit about it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"visits {subdistrict} {matter}"]
        )
