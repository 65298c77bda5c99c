"""Lists: the planner's order, an urgent door between, and a person's word that counts more."""

from datetime import date, timedelta

import pytest

from lianfang.core import Refused, clock
from lianfang.response.visits import operations, planning, selectors
from lianfang.response.visits.models import Plan, Shift, Stop
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


def test_a_door_left_over_when_the_shift_ends_is_on_nobodys_list(cast):
    _team, shift = team(cast)
    door = ask(cast, kind="symptom")
    operations.begin(by=cast["chen"], request_id=ask(cast, person=cast.people["foreigner"].id).id, at=AT)
    assert _list(shift)
    [alert] = selectors.alerts(cast["duty"], AT)
    assert alert.count == 0
    after = shift.ends_at
    [alert] = selectors.alerts(cast["duty"], after)
    assert alert.count == 1
    left = {one.id for one in selectors.unplanned(cast["duty"], after)}
    assert door.id in left
    assert len(left) == 2  # the team that set out and went home without a word


def test_a_team_that_turns_back_frees_the_door(cast):
    team(cast)
    door = ask(cast, kind="symptom")
    operations.begin(by=cast["chen"], request_id=door.id, at=AT)
    freed = operations.take_off(by=cast["duty"], request_id=door.id, at=AT)
    assert (freed.state, Stop.objects.filter(request=door).exists()) == ("waiting", False)
    _two, shift = team(cast, "二组")
    operations.move(by=cast["duty"], request_id=door.id, shift_id=shift.id, at=AT)
    assert _list(shift) == [door.id]
    late = operations.record_visits(by=cast["chen"], found=[found(door, based_on=1)], at=AT)
    assert (late[0].became, late[0].conflict) == ("new", "changed")


def test_a_team_is_out_once_at_a_time_and_on_several_days(cast):
    one, shift = team(cast)
    again = Hours(shift.begins_at + timedelta(hours=1), shift.ends_at)
    with pytest.raises(Refused) as refused:
        operations.set_shift(by=cast["duty"], team_id=one.id, hours=again, at=AT)
    assert refused.value.code == "visits.shifts_overlap"
    hours = Hours(shift.begins_at + timedelta(days=1), shift.ends_at + timedelta(days=1))
    made = operations.set_shifts(by=cast["duty"], team_id=one.id, hours=hours, days=5, at=AT)
    assert [each.begins_at - shift.begins_at for each in made] == [timedelta(days=n) for n in range(1, 6)]


def test_a_shift_called_off_frees_its_doors(cast):
    one, shift = team(cast)
    door = ask(cast, kind="symptom")
    later = Hours(shift.begins_at + timedelta(days=1), shift.ends_at + timedelta(days=1))
    second = operations.set_shift(by=cast["duty"], team_id=one.id, hours=later, at=AT)
    operations.end_shift(by=cast["duty"], shift_id=shift.id, at=AT + timedelta(hours=1))
    operations.end_shift(by=cast["duty"], shift_id=second.id, at=AT + timedelta(hours=1))
    assert list(Shift.objects.values_list("ends_at", flat=True)) == [AT + timedelta(hours=1)]
    assert [one.id for one in selectors.unplanned(cast["duty"], AT + timedelta(hours=1))] == [door.id]
    with pytest.raises(Refused):
        operations.end_shift(by=cast["chen"], shift_id=shift.id, at=AT)


def test_a_night_shift_stands_under_its_own_day(cast, sign_in):
    begins = clock.at_local(date(2030, 3, 2), 1)
    one, _shift = team(cast, begins_at=begins, ends_at=begins + timedelta(hours=8))
    page = sign_in("duty").get(f"/visits/teams/{one.id}/").text
    assert "2030年3月2日 01:00–09:00" in page


def test_who_should_be_there_by_now_and_has_not_set_out_is_shown(cast, sign_in, monkeypatch):
    team(cast)
    door = ask(cast, kind="symptom")
    shown = {}
    for word, at in (("then", AT - timedelta(minutes=1)), ("later", AT + timedelta(minutes=30))):
        monkeypatch.setattr("lianfang.core.clock.now", lambda at=at: at)
        shown[word] = sign_in("duty").get("/visits/live/").text
    assert ("还没出发" in shown["then"], "还没出发" in shown["later"]) == (False, True)
    operations.begin(by=cast["chen"], request_id=door.id, at=AT)
    assert "还没出发" not in sign_in("duty").get("/visits/live/").text
