"""派单: the planner's order onto the lists, one urgent door in between, and what a person corrects by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from .. import jobs, planning, rules
from ..models import Plan, Request, Shift, Stop
from ..planning import Sheet
from ..rules import inserting
from ..rules.by_address import walked_by_address
from ..rules.inserting import Orders
from ..rules.problem import Door, Problem, Routes
from .teaming import check_dispatcher


@transaction.atomic
def ask_plan(*, by: Actor, is_background: bool = True, at: datetime) -> Plan:
    """Asks for a plan of the day: it is made in the background, unless the caller makes it; one that is being made
    already is enough."""
    check_dispatcher(by)
    planning.one_at_a_time(by.subdistrict)
    if not planning.shifts_on(by.subdistrict, at):
        raise Refused("visits.nobody_on_shift")
    running = Plan.objects.of(by.subdistrict).filter(ended_at=None).order_by("-asked_at").first()
    if running:
        return running
    plan = Plan.objects.create(subdistrict=by.subdistrict, asked_at=at, asked_by_name=by.name)
    record("visits.plan_asked", by=by, at=at, about=plan)
    if is_background:
        jobs.plan_soon(by.subdistrict, plan.id)
    return plan


@transaction.atomic
def keep_plan(*, by: Actor, plan_id: UUID, sheet: Sheet, found: Routes, at: datetime) -> Plan:
    """Puts a plan on the teams' lists. What happened while it was made counts: doors visited, withdrawn or begun
    meanwhile are left out, new ones are put between."""
    planning.one_at_a_time(by.subdistrict)
    plan: Plan = Plan.objects.of(by.subdistrict).select_for_update().get(pk=plan_id)
    now = planning.lay_out(by, at)
    doors = {door.key: door for door in now.problem.doors}
    orders: Orders = {
        crew.key: [doors[leg.door] for leg in found.legs.get(crew.key, ()) if leg.door in doors]
        for crew in now.problem.crews
    }
    _settle(now, orders)
    lists = list(now.shifts)
    Stop.objects.of(by.subdistrict).ahead().filter(request__state=rules.State.WAITING).exclude(
        request__in=[door.key for order in orders.values() for door in order]
    ).delete()
    planning.write(now, orders, lists)
    plan.began_at, plan.ended_at, plan.came_to = sheet.origin, at, "done"
    plan.figures = _figures(now, orders)
    plan.save()
    record("visits.planned", by=by, at=at, about=plan, **plan.figures)
    return plan


@transaction.atomic
def fail_plan(*, by: Actor, plan_id: UUID, at: datetime) -> None:
    """Says that a plan came to nothing; the lists stay as they were."""
    Plan.objects.of(by.subdistrict).filter(pk=plan_id, ended_at=None).update(ended_at=at, came_to="failed")
    record("visits.plan_failed", by=by, at=at, plan=plan_id)


def _settle(now: Sheet, orders: Orders) -> None:
    """Doors that are new or late since the plan was begun: put between, where they fit."""
    planned = {door.key for order in orders.values() for door in order}
    missing = [door for door in now.problem.doors if door.key not in planned]
    inserting.fill(now.problem, orders, missing)


def _figures(now: Sheet, orders: Orders) -> dict[str, Any]:
    result = inserting.routes(now.problem, orders)
    urgent = {door.key for door in now.problem.doors if door.urgency == rules.Urgency.NOW}
    reasons = [reason.value for reason in result.left.values()]
    return {
        "doors": len(now.problem.doors),
        "teams": len(now.problem.crews),
        "planned": result.planned,
        "left": {reason: reasons.count(reason) for reason in dict.fromkeys(reasons)},
        "urgent": len(urgent),
        "urgent_in_time": sum(leg.door in urgent for legs in result.legs.values() for leg in legs),
        "walked": result.walked,
        "by_address": walked_by_address(now.problem),
        "guessed": now.guessed,
    }


@transaction.atomic
def take_in(*, by: Actor, request_id: UUID, at: datetime) -> Stop | None:
    """Puts one more door between those on the lists, where it costs the fewest steps; nothing else moves, except
    that an urgent door may push less urgent ones to others or off. None where no team can be there in time."""
    if not planning.shifts_on(by.subdistrict, at):
        return None
    planning.one_at_a_time(by.subdistrict)
    sheet = planning.lay_out(by, at)
    door = next((one for one in sheet.problem.doors if one.key == request_id), None)
    if door is None:
        return None
    before = {key: [one.key for one in order] for key, order in sheet.orders.items()}
    inserting.insert(sheet.problem, sheet.orders, door)
    changed = [
        key for key in sheet.shifts if [o.key for o in sheet.orders.get(key, [])] != before.get(key, [])
    ]
    _off(by, sheet)
    planning.write(sheet, sheet.orders, changed)  # type: ignore[arg-type]
    stop = (
        Stop.objects.of(by.subdistrict)
        .ahead()
        .filter(request=request_id)
        .select_related("shift__team")
        .first()
    )
    record("visits.taken_in", by=by, at=at, about=sheet.requests[request_id], lists=len(changed))
    return stop


def _off(by: Actor, sheet: Sheet) -> None:
    kept = [door.key for order in sheet.orders.values() for door in order]
    mine = Stop.objects.of(by.subdistrict).ahead().filter(request__state=rules.State.WAITING)
    mine.filter(shift__in=list(sheet.shifts)).exclude(request__in=kept).delete()


@transaction.atomic
def move(*, by: Actor, request_id: UUID, shift_id: UUID, at: datetime) -> Stop:
    """Gives a door to another team and pins it there, where it costs the fewest steps, else last; the planner leaves
    it. The word of a person counts more than the clock: a door that will be late there is moved all the same."""
    check_dispatcher(by)
    planning.one_at_a_time(by.subdistrict)
    request = _waiting(by, request_id)
    shift = Shift.objects.visible_to(by).select_related("team").get(pk=shift_id, ends_at__gt=at)
    sheet = planning.lay_out(by, at)
    if shift.id not in sheet.shifts:
        raise Refused("visits.shift_over")
    [door] = [one for one in sheet.problem.doors if one.key == request_id]
    old = [key for key, order in sheet.orders.items() if door in order]
    for key in old:
        sheet.orders[key].remove(door)
    _put(sheet, door, shift.id)
    planning.write(sheet, sheet.orders, [*old, shift.id])  # type: ignore[list-item]
    stop = Stop.objects.of(by.subdistrict).ahead().get(request=request)
    stop.is_pinned = True
    stop.save(update_fields=["is_pinned"])
    record("visits.moved", by=by, at=at, about=request, team=shift.team_id, pinned=True)
    return stop


def _put(sheet: Sheet, door: Door, shift: UUID) -> None:
    one = Problem(
        sheet.problem.doors,
        tuple(crew for crew in sheet.problem.crews if crew.key == shift),
        sheet.problem.metres_a_minute,
    )
    alone: Orders = {shift: sheet.orders.setdefault(shift, [])}
    free = Door(**{name: getattr(door, name) for name in Door.__slots__} | {"pinned": None})
    if inserting.insert(one, alone, free):
        alone[shift] = [*sheet.orders[shift], free]
    sheet.orders[shift] = alone[shift]


@transaction.atomic
def set_pin(*, by: Actor, request_id: UUID, is_pinned: bool, at: datetime) -> Stop:
    """Pins a door to its team, or lets the planner move it again."""
    check_dispatcher(by)
    stop: Stop = (
        Stop.objects.visible_to(by).ahead().select_for_update(of=("self",)).get(request_id=request_id)
    )
    stop.is_pinned = is_pinned
    stop.save(update_fields=["is_pinned"])
    record("visits.pinned" if is_pinned else "visits.unpinned", by=by, at=at, about=stop.request)
    return stop


@transaction.atomic
def take_off(*, by: Actor, request_id: UUID, at: datetime) -> Request:
    """Takes a door off its team's list; it waits again for whoever is planned next. A team on its way was asked by
    telephone and turns back, or went home without a word."""
    check_dispatcher(by)
    planning.one_at_a_time(by.subdistrict)
    request: Request = Request.objects.visible_to(by).select_for_update(of=("self",)).get(pk=request_id)
    if request.state == rules.State.UNDER_WAY:
        request.state, request.version = rules.state_after(request.state, "turned_back"), request.version + 1
        request.save(update_fields=["state", "version"])
    elif request.state != rules.State.WAITING:
        raise Refused("visits.not_in_this_state", state=str(rules.STATES[rules.State(request.state)]))
    Stop.objects.of(by.subdistrict).ahead().filter(request=request).delete()
    record("visits.taken_off", by=by, at=at, about=request)
    return request


def _waiting(by: Actor, request_id: UUID) -> Request:
    """Refused once the team is on its way: it is asked by telephone then."""
    found: Request = Request.objects.visible_to(by).select_for_update(of=("self",)).get(pk=request_id)
    if found.state != rules.State.WAITING:
        raise Refused("visits.not_in_this_state", state=str(rules.STATES[rules.State(found.state)]))
    return found
