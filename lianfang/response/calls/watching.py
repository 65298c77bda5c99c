"""How the queue stands, for the supervisor: by rank and due time, who is at the phones, what the day brought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import ExtractHour

from lianfang.core import Actor, clock, masking
from lianfang.registry.people.models import Person

from . import policies, rules
from .forms import LANGUAGES
from .models import Attempt, Callee, Need, Seat

SHOWN = 40
LATE = timedelta(minutes=30)
GONE = timedelta(hours=1)
ALIVE = timedelta(minutes=3)
STUCK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Level:
    """One rank: how many may ring now, how many rest, how many of them are past their time, since when."""

    rank: rules.Rank
    label: str
    now: int
    resting: int
    late: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class At:
    """One agent: talking since, or idle since; what the day brought; whether their page is alive."""

    seat: Seat
    callee: Callee | None
    since: datetime
    calls: int
    answered: int
    is_alive: bool
    is_stuck: bool

    @property
    def share(self) -> int:
        """Of a hundred calls how many were answered."""
        return round(100 * self.answered / self.calls) if self.calls else 0


@dataclass(frozen=True, slots=True)
class Waiter:
    """One household in the queue as the supervisor sees it. `language`: where it is another than the usual one;
    `is_unspoken`: nobody at the phones speaks that, so nobody is given this call."""

    callee: Callee
    name: str
    where: str
    purposes: list[str]
    tries: int
    label: str
    is_late: bool
    language: str
    is_unspoken: bool


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the day: calls and how many were answered."""

    hour: int
    calls: int
    answered: int

    @property
    def share(self) -> int:
        """Of a hundred calls how many were answered."""
        return round(100 * self.answered / self.calls) if self.calls else 0


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything of the supervisor's page."""

    levels: list[Level]
    agents: list[At]
    queue: list[Waiter]
    hours: list[Hour]
    outcomes: list[tuple[str, str, int]]
    unreached: int

    @property
    def waiting(self) -> int:
        """Who may ring now."""
        return sum(level.now for level in self.levels)

    @property
    def late(self) -> int:
        """Who is past their time."""
        return sum(level.late for level in self.levels)

    @property
    def talking(self) -> int:
        """How many agents have somebody in hand."""
        return sum(one.callee is not None for one in self.agents)


def desk(viewer: Actor, at: datetime) -> Desk:
    """The supervisor's page; a bounded number of queries."""
    begin, _end = clock.bounds(clock.day_of(at))
    today = Attempt.objects.of(viewer.subdistrict).standing().filter(at__gte=begin)
    found = dict(today.values_list("outcome").annotate(n=Count("id")).order_by())
    gone = Need.objects.visible_to(viewer).filter(state=rules.State.UNREACHABLE, closed_at__gte=begin)
    return Desk(
        levels(viewer, at),
        agents(viewer, at, begin),
        queue(viewer, at),
        hours(today),
        [(code.value, str(label), found.get(code, 0)) for code, label in rules.OUTCOMES.items()],
        gone.count(),
    )


def levels(viewer: Actor, at: datetime) -> list[Level]:
    """The queue by rank; one query for it. Outside the hours of ringing what waits for the morning rests."""
    terms, may = policies.terms(viewer.subdistrict, at), Q(not_before__lte=at)
    rows = Callee.objects.visible_to(viewer).waiting().values("rank")
    counted = rows.annotate(
        now=Count("id", filter=may),
        resting=Count("id", filter=~may),
        late=Count("id", filter=may & Q(due_at__lt=at - LATE)),
        oldest=Min("due_at", filter=may),
    )
    found = {row["rank"]: row for row in counted.order_by()}
    return [
        _level(rank, found.get(rank.value), may_ring=rules.may_ring(terms, rank, at)) for rank in rules.Rank
    ]


def _level(rank: rules.Rank, row: dict[str, Any] | None, *, may_ring: bool) -> Level:
    label = str(rules.RANKS[rank])
    if row is None:
        return Level(rank, label, 0, 0, 0, None)
    if not may_ring:
        return Level(rank, label, 0, row["now"] + row["resting"], 0, None)
    return Level(rank, label, row["now"], row["resting"], row["late"], row["oldest"])


def agents(viewer: Actor, at: datetime, begin: datetime) -> list[At]:
    """Who sits at the phones: those who have not left and were seen within the hour."""
    lately = max(begin, at - GONE)
    seats = list(Seat.objects.visible_to(viewer).filter(left_at=None, seen_at__gte=lately).order_by("name"))
    held = {one.agent: one for one in Callee.objects.of(viewer.subdistrict).filter(agent__isnull=False)}
    rows = Attempt.objects.of(viewer.subdistrict).standing().filter(at__gte=begin).values("agent")
    counted = rows.annotate(
        calls=Count("id"), answered=Count("id", filter=Q(outcome=rules.Outcome.ANSWERED)), last=Max("at")
    )
    done = {row["agent"]: row for row in counted.order_by()}
    return [_agent(seat, held.get(seat.user), done.get(seat.user, {}), at) for seat in seats]


def _agent(seat: Seat, callee: Callee | None, day: dict[str, object], at: datetime) -> At:
    taken = callee.claimed_at if callee else None
    since = taken or day.get("last") or seat.since
    calls, answered = int(day.get("calls") or 0), int(day.get("answered") or 0)  # type: ignore[call-overload]
    is_alive = at - seat.seen_at <= ALIVE or (
        callee is not None and bool(callee.claimed_until and callee.claimed_until > at)
    )
    is_stuck = taken is not None and at - taken > STUCK
    return At(seat, callee, since, calls, answered, is_alive, is_stuck)  # type: ignore[arg-type]


def queue(viewer: Actor, at: datetime, count: int = SHOWN) -> list[Waiter]:
    """The first of the queue that rest no longer, in the order in which they will be given."""
    rows = Callee.objects.visible_to(viewer).waiting().filter(not_before__lte=at)
    callees = list(rows.order_by("rank", "due_at", "id")[:count])
    needs = _needs(viewer.subdistrict, callees)
    people = _people(viewer.subdistrict, callees, needs)
    terms, spoken = policies.terms(viewer.subdistrict, at), _spoken(viewer.subdistrict, at)
    return [
        _waiter(one, needs[one.id], people, late_before=_late_before(terms, one, at), spoken=spoken)
        for one in callees
    ]


def _spoken(subdistrict: UUID, at: datetime) -> set[str]:
    """Languages of those who sit at the phones."""
    seats = Seat.objects.of(subdistrict).filter(left_at=None, seen_at__gte=at - GONE)
    return {language for speaks in seats.values_list("languages", flat=True) for language in speaks}


def _late_before(terms: rules.Terms, callee: Callee, at: datetime) -> datetime | None:
    """What was due before this is late; at an hour at which it may not ring nothing is."""
    return at - LATE if rules.may_ring(terms, callee.rank or rules.Rank.ROUND, at) else None


def _needs(subdistrict: UUID, callees: Iterable[Callee]) -> dict[UUID, list[Need]]:
    found: dict[UUID, list[Need]] = defaultdict(list)
    rows = Need.objects.of(subdistrict).open().filter(callee__id__any=[one.id for one in callees])
    for need in rows.order_by("rank", "id"):
        found[need.callee_id].append(need)
    return found


def _people(
    subdistrict: UUID, callees: Iterable[Callee], needs: dict[UUID, list[Need]]
) -> dict[UUID, Person]:
    wanted = {need.person_id for one in needs.values() for need in one if need.person_id}
    homes = [
        one.household_id
        for one in callees
        if one.household_id and not any(n.person_id for n in needs[one.id])
    ]
    rows = Person.objects.of(subdistrict)
    named = {person.id: person for person in rows.filter(pk__any=list(wanted))}
    heads = rows.present().filter(household__id__any=homes).order_by("household_id", "born_on")
    for person in heads.distinct("household_id") if homes else []:
        assert person.household_id is not None
        named[person.household_id] = person
    return named


def _waiter(
    callee: Callee,
    needs: list[Need],
    people: dict[UUID, Person],
    *,
    late_before: datetime | None,
    spoken: set[str],
) -> Waiter:
    keys: list[UUID | None] = [need.person_id for need in needs if need.person_id] or [callee.household_id]
    shown = [people[key] for key in dict.fromkeys(keys) if key in people]
    return Waiter(
        callee,
        "、".join(masking.name(person.name) for person in shown[:3]),
        next((person.address for person in shown if person.address), ""),
        list(dict.fromkeys(need.purpose_said for need in needs)),
        max((need.tries for need in needs), default=0),
        str(rules.RANKS[rules.Rank(callee.rank)]) if callee.rank else "",
        bool(callee.due_at and late_before and callee.due_at < late_before),
        str(dict(LANGUAGES).get(callee.language, callee.language)),
        bool(callee.language) and callee.language not in spoken,
    )


def hours(rows: QuerySet[Attempt]) -> list[Hour]:
    """How many calls of each local hour were answered; empty hours left out."""
    counted = (
        rows.annotate(hour=ExtractHour("at", tzinfo=clock.LOCAL))
        .values("hour")
        .annotate(calls=Count("id"), answered=Count("id", filter=Q(outcome=rules.Outcome.ANSWERED)))
    )
    return [Hour(row["hour"], row["calls"], row["answered"]) for row in counted.order_by("hour")]
