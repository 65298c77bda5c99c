"""A round of verifications entered together: the same rules as one by one."""

from datetime import timedelta

import pytest
from django.apps import apps

from lianfang.core import Refused
from lianfang.ledger.models import Entry
from lianfang.response.screening import operations
from lianfang.response.screening.models import Report, Verification
from lianfang.response.screening.operations.verifying import Answer, Found
from tests.cast import AT

from .test_operations import ARRIVED, office, read, say

__all__ = ["office"]
LATER = AT + timedelta(hours=3)
YES = Answer("confirmed", arrived_on=ARRIVED)


@pytest.fixture
def reports(office):
    for person in ("rare", "twin_one", "neighbour_b"):
        say(office, person)
    read(office)
    return {report.person_id: report for report in Report.objects.of(office.subdistrict.id)}


def enter(cast, reports, by="duty", **answers):
    found = [Found(reports[cast.people[name].id].id, answer, LATER) for name, answer in answers.items()]
    return operations.verify_many(by=cast[by], found=found, at=LATER)


def test_each_report_gets_its_own_answer_and_the_confirmed_are_observed_from_that_hour(office, reports):
    assert enter(office, reports, rare=YES, twin_one=Answer("refuted", reason="never_left")) == 2
    states = Report.objects.of(office.subdistrict.id).values_list("person_id", "state")
    assert dict(states)[office.people["rare"].id] == "confirmed"
    assert dict(states)[office.people["twin_one"].id] == "refuted"
    # By name: the room above may not be imported here.
    [episode] = apps.get_model("observation", "Episode").objects.of(office.subdistrict.id)
    assert (episode.person_id, episode.begun_at) == (office.people["rare"].id, LATER)
    assert Entry.objects.filter(event="screening.many_verified").count() == 1


def test_an_answer_that_lacks_what_it_needs_takes_the_whole_round_back(office, reports):
    with pytest.raises(Refused):
        enter(office, reports, rare=YES, twin_one=Answer("refuted"))
    assert not Verification.objects.exists()


def test_a_worker_enters_only_what_lies_in_the_own_committee(office, reports):
    assert enter(office, reports, by="chen", rare=YES, neighbour_b=YES) == 1


def test_a_report_closed_meanwhile_is_left_alone(office, reports):
    enter(office, reports, rare=YES)
    assert enter(office, reports, rare=Answer("refuted", reason="never_left")) == 0


def test_roles_that_do_not_verify_are_refused(office, reports):
    with pytest.raises(Refused):
        enter(office, reports, by="police", rare=YES)


def test_whom_a_form_must_look_at_singly_is_not_taken(office, reports):
    with pytest.raises(ValueError, match="one by one"):
        enter(office, reports, rare=Answer("confirmed", arrived_on=ARRIVED, symptoms=("cough",)))
