"""Lists: the planner's order, an urgent door between, and a person's word that counts more."""

from datetime import timedelta

import pytest

from lianfang.core import Refused
from lianfang.response.visits import operations, planning
from lianfang.response.visits.models import Plan, Stop
from lianfang.response.visits.operations.teaming import Hours
from lianfang.response.visits.rules import routing
from tests.background import work
from tests.cast import AT

from .outing import ask, found, team


def _plan(cast, at=AT):
    asked = operations.ask_plan(by=cast["duty"], at=at)
    sheet = planning.lay_out(cast["duty"], at)
    routes = routing.plan(sheet.problem, rounds=30)
    return operations.keep_plan(by=cast["duty"], plan_id=asked.id, sheet=sheet, found=routes, at=at)


def _list(shift):
    return [stop.request_id for stop in Stop.objects.filter(shift=shift).ahead().order_by("place")]


def test_a_plan_puts_doors_on_lists_and_shows_its_arithmetic(cast):
    _team, shift = team(cast)
    doors = [ask(cast, person=cast.people[name].id) for name in ("rare", "foreigner", "neighbour_b")]
    plan = _plan(cast)
    assert set(_list(shift)) == {door.id for door in doors}
    assert (plan.came_to, plan.figures["planned"], plan.figures["left"]) == ("done", 3, {})
    assert plan.figures["walked"] <= plan.figures["by_address"]


def test_a_plan_is_made_in_the_background(cast, monkeypatch):
    monkeypatch.setattr("lianfang.core.clock.now", lambda: AT)
    _team, shift = team(cast)
    door = ask(cast)
    plan = operations.ask_plan(by=cast["duty"], at=AT)
    assert operations.ask_plan(by=cast["commander"], at=AT).id == plan.id
    assert _list(shift) == []
    work()
    assert _list(shift) == [door.id]


def test_nobody_on_shift_is_said(cast):
    with pytest.raises(Refused) as refused:
        operations.ask_plan(by=cast["duty"], at=AT)
    assert refused.value.code == "visits.nobody_on_shift"
    assert not Plan.objects.of(cast.subdistrict.id).exists()


def test_an_urgent_door_is_on_a_list_at_once_and_what_is_under_way_stays(cast):
    _team, shift = team(cast)
    first = ask(cast)
    _plan(cast)
    operations.begin(by=cast["chen"], request_id=first.id, at=AT)
    urgent = ask(cast, person=cast.people["foreigner"].id, kind="symptom")
    assert _list(shift) == [first.id, urgent.id]
    stop = Stop.objects.get(request=urgent)
    assert stop.arrives_at <= urgent.due_at


def test_a_plan_does_not_undo_what_happened_while_it_was_made(cast):
    _team, shift = team(cast)
    done, gone, stays = (ask(cast, person=cast.people[n].id) for n in ("rare", "foreigner", "neighbour_b"))
    asked = operations.ask_plan(by=cast["duty"], at=AT)
    sheet = planning.lay_out(cast["duty"], AT)
    routes = routing.plan(sheet.problem, rounds=10)
    operations.record_visits(by=cast["chen"], found=[found(done)], at=AT)
    operations.withdraw(by=cast["duty"], request_ids=[gone.id], at=AT)
    new = ask(cast, person=cast.people["twin_one"].id)
    operations.keep_plan(by=cast["duty"], plan_id=asked.id, sheet=sheet, found=routes, at=AT)
    assert set(_list(shift)) == {stays.id, new.id}


def test_a_door_moved_by_hand_stays_where_it_was_put(cast):
    _one, shift = team(cast)
    _two, other = team(cast, "二组", (("bao", "cadre"),))
    door = ask(cast)
    _plan(cast)
    operations.move(by=cast["duty"], request_id=door.id, shift_id=other.id, at=AT)
    _plan(cast)
    assert _list(other) == [door.id]
    assert _list(shift) == []
    operations.set_pin(by=cast["duty"], request_id=door.id, is_pinned=False, at=AT)
    operations.take_off(by=cast["duty"], request_id=door.id, at=AT)
    assert _list(other) == []


def test_who_has_no_doctor_is_not_sent_to_the_unwell(cast):
    team(cast, members=(("chen", "cadre"),))
    urgent = ask(cast, kind="symptom")
    assert not Stop.objects.filter(request=urgent).exists()


def test_an_empty_door_is_not_knocked_at_again_within_two_hours(cast):
    team(cast)
    door = ask(cast)
    operations.record_visits(by=cast["chen"], found=[found(door, "nobody")], at=AT)
    _plan(cast)
    assert Stop.objects.get(request=door, done_at=None).arrives_at >= AT + timedelta(hours=2)


def test_lists_are_the_dispatchers(cast):
    team(cast)
    with pytest.raises(Refused):
        operations.ask_plan(by=cast["chen"], at=AT)


def test_positions_nobody_entered_are_guessed_and_said_to_be(cast):
    team(cast)
    ask(cast)
    assert planning.lay_out(cast["duty"], AT).guessed == 1


def test_in_the_evening_the_doors_are_planned_for_the_morning(cast):
    crew, night = team(cast, begins_at=AT + timedelta(hours=6), ends_at=AT + timedelta(hours=18))
    evening = AT + timedelta(hours=12)  # 22:00
    hours = Hours(evening + timedelta(hours=10), evening + timedelta(hours=18), sets=8)
    morning = operations.set_shift(by=cast["duty"], team_id=crew.id, hours=hours, at=evening)
    door = ask(cast)
    _plan(cast, evening)
    assert (_list(night), _list(morning)) == ([], [door.id])
    urgent = ask(cast, person=cast.people["foreigner"].id, kind="symptom", at=evening)
    assert _list(night) == [urgent.id]


def test_a_shift_that_began_yesterday_still_takes_urgent_doors_after_midnight(cast):
    _crew, night = team(cast, begins_at=AT + timedelta(hours=8), ends_at=AT + timedelta(hours=18))
    urgent = ask(cast, kind="symptom", at=AT + timedelta(hours=16))
    assert _list(night) == [urgent.id]
