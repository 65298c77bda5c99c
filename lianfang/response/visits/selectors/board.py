"""The dispatcher's view: what waits, who is out, what was planned, what needs a person's eye."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, QuerySet, Value, When

from lianfang.core import Actor, clock

from .. import planning, rules
from ..models import Check, Plan, Request, Shift, Stop, Visit
from ..rules.conflicts import Conflict

RANKED = Case(
    When(urgency="now", then=Value(0)),
    When(urgency="today", then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
HOMES = ("person", "door", "building__compound", "compound", "committee", "team")


@dataclass(frozen=True, slots=True)
class Line:
    """One team on its shift: its doors in order, and what it has done."""

    shift: Shift
    stops: list[Stop]
    done: int
    walk: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the dispatcher's page."""

    lines: list[Line]
    unplanned: list[Request]
    unplanned_count: int
    plan: Plan | None
    is_planning: bool


def requests(viewer: Actor, *, state: str = "", committee: str = "", kind: str = "") -> QuerySet[Request]:
    """Requests this viewer may see, the urgent and those due first on top."""
    rows = Request.objects.visible_to(viewer).select_related(*HOMES)
    rows = rows.filter(state=state) if state in set(rules.State) else rows
    if state == "open":
        rows = rows.open()
    if committee:
        rows = rows.filter(committee_id=committee)
    if kind in set(rules.Kind):
        rows = rows.filter(kind=kind)
    return rows.order_by("-closed_at") if state == rules.State.DONE else rows.order_by(RANKED, "due_at", "id")


def unplanned(viewer: Actor, at: datetime) -> QuerySet[Request]:
    """Doors that nobody will knock at: on no list, or left over on that of a shift which is over."""
    listed = Stop.objects.of(viewer.subdistrict).ahead().filter(shift__ends_at__gt=at).values("request_id")
    rows = Request.objects.visible_to(viewer).open().exclude(pk__in=listed)
    return rows.select_related(*HOMES).order_by(RANKED, "due_at", "id")


def board(viewer: Actor, at: datetime) -> Board:
    """The teams of the day with their lists, and what stands on none. A bounded number of queries."""
    shifts = planning.shifts_on(viewer.subdistrict, at)
    rows = Stop.objects.visible_to(viewer).filter(shift__in=[shift.id for shift in shifts])
    rows = rows.select_related(*(f"request__{name}" for name in HOMES)).order_by("place")
    by_shift: dict[object, list[Stop]] = {}
    for stop in rows:
        by_shift.setdefault(stop.shift_id, []).append(stop)
    lines = []
    for shift in shifts:
        stops = by_shift.get(shift.id, [])
        ahead = [stop for stop in stops if stop.done_at is None]
        lines.append(Line(shift, ahead, len(stops) - len(ahead), sum(stop.walk for stop in ahead)))
    waiting = unplanned(viewer, at)
    plans = Plan.objects.visible_to(viewer).order_by("-asked_at")
    ready = plans.exclude(ended_at=None).first()
    running = plans.filter(ended_at=None, asked_at__gt=at - timedelta(minutes=5)).exists()
    return Board(lines, list(waiting[:60]), waiting.count(), ready, running)


def conflicts(viewer: Actor) -> QuerySet[Visit]:
    """Records that another word stands against and that nobody has decided about, oldest first."""
    rows = Visit.objects.visible_to(viewer).exclude(conflict=Conflict.NONE).filter(settlements=None)
    homes = [f"request__{name}" for name in HOMES]
    return rows.select_related(*homes, "team").order_by("received_at")


def checks(viewer: Actor, *, is_open: bool = True) -> QuerySet[Check]:
    """Questions to the police: open ones by their clock, answered ones newest first."""
    rows = Check.objects.visible_to(viewer).select_related(
        "request__person", "request__door", "request__building__compound", "request__compound", "request__committee",
        "visit",
    )  # fmt: skip
    if is_open:
        return rows.filter(answered_at=None).order_by("due_at")
    begin, _end = clock.bounds(clock.day_of(clock.now()) - timedelta(days=7))
    return rows.filter(answered_at__gte=begin).order_by("-answered_at")
