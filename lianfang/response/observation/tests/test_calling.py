"""Whom observation has called, and what an answered call becomes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lianfang.core import clock
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.forms import operations as forms
from lianfang.response.calls import operations as calls
from lianfang.response.calls.models import Callee, Need
from lianfang.response.calls.operations import Words
from lianfang.response.calls.rules import Rank
from lianfang.response.calls.tests.test_operations import give_phone
from lianfang.response.observation import operations, selectors
from lianfang.response.observation.models import Alert, Excuse, Reading
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.screening.models import Report
from lianfang.response.visits import operations as visits
from lianfang.response.visits.models import Request
from lianfang.response.visits.operations.asking import Ask

TODAY = date(2020, 2, 10)
MORNING, NOON, NIGHT = (clock.at_local(TODAY, hour) for hour in (9, 12, 20))


def _begin(cast, name="rare", *, days=5):
    give_phone(cast, name)
    beginning = Beginning(cast.people[name].id, TODAY - timedelta(days=days))
    begun = clock.at_local(TODAY - timedelta(days=days), 12)
    return operations.begin(by=cast["chen"], beginning=beginning, at=begun)


def _ask(cast, at):
    return operations.ask_calls(by=system(cast.subdistrict.id), at=at)


def _told(cast, episode, at, celsius="36.5", *, channel="self", day=TODAY, slot="am"):
    typed = Typed(
        episode=episode.id, celsius=Decimal(celsius), taken_at=at, slot_day=day, slot=slot, channel=channel
    )
    return operations.record_reading(by=cast["chen"], typed=typed, at=at)


def _kept_up(cast, episode, until=TODAY):
    """Every slot reported by themselves up to a day."""
    day = episode.starts_on + timedelta(days=1)
    while day < until:
        for slot, hour in (("am", 9), ("pm", 15)):
            _told(cast, episode, clock.at_local(day, hour), day=day, slot=slot)
        day += timedelta(days=1)


@pytest.fixture
def one(cast):
    """Somebody on their fifth day who has always reported."""
    episode = _begin(cast)
    _kept_up(cast, episode)
    return episode


def test_nobody_is_called_before_the_slot_is_late(cast, one):
    assert _ask(cast, MORNING) == 0
    assert _ask(cast, NOON) == 1
    assert _ask(cast, NOON + timedelta(minutes=2)) == 0
    assert Need.objects.get().rank == Rank.CALL_BACK


def test_two_missed_slots_are_a_silence(cast):
    _begin(cast)
    _ask(cast, NOON)
    need = Need.objects.get()
    assert (need.rank, need.missed) == (Rank.SILENT, 2)


def test_the_first_three_days_go_before(cast):
    episode = _begin(cast, days=1)
    _ask(cast, NOON)
    assert Need.objects.get(about_id=episode.id).rank == Rank.FIRST_DAYS


def test_the_old_who_never_report_by_themselves_are_called_from_the_slots_opening(cast):
    cast.people["rare"].born_on = date(1940, 1, 1)
    cast.people["rare"].save()
    _begin(cast, days=5)
    episode = cast.people["rare"].episodes.get()
    for day in range(1, 5):
        for slot in ("am", "pm"):
            at = clock.at_local(TODAY - timedelta(days=day), 15)
            _told(cast, episode, at, channel="staff", day=clock.day_of(at), slot=slot)
    assert _ask(cast, MORNING) == 1
    assert Need.objects.get().rank == Rank.FRAIL


def test_a_reading_meanwhile_and_nobody_is_rung(cast, one):
    _ask(cast, NOON)
    _told(cast, one, NOON + timedelta(minutes=3))
    assert calls.claim(by=cast["caller"], at=NOON + timedelta(minutes=5)) is None
    assert Need.objects.get().state == "withdrawn"


def _answer(cast, at, **values):
    callee = calls.claim(by=cast["caller"], at=at)
    needs = Need.objects.filter(callee=callee, state="open")
    usual = {
        "celsius": "36.5",
        "method": "axillary",
        "symptoms": ["none"],
        "at_home": "yes",
        "other_count": "0",
    }
    words = [Words(need.id, usual | values) for need in needs]
    return calls.answer(by=cast["caller"], callee_id=callee.id, words=words, at=at)


@pytest.mark.parametrize("has_forms", [True, False])
def test_an_answered_call_is_a_reading_of_the_slot(cast, one, has_forms):
    if has_forms:
        forms.load_defaults(by=cast["commander"], at=MORNING)
    _ask(cast, NOON)
    _answer(cast, NOON, celsius="36.8")
    reading = Reading.objects.get(channel="call")
    assert (reading.episode_id, reading.celsius, reading.slot) == (one.id, Decimal("36.8"), "am")
    assert reading.by_name == "电话员"


def _in_one_home(cast, *names):
    first = cast.people[names[0]]
    for name in names[1:]:
        person = cast.people[name]
        person.household, person.door = first.household, first.door
        person.save()


def test_what_is_said_of_others_at_home_is_not_lost(cast, one):
    """An office's own questionnaire asks about everybody in one call: who is observed too has a reading, who is unwell
    and unknown is verified, who is well is nobody's business."""
    forms.load_defaults(by=cast["commander"], at=MORNING)
    observed = _begin(cast, "foreigner")
    _in_one_home(cast, "rare", "foreigner")
    _ask(cast, NOON)
    others = [
        {"other_name": "MARIA GARCIA", "other_celsius": "36.9", "other_symptoms": ["none"]},
        {"other_name": "王小宝", "other_celsius": "38.4", "other_symptoms": ["cough"]},
        {"other_name": "王大宝", "other_celsius": "36.6", "other_symptoms": ["none"]},
    ]
    callee = calls.claim(by=cast["caller"], at=NOON)
    [need] = Need.objects.filter(callee=callee, state="open", person=one.person)
    said = {"celsius": "36.8", "method": "axillary", "symptoms": ["none"], "at_home": "yes"}
    words = [Words(need.id, said | {"other_count": "3", "others": others})]
    calls.answer(by=cast["caller"], callee_id=callee.id, words=words, at=NOON)
    assert Reading.objects.get(channel="call", episode=observed).celsius == Decimal("36.9")
    report = Report.objects.get()
    assert report.person.name == "王小宝"
    assert "38.4" in report.grounds.get().mention.note


def test_an_abnormal_answer_is_on_the_desk_at_once_and_rings_nobody_again(cast, one):
    _ask(cast, NOON)
    _answer(cast, NOON, celsius="38.2", again="38.3")
    assert Alert.objects.get().state == "open"
    assert Reading.objects.filter(channel="call").count() == 2
    assert not Need.objects.filter(purpose="abnormal").exists()


def test_an_abnormal_self_report_is_rung_first_and_at_any_hour(cast, one):
    late = clock.at_local(TODAY, 22)
    _told(cast, one, late, "38.4", slot="pm")
    need = Need.objects.get(purpose="abnormal")
    assert need.rank == Rank.SYMPTOM
    assert calls.claim(by=cast["caller"], at=late) is not None


def test_somebody_on_the_alert_and_it_is_not_rung(cast, one):
    _told(cast, one, NOON, "38.4")
    operations.acknowledge_alert(by=cast["duty"], alert_id=Alert.objects.get().id, at=NOON)
    assert calls.claim(by=cast["caller"], at=NOON) is None
    assert Need.objects.get(purpose="abnormal").state == "withdrawn"


def test_a_closed_alert_is_knocked_about_no_more(cast, one):
    _told(cast, one, NOON, "38.4")
    alert, house = Alert.objects.get(), system(cast.subdistrict.id)
    wish = Ask("symptom", person=one.person_id, about_kind="alert", about_id=alert.id)
    door = visits.ask(by=house, request=wish, at=NOON)
    operations.acknowledge_alert(by=cast["duty"], alert_id=alert.id, at=NOON)
    door.refresh_from_db()
    assert door.state != "withdrawn"
    operations.add_alert_step(by=cast["duty"], alert_id=alert.id, step="retested", at=NOON, note="36.5")
    operations.add_alert_step(by=cast["doctor"], alert_id=alert.id, step="decided", at=NOON, decision="watch")
    operations.close_alert(by=cast["duty"], alert_id=alert.id, at=NOON, note="无碍")
    door.refresh_from_db()
    assert door.state == "withdrawn"


def test_whoever_is_observed_and_calls_us_is_asked_how_they_are(cast, one):
    calls.take_inbound(by=cast["caller"], person_id=one.person_id, at=NOON)
    _answer(cast, NOON, celsius="36.6")
    assert Reading.objects.get(channel="call").celsius == Decimal("36.6")


def test_a_slip_mended_supersedes_what_was_recorded(cast, one):
    _ask(cast, NOON)
    attempt = _answer(cast, NOON, celsius="36.2")
    calls.take_back(by=cast["caller"], attempt_id=attempt.id, at=NOON + timedelta(seconds=5))
    _answer(cast, NOON + timedelta(seconds=9), celsius="36.9")
    first, second = Reading.objects.filter(channel="call").order_by("received_at")
    assert second.supersedes_id == first.id


def test_whoever_the_phone_does_not_reach_has_a_reason_in_the_slot(cast):
    episode = _begin(cast)
    _kept_up(cast, episode, TODAY - timedelta(days=1))
    _ask(cast, NIGHT)
    callee = calls.claim(by=cast["caller"], at=NIGHT)
    heard = calls.Heard("no_answer")
    calls.record_outcome(by=cast["caller"], callee_id=callee.id, heard=heard, at=NIGHT)
    assert set(Excuse.objects.values_list("reason", flat=True)) == {"not_reached"}
    assert _ask(cast, NIGHT + timedelta(minutes=2)) == 0
    assert Callee.objects.get().rank is None


def test_the_fortnight_stands_beside_the_script_for_staff_and_not_for_volunteers(
    cast, one, sign_in, time_machine
):
    time_machine.move_to(NOON, tick=False)
    _ask(cast, NOON)
    for who, seen in (("caller", False), ("duty", True)):
        client = sign_in(who)
        client.post("/calls/next/")
        assert ('class="strip"' in client.get("/calls/").text) is seen
        client.post("/calls/leave/")


def test_who_tells_of_an_outing_stands_on_the_desk_and_is_seen_today(cast, one, sign_in, time_machine):
    """Who said it, to whom and when, until a team has been there or the visit is taken back."""
    _ask(cast, NOON)
    _answer(cast, NOON, at_home="no", went_out="去药店配降压药")
    [visit] = Request.objects.filter(person=one.person_id)
    assert (visit.kind, visit.urgency, visit.needs_police) == ("check", "today", True)
    told = Entry.objects.get(event="observation.went_out")
    assert (told.person, told.facts["visit"]) == (one.person_id, str(visit.id))
    [outing] = selectors.desk(cast["duty"], NOON).outings
    assert outing.episode == one
    time_machine.move_to(NOON, tick=False)
    shown = sign_in("duty").get("/observation/desk/").text
    for words in ("外出过", "去药店配降压药", "电话员", "12:00"):
        assert words in shown
    assert selectors.desk(cast["bao"], NOON).outings == []
    visits.withdraw(by=cast["duty"], request_ids=[visit.id], reason="已电话核实", at=NOON)
    assert selectors.desk(cast["duty"], NOON).outings == []


def test_two_calls_about_outings_are_one_visit(cast, one):
    _ask(cast, NOON)
    _answer(cast, NOON, at_home="no", went_out="倒垃圾")
    calls.take_inbound(by=cast["caller"], person_id=one.person_id, at=NOON + timedelta(hours=1))
    _answer(cast, NOON + timedelta(hours=1), at_home="no", went_out="取快递")
    visit = Request.objects.get(person=one.person_id)
    assert "倒垃圾" in visit.note
    assert "取快递" in visit.note


def test_where_nobody_is_observed_any_more_nobody_knocks(cast, one):
    _ask(cast, NOON)
    _answer(cast, NOON, at_home="no", went_out="倒垃圾")
    wish = Ask("silent", person=one.person_id, about_kind="episode", about_id=one.id)
    visits.ask(by=system(cast.subdistrict.id), request=wish, at=NOON)
    operations.record_death(by=cast["doctor"], episode_id=one.id, effective_at=NOON, at=NOON)
    assert list(Request.objects.values_list("state", flat=True)) == ["withdrawn", "withdrawn"]


def test_who_was_at_home_all_day_is_not_visited_for_it(cast, one):
    _ask(cast, NOON)
    _answer(cast, NOON)
    assert not Request.objects.exists()
    assert selectors.desk(cast["duty"], NOON).outings == []
