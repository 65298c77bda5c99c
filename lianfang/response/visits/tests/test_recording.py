"""Records from telephones: once each, two words kept both, empty doors come again, doubts go to the police."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from lianfang.core import Refused
from lianfang.ledger.models import Entry
from lianfang.response.visits import operations
from lianfang.response.visits.models import Check, Request, Stop, Taken, Visit
from lianfang.response.visits.operations.recording import Temperature
from tests.cast import AT

from .outing import ask, found, team


@pytest.fixture
def request_(cast):
    return ask(cast)


def _record(cast, *records, who="chen", at=AT):
    return operations.record_visits(by=cast[who], found=list(records), at=at)


def test_a_record_sent_three_times_counts_once(cast, request_):
    one = found(request_, note="见到本人")
    became = [_record(cast, one)[0].became for _ in range(3)]
    assert became == ["new", "known", "known"]
    assert Visit.objects.of(cast.subdistrict.id).count() == 1
    assert Entry.objects.of(cast.subdistrict.id).filter(event="visits.recorded").count() == 1


def test_who_met_somebody_has_closed_the_request_and_the_list(cast, request_):
    team(cast)
    operations.take_in(by=cast["duty"], request_id=request_.id, at=AT)
    _record(cast, found(request_))
    request_.refresh_from_db()
    assert (request_.state, request_.outcome) == ("done", "met")
    assert not Stop.objects.of(cast.subdistrict.id).ahead().exists()


def test_two_telephones_about_one_door_are_both_kept_and_shown(cast, request_):
    team(cast)
    _record(cast, found(request_, note="本人在家"))
    [receipt] = _record(cast, found(request_, "refused", note="不开门"), who="police")
    assert (receipt.became, receipt.conflict) == ("apart", "twice")
    request_.refresh_from_db()
    assert request_.outcome == "met"
    assert Visit.objects.of(cast.subdistrict.id).count() == 2


def test_what_the_office_withdrew_meanwhile_is_kept_until_a_person_decides(cast, request_):
    one = found(request_)
    operations.withdraw(by=cast["duty"], request_ids=[request_.id], reason="已核实", at=AT)
    [receipt] = _record(cast, one)
    assert receipt.conflict == "withdrawn"
    operations.settle(by=cast["duty"], visit_id=receipt.visit, stands=True, note="确实去过", at=AT)
    request_.refresh_from_db()
    assert (request_.state, request_.outcome) == ("done", "met")
    with pytest.raises(Refused) as refused:
        operations.settle(by=cast["duty"], visit_id=receipt.visit, stands=False, at=AT)
    assert refused.value.code == "visits.settled_already"


def test_an_empty_door_is_tried_again_after_two_hours(cast, request_):
    _record(cast, found(request_, "nobody", slip="K7P2"))
    request_.refresh_from_db()
    assert (request_.state, request_.attempts) == ("waiting", 1)
    assert request_.not_before == AT + timedelta(hours=2)


def test_a_doubtful_answer_is_a_question_to_the_police_with_a_clock(cast, request_):
    _record(cast, found(request_, "doubtful", note="说没去过武汉，邻居说去过"))
    check = Check.objects.of(cast.subdistrict.id).get()
    assert check.due_at == AT + timedelta(hours=2)
    with pytest.raises(Refused):
        operations.answer_check(by=cast["chen"], check_id=check.id, answer="true", at=AT)
    operations.answer_check(by=cast["police"], check_id=check.id, answer="false", note="有车票", at=AT)
    with pytest.raises(Refused):
        operations.answer_check(by=cast["police"], check_id=check.id, answer="true", at=AT)


def test_a_refusal_brings_the_police_to_the_door(cast, request_):
    _record(cast, found(request_, "refused"))
    asked = Request.objects.of(cast.subdistrict.id).get(kind="check")
    assert asked.needs_police
    assert asked.person_id == request_.person_id


def test_temperatures_are_of_the_household_only_and_not_for_the_police(cast, request_):
    own, stranger = cast.people["rare"].id, cast.people["neighbour_b"].id
    taken = (Temperature(own, Decimal("36.6")), Temperature(stranger, Decimal("37.9")))
    _record(cast, found(request_, taken=taken))
    rows = Taken.objects.visible_to(cast["chen"])
    assert {(row.person_id, row.celsius) for row in rows} == {(own, Decimal("36.6")), (None, Decimal("37.9"))}
    assert not Taken.objects.visible_to(cast["police"]).exists()


def test_a_team_may_say_what_it_found_after_the_door_was_given_to_others(cast, request_):
    team(cast, "二组", (("bao", "cadre"),))
    assert _record(cast, found(request_), who="bao")[0].became == "new"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"outcome": "eaten"}, "visits.outcome_unknown"),
        ({"at": AT + timedelta(hours=1)}, "visits.time_wrong"),
        ({"taken": (Temperature(None, Decimal("99")),)}, "visits.temperature_wrong"),
        ({"photo": b"x" * 400_000}, "visits.photo_too_large"),
    ],
)
def test_what_cannot_be_is_refused_by_itself_and_the_rest_stands(cast, request_, change, code):
    other = ask(cast, person=cast.people["foreigner"].id)
    receipts = _record(cast, replace(found(request_), **change), found(other))
    assert [one.became for one in receipts] == ["refused", "new"]
    assert receipts[0].refusal.code == code


def test_nobody_learns_of_others_doors_by_guessing(cast):
    request = ask(cast, person=cast.people["neighbour_b"].id)
    [receipt] = _record(cast, found(request))
    assert receipt.refusal.code == "visits.no_such_visit"


def test_somebody_elses_record_is_not_taken_for_a_retry(cast, request_):
    one = found(request_)
    _record(cast, one)
    assert _record(cast, one, who="police")[0].refusal.code == "visits.client_id_taken"
