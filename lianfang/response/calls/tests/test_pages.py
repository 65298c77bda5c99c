"""The caller's page from the first call to the next; what a volunteer never sees; the supervisor's page."""

import json
from datetime import timedelta

import pytest

from lianfang.core import clock
from lianfang.ledger.models import Entry
from lianfang.registry.forms import operations as forms
from lianfang.registry.forms.models import Submission, Version
from lianfang.response.calls import measuring, operations, watching
from lianfang.response.calls.models import Attempt, Callee, Need
from lianfang.response.calls.tests.test_operations import ask, give_phone
from tests.cast import AT

NUMBER = "13800004321"
GENERIC = {"celsius": "36.7", "method": "axillary", "symptoms": "none", "at_home": "yes", "other_count": "0"}


@pytest.fixture
def queue(cast, time_machine):
    """Somebody to ring in daylight, with a number everybody would recognise."""
    time_machine.move_to("2020-02-10 02:00:00+00:00", tick=False)
    give_phone(cast, "rare", NUMBER)
    return cast


def _take(client):
    assert client.post("/calls/next/").status_code == 302
    return client.get("/calls/").text


def _answer(client, need, **more):
    callee = Callee.objects.get(agent__isnull=False)
    sent = {"outcome": "answered", f"{need.id.hex}-celsius": "36.5", f"{need.id.hex}-method": "axillary"}
    sent |= {f"{need.id.hex}-at_home": "yes"} | {f"{need.id.hex}-{key}": value for key, value in more.items()}
    return client.post(f"/calls/{callee.id}/outcome/", sent)


def test_a_volunteer_sees_a_number_and_how_to_call_them_and_no_more(queue, sign_in):
    ask(queue, at=clock.now(), note="刚做完手术")
    shown = _take(sign_in("caller"))
    assert f"tel:{NUMBER}" in shown
    assert "王女士" in shown
    for hidden in ("王㛃", "甲路", "刚做完手术"):
        assert hidden not in shown


def test_the_number_is_gone_when_the_call_is_done(queue, sign_in):
    need = ask(queue, at=clock.now())
    client = sign_in("caller")
    _take(client)
    assert _answer(client, need).status_code == 302
    assert NUMBER not in client.get("/calls/").text
    assert Entry.objects.filter(event="calls.claimed", person=queue.people["rare"].id).count() == 1


def test_staff_see_the_name(queue, sign_in):
    ask(queue, at=clock.now())
    assert "王㛃" in _take(sign_in("duty"))


def test_answered_without_a_temperature_says_so_and_keeps_the_call(queue, sign_in):
    need = ask(queue, at=clock.now())
    client = sign_in("caller")
    _take(client)
    answer = _answer(client, need, celsius="")
    assert answer.status_code == 400
    assert Need.objects.get().state == "open"


def test_answers_are_stored_against_the_questionnaire_in_force(queue, sign_in):
    forms.load_defaults(by=queue["commander"], at=clock.now())
    need = ask(queue, at=clock.now())
    client = sign_in("caller")
    _take(client)
    _answer(client, need, symptoms=["cough"], services=["shopping"], service_note="牛奶")
    stored = json.loads(Submission.objects.get().answers)
    assert (stored["celsius"], stored["symptoms"], stored["services"]) == ("36.5", ["cough"], ["shopping"])


def test_what_the_office_changed_in_excel_is_asked_as_it_says(queue, sign_in):
    forms.load_defaults(by=queue["commander"], at=clock.now())
    changed = {"number": 2, "by": queue["data"].id}
    Version.objects.filter(questionnaire__code="observation_call").update(**changed)
    need = ask(queue, at=clock.now())
    client = sign_in("caller")
    assert "data-version" in _take(client)
    sent = {f"{need.id.hex}-{name}": value for name, value in GENERIC.items()}
    callee = Callee.objects.get()
    faulty = sent | {f"{need.id.hex}-celsius": "", "outcome": "answered"}
    assert client.post(f"/calls/{callee.id}/outcome/", faulty).status_code == 400
    client.post(f"/calls/{callee.id}/outcome/", sent | {"outcome": "answered"})
    assert json.loads(Submission.objects.get().answers)["celsius"] == "36.7"


def test_a_newer_edition_of_ours_keeps_the_fast_form(queue, sign_in):
    forms.load_defaults(by=queue["commander"], at=clock.now())
    Version.objects.filter(questionnaire__code="observation_call").update(number=2, by=None)
    ask(queue, at=clock.now())
    assert "data-version" not in _take(sign_in("caller"))


def test_one_key_and_the_next_call_is_there(queue, sign_in):
    give_phone(queue, "foreigner", "13900009876")
    ask(queue, at=clock.now(), rank=1)
    ask(queue, "foreigner", at=clock.now())
    client = sign_in("caller")
    _take(client)
    first = Callee.objects.get(agent__isnull=False)
    shown = client.post(f"/calls/{first.id}/outcome/", {"outcome": "no_answer"}, follow=True).text
    assert "13900009876" in shown
    assert f"/calls/undo/{Attempt.objects.get().id}/" in shown


def test_a_slip_is_undone_from_the_toast(queue, sign_in):
    ask(queue, at=clock.now())
    client = sign_in("caller")
    _take(client)
    callee = Callee.objects.get()
    client.post(f"/calls/{callee.id}/outcome/", {"outcome": "refused"})
    shown = client.post(f"/calls/undo/{Attempt.objects.get().id}/", follow=True).text
    assert f"tel:{NUMBER}" in shown


def test_what_was_typed_is_there_again(queue, sign_in):
    need = ask(queue, at=clock.now())
    client = sign_in("caller")
    _take(client)
    callee = Callee.objects.get()
    assert client.post(f"/calls/{callee.id}/beat/", {f"{need.id.hex}-celsius": "37.0"}).status_code == 204
    assert 'value="37.0"' in client.get("/calls/").text


def test_a_page_that_lost_its_call_is_told(queue, sign_in):
    ask(queue, at=clock.now())
    client = sign_in("caller")
    _take(client)
    callee = Callee.objects.get()
    operations.release(by=queue["duty"], callee_id=callee.id, at=clock.now())
    assert client.post(f"/calls/{callee.id}/beat/").status_code == 410
    assert client.post(f"/calls/{callee.id}/outcome/", {"outcome": "busy"}).status_code == 409


def test_a_promise_by_one_tap(queue, sign_in):
    ask(queue, at=clock.now())
    client = sign_in("caller")
    _take(client)
    callee = Callee.objects.get()
    client.post(f"/calls/{callee.id}/outcome/", {"outcome": "call_back@2020-02-10T15:00"})
    callee.refresh_from_db()
    assert callee.not_before == clock.at_local(clock.day_of(clock.now()), 15)


def test_whoever_calls_us_is_found_by_their_number(queue, sign_in):
    client = sign_in("caller")
    shown = client.post("/calls/inbound/", {"phone": "138 0000 4321"}).text
    person = queue.people["rare"].id
    assert f"/calls/inbound/{person}/" in shown
    assert f"tel:{NUMBER}" in client.post(f"/calls/inbound/{person}/", {"phone": NUMBER}, follow=True).text


def test_or_by_name_and_date_of_birth(queue, sign_in):
    shown = sign_in("caller").post("/calls/inbound/", {"name": "王㛃", "born_on": "1990-03-08"}).text
    assert str(queue.people["rare"].id) in shown
    shown = sign_in("caller").post("/calls/inbound/", {"name": "王㛃", "born_on": "1990-03-09"}).text
    assert str(queue.people["rare"].id) not in shown


def test_the_supervisor_sees_who_talks_and_frees_what_is_stuck(queue, sign_in):
    ask(queue, at=clock.now())
    operations.claim(by=queue["caller"], at=clock.now())
    client = sign_in("duty")
    shown = client.get("/calls/desk/").text
    assert "电话员" in shown
    assert NUMBER not in shown
    callee = Callee.objects.get()
    client.post(f"/calls/desk/{callee.id}/release/")
    assert Callee.objects.filter(agent=None).exists()
    client.post(f"/calls/desk/{callee.id}/reorder/", {"rank": "1", "reason": "家属来电说不舒服"})
    assert Callee.objects.get().rank == 1


def test_tomorrows_need_is_reckoned_and_exported(queue, sign_in):
    client = sign_in("duty")
    assert "怎么算的" in client.get("/calls/desk/staffing/").text
    assert client.get("/calls/desk/staffing/export/").headers["Content-Type"].startswith("application/vnd")


def test_a_round_in_the_queue_is_part_of_tomorrows_need(queue, sign_in):
    """What is to be rung until tomorrow night counts, what begins later and observation's own calls do not."""
    at = clock.now()
    assert measuring.besides(queue["duty"], at) == 0
    give_phone(queue, "foreigner")
    give_phone(queue, "twin_one")
    ask(queue, at=at, purpose="round")
    ask(queue, at=at, purpose="screening")
    ask(queue, "foreigner", at=at, purpose="round", not_before=at + timedelta(days=1))
    ask(queue, "twin_one", at=at, purpose="observation")
    ask(queue, "twin_one", at=at, purpose="round", not_before=at + timedelta(days=3))
    assert measuring.besides(queue["duty"], at) == 2
    assert measuring.basis(queue["duty"], at).basis.screening == 2
    assert "不打轮次等只需" in sign_in("duty").get("/calls/desk/staffing/").text


def test_the_commander_sets_the_rules_and_unsound_ones_are_refused(queue, sign_in):
    client = sign_in("commander")
    sent = {
        "begins_on": "2020-02-11",
        "opens": "09:00",
        "closes": "20:00",
        "morning": "09:30",
        "evening": "18:00",
    }
    sent |= {"first_gap": 40, "second_gap": 120, "busy_minutes": 5, "most_tries": 5, "most_tries_of_round": 2}
    sent |= {"door_hours": 10, "door_missed": 2, "door_after": 3, "idle_minutes": 3}
    assert client.post("/calls/desk/rules/", sent | {"closes": "08:00"}).status_code == 400
    assert client.post("/calls/desk/rules/", sent).status_code == 302
    client.post("/calls/desk/rules/advice/", {"defaults": "1"})
    assert "怎么量体温" in client.get("/calls/desk/rules/").text


def test_rows_that_come_while_the_page_is_open_can_be_moved_too(cast, sign_in, time_machine):
    """One dialog moves whichever household was tapped: those of the live part bring no dialog of their own."""
    give_phone(cast, "rare")
    need = ask(cast)
    time_machine.move_to(AT, tick=False)
    client = sign_in("commander")
    page, live = client.get("/calls/desk/").text, client.get("/calls/desk/live/").text
    where = f"/calls/desk/{need.callee_id}/reorder/"
    assert page.count("<dialog") == page.count(' id="move"') == 1
    assert f'data-opens="move" data-moves="{where}"' in live
    sent = {"rank": "2", "reason": "家里来电催"}
    assert client.post(where, sent).status_code == 302
    need.refresh_from_db()
    assert need.rank == 2


def test_at_night_the_desk_counts_only_symptoms_as_callable(cast):
    """What waits for the morning rests; nobody is late at an hour at which nobody may ring."""
    night = clock.at_local(clock.day_of(AT), 23)
    for name, rank in (("rare", 1), ("foreigner", 6), ("twin_one", 6)):
        give_phone(cast, name)
        ask(cast, name, rank=rank, at=night - timedelta(hours=4), due_at=night - timedelta(hours=3))
    seen = watching.desk(cast["duty"], night)
    assert (seen.waiting, seen.late) == (1, 1)
    assert [(one.now, one.resting) for one in seen.levels if one.rank in (1, 6)] == [(1, 0), (0, 2)]
    assert [one.is_late for one in seen.queue] == [True, False, False]
    morning = watching.desk(cast["duty"], night + timedelta(hours=11))
    assert (morning.waiting, morning.late) == (3, 3)


def test_a_language_nobody_at_the_phones_speaks_is_told_to_the_supervisor(queue, sign_in):
    """Such a call is given to nobody: the supervisor has to find somebody."""
    ask(queue, at=clock.now(), language="ja")
    operations.set_languages(by=queue["caller"], languages=["zh"], at=clock.now())
    page = sign_in("duty").get("/calls/desk/").text
    assert "日语：在席的没有人会说" in page
    operations.set_languages(by=queue["caller"], languages=["zh", "ja"], at=clock.now())
    shown = sign_in("duty").get("/calls/desk/live/").text
    assert "日语" in shown
    assert "没有人会说" not in shown


def test_who_closed_the_page_an_hour_ago_does_not_sit_at_the_phones(cast, sign_in, time_machine):
    operations.set_languages(by=cast["caller"], languages=["zh"], at=AT)
    time_machine.move_to(AT + timedelta(minutes=50), tick=False)
    client = sign_in("commander")
    assert "电话员" in client.get("/calls/desk/").text
    time_machine.move_to(AT + timedelta(minutes=70), tick=False)
    assert "电话员" not in sign_in("commander").get("/calls/desk/").text
