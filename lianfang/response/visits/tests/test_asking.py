"""Asking for visits: what follows from the kind, once a matter, who may."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from lianfang.core import Refused, clock, ids
from lianfang.core.actor import system
from lianfang.response.visits import operations
from lianfang.response.visits.models import Request
from lianfang.response.visits.operations.asking import Ask, Needs
from tests.cast import AT


def _ask(cast, who="duty", at=AT, **facts):
    facts.setdefault("person", cast.people["rare"].id)
    by = cast[who] if isinstance(who, str) else who
    return operations.ask(by=by, request=Ask(**{"kind": "verification"} | facts), at=at)


def test_a_visit_is_due_by_its_class_at_the_home_of_the_person(cast):
    made = _ask(cast)
    assert (made.urgency, made.due_at) == ("today", clock.at_local(clock.day_of(AT), 20, 30))
    assert made.committee_id == cast.a.committee.id
    assert made.door_id == cast.people["rare"].door_id


def test_who_is_unwell_has_a_doctor_at_the_door_within_forty_minutes(cast):
    made = _ask(cast, kind="symptom")
    assert made.needs.doctor
    assert made.due_at == AT + timedelta(minutes=40)


def test_after_the_evening_today_means_tomorrow(cast):
    evening = clock.at_local(clock.day_of(AT), 21)
    made = _ask(cast, at=evening)
    assert clock.day_of(made.due_at) == clock.day_of(AT) + timedelta(days=1)


def test_asked_again_one_visit_stays_and_becomes_as_urgent_as_the_more_urgent(cast):
    matter = ids.new()
    first = _ask(cast, about_kind="screening.Report", about_id=matter)
    again = _ask(
        cast, about_kind="screening.Report", about_id=matter, urgency="now", needs=Needs(female=True)
    )
    assert again.id == first.id
    assert (again.urgency, again.needs_female) == ("now", True)
    assert Request.objects.of(cast.subdistrict.id).count() == 1


def test_an_old_person_is_visited_by_daylight(cast):
    person = cast.people["rare"]
    person.born_on = clock.day_of(AT).replace(year=1940)
    person.save()
    assert _ask(cast).is_elderly


def test_nobody_asks_for_a_door_of_another_committee(cast):
    with pytest.raises(cast.people["rare"].DoesNotExist):
        _ask(cast, "bao")


def test_the_system_asks_for_anybody(cast):
    assert _ask(cast, system(cast.subdistrict.id), kind="silent").asked_by_role == "system"


@pytest.mark.parametrize(
    ("who", "facts", "code"),
    [
        ("guard", {}, "visits.not_for_this_role"),
        ("duty", {"kind": "tea"}, "visits.kind_unknown"),
        ("duty", {"person": None}, "visits.where_missing"),
    ],
)
def test_what_is_refused(cast, who, facts, code):
    with pytest.raises(Refused) as refused:
        _ask(cast, who, **facts)
    assert refused.value.code == code


def test_what_is_withdrawn_can_be_asked_for_anew(cast):
    matter = ids.new()
    first = _ask(cast, about_kind="screening.Report", about_id=matter)
    done = operations.withdraw_about(
        by=cast["duty"], about_kind="screening.Report", about_id=matter, reason="电话已核实", at=AT
    )
    assert done == 1
    assert _ask(cast, about_kind="screening.Report", about_id=matter).id != first.id


def test_visits_are_seen_by_the_committee_and_by_nobody_beside(cast):
    _ask(cast)
    seen = {who for who in cast.actors if Request.objects.visible_to(cast[who]).exists()}
    assert seen == {"commander", "duty", "data", "chen", "doctor", "police"}


def test_the_same_flat_asked_for_twice_is_one_visit(cast):
    one = _ask(cast, person=None, door=cast.a.doors[3].id, kind="round")
    again = _ask(cast, person=None, door=cast.a.doors[3].id, kind="round", urgency="now")
    assert (again.id, again.urgency) == (one.id, "now")
    stair = _ask(cast, person=None, building=cast.a.stairs[1].id, kind="round")
    assert stair.id not in (one.id, _ask(cast, person=None, compound=cast.a.compound.id, kind="round").id)


def test_where_no_flat_is_known_a_team_goes_to_the_compound(cast):
    made = _ask(cast, "chen", person=None, compound=cast.a.compound.id, kind="round")
    assert (made.committee_id, made.door_id, made.building_id) == (cast.a.committee.id, None, None)
    with pytest.raises(ObjectDoesNotExist):
        _ask(cast, "chen", person=None, compound=cast.b.compound.id, kind="round")


def test_an_address_that_ends_before_the_flat_is_asked_about(cast, sign_in):
    client, url = sign_in("chen"), reverse("visits:ask")
    sent = {"address": "甲路10弄2号", "kind": "verification", "urgency": "today"}
    answer = client.post(url, sent)
    assert answer.status_code == 400
    assert "只找到 甲路10弄2号，没有到户" in answer.text
    assert client.post(url, sent | {"is_wide": "on"}).status_code == 302
    made = Request.objects.get()
    assert (made.building_id, made.door_id) == (cast.a.stairs[1].id, None)
    assert client.post(url, sent | {"address": "乙路10弄", "is_wide": "on"}).status_code == 400
