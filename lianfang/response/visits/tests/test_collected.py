"""What ODK Collect sends for doors: a record of the visit it belongs to, once; else kept for dispatch, never lost."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import Refused
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.forms import operations as forms
from lianfang.registry.forms.models import Kept
from lianfang.registry.forms.tests.test_openrosa import Phone, instance
from lianfang.response.visits import collected, operations
from lianfang.response.visits.models import Loose, Request, Taken, Visit
from tests.cast import AT

from .outing import ask, team

PERSON = "<person_name>{}</person_name><came_back>no</came_back>{}<person_symptoms>{}</person_symptoms>"
HOME = "<found>home</found><home><how_many>1</how_many><people>{}</people><is_rental>no</is_rental></home>"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def phone(cast, client):
    """陈干事's phone with ODK Collect."""
    forms.load_defaults(by=system(cast.subdistrict.id), at=AT)
    _key, token = forms.give_key(by=cast["data"], user_id=cast.users["chen"].id, name="一组", at=AT)
    return Phone(client, f"/forms/key/{cast.subdistrict.code}/{token}")


@pytest.fixture
def request_(cast):
    return ask(cast)


def at_home(name="王㛃", celsius="<person_celsius>37.8</person_celsius>", symptoms="cough"):
    return HOME.format(PERSON.format(name, celsius, symptoms)) + "<doubtful>no</doubtful>"


def of(request):
    return f"<visit>{request.id}</visit>"


def test_the_door_chosen_from_the_list_becomes_its_visit_and_counts_once(phone, cast, request_):
    xml = instance(of(request_) + at_home())
    assert [phone.send(xml).status_code for _try in range(3)] == [201, 201, 201]
    visit = Visit.objects.get()
    request_.refresh_from_db()
    assert (request_.state, visit.outcome, visit.by_name) == ("done", "met", "陈干事")
    taken = Taken.objects.get()
    assert (taken.person_id, str(taken.celsius)) == (cast.people["rare"].id, "37.8")
    assert Entry.objects.filter(event="visits.recorded").count() == 1


@pytest.mark.parametrize(
    ("ended", "at"),
    [
        (AT + timedelta(minutes=20), AT + timedelta(minutes=20)),
        (AT - timedelta(days=400), AT + timedelta(hours=9)),
        (AT + timedelta(days=1), AT + timedelta(hours=9)),
        ("", AT + timedelta(hours=9)),
    ],
)
def test_a_door_of_the_morning_sent_in_the_evening_was_of_the_morning(phone, request_, ended, at):
    said = ended.isoformat() if ended else ""
    with time_machine.travel(AT + timedelta(hours=9), tick=False):
        phone.send(instance(of(request_) + at_home() + f"<ended>{said}</ended>"))
    assert Visit.objects.get().at == at


def test_the_address_written_down_finds_the_open_visit_behind_it(phone, request_):
    where = "<visit>none</visit><address>甲路10弄1号102室</address>"
    phone.send(instance(where + "<found>nobody</found><slip_left>yes</slip_left>"))
    request_.refresh_from_db()
    assert (request_.state, request_.attempts) == ("waiting", 1)
    assert not Loose.objects.exists()


def test_a_doubtful_answer_asks_the_police(phone, request_):
    said = at_home().replace("<doubtful>no", "<doubtful>yes") + "<doubt>说没去过，门口有武汉的箱子</doubt>"
    phone.send(instance(of(request_) + said))
    assert Visit.objects.get().outcome == "doubtful"
    assert request_.checks.get().question.startswith("说没去过")


def test_a_door_done_meanwhile_is_a_second_word_and_both_are_kept(phone, cast, request_):
    phone.send(instance(of(request_) + at_home()))
    phone.send(instance(of(request_) + "<found>moved</found>", name="uuid:2"))
    assert sorted(Visit.objects.values_list("conflict", flat=True)) == ["", "twice"]


def test_what_fits_no_visit_waits_for_dispatch_and_becomes_one_there(phone, cast, request_, sign_in):
    phone.send(instance("<visit>none</visit><address>新村口那家</address>" + at_home()))
    assert not Visit.objects.exists()
    desk = sign_in("duty")
    page = desk.get("/visits/answers/").text
    assert "新村口那家" in page
    loose = Loose.objects.get()
    desk.post(f"/visits/answers/{loose.id}/place/", {"request": str(request_.id)})
    visit = Visit.objects.get()
    assert (visit.request_id, visit.by_name, visit.submission) == (request_.id, "陈干事", loose.submission)
    with pytest.raises(Refused):
        operations.leave_answers(by=cast["duty"], loose_id=loose.id, note="重复", at=AT)


def test_many_answers_take_as_many_queries_as_one(phone, cast, sign_in, django_assert_num_queries):
    desk, people = sign_in("duty"), ("rare", "foreigner", "twin_one")
    for n, name in enumerate(people):
        for key in (f"uuid:{n}", f"uuid:{n} waits"):
            phone.send(instance("<visit>none</visit><address>村口</address><found>moved</found>", name=key))
        loose, door = Loose.objects.waiting().first(), ask(cast, person=cast.people[name].id)
        operations.place_answers(by=cast["duty"], loose_id=loose.id, request_id=door.id, at=AT)
        if n == 0:
            desk.get("/visits/answers/")
            with CaptureQueriesContext(connection) as one:
                desk.get("/visits/answers/")
                queries = len(one)
    with django_assert_num_queries(queries):
        assert desk.get("/visits/answers/").text.count("村口") == len(people)


def test_two_open_visits_at_one_flat_are_for_a_person(phone, cast, request_):
    ask(cast, kind="daily")
    where = "<visit>none</visit><address>甲路10弄1号102室</address>"
    phone.send(instance(where + "<found>moved</found>"))
    assert (Visit.objects.count(), Loose.objects.count()) == (0, 1)


def test_anothers_door_is_not_recorded_by_guessing_its_number(phone, cast):
    other = ask(cast, person=cast.people["neighbour_b"].id)
    phone.send(instance(of(other) + "<found>moved</found>"))
    other.refresh_from_db()
    assert other.state == "waiting"
    assert Loose.objects.count() == 1


def test_answers_that_need_no_visit_are_put_aside_with_a_reason(phone, cast):
    phone.send(instance("<visit>none</visit><address>试一下</address><found>moved</found>"))
    loose = Loose.objects.get()
    with pytest.raises(Refused):
        operations.leave_answers(by=cast["duty"], loose_id=loose.id, note=" ", at=AT)
    operations.leave_answers(by=cast["duty"], loose_id=loose.id, note="培训时试填", at=AT)
    assert not Loose.objects.of(cast.subdistrict.id).waiting().exists()


def test_what_no_form_took_becomes_the_visit_once_somebody_took_it_in(phone, cast, request_):
    phone.send(instance(of(request_) + "<found>moved</found><shoe/>"))
    assert not Visit.objects.exists()
    forms.take_in(by=cast["duty"], kept_id=Kept.objects.get().id, reason="多填了一栏", at=AT)
    assert Visit.objects.get().outcome == "moved"


def test_the_phones_list_is_the_teams_doors_in_their_order(cast, request_):
    assert [key for key, _said in collected.doors(cast["chen"], AT)] == [str(request_.id)]
    team(cast, "二组", (("bao", "cadre"),))
    operations.take_in(by=cast["duty"], request_id=request_.id, at=AT)
    [(key, said)] = collected.doors(cast["bao"], AT)
    assert (key, said.startswith("甲路10弄1号102")) == (str(request_.id), True)
    assert not list(collected.doors(cast["caller"], AT))


SAID = st.text(max_size=12) | st.sampled_from(["NaN", "-inf", "1e99", "37.6"])


@given(st.dictionaries(st.sampled_from(["person_celsius", "person_symptoms", "x"]), SAID))
def test_only_body_temperatures_are_taken_for_one(member):
    celsius = collected.celsius_of(member)
    assert celsius is None or 34 <= celsius <= 43
    assert "none" not in collected.symptoms_of(member)


def test_a_room_elsewhere_shares_no_door(cast, request_):
    assert collected.match(cast["bao"], {"visit": str(request_.id)}) is None
    assert Request.objects.count() == 1
