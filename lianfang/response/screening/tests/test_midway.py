"""Rules that change midway, and families that came back together: nobody is lost, nobody is asked twice."""

from datetime import date, timedelta

import pytest

from lianfang.registry.people.models import Person
from lianfang.response.screening import operations, selectors
from lianfang.response.screening.models import Report, Verification
from lianfang.response.screening.operations.reporting import Sighting
from tests.cast import AT

from .test_operations import ARRIVED, office, only, read, say, verify

__all__ = ["office"]
KUNMING = "云南昆明"


def told(office, place=KUNMING, arrived=ARRIVED):
    """Somebody says that a neighbour came back from where no rule asks for anything."""
    sighting = Sighting(person=office.people["rare"].id, place=place, arrived_on=arrived)
    return operations.report(by=office["chen"], sighting=sighting, at=AT)


def in_force(office, place=KUNMING, from_on=ARRIVED, at=AT, **more):
    return operations.add_region(by=office["commander"], at=at, place=place, from_on=from_on, **more)


def test_an_open_report_comes_under_a_rule_set_after_it_was_told(office):
    assert told(office).need == "declare"
    rule = in_force(office)
    report = only(office)
    assert (report.need, report.rule_id, report.last_day) == ("observe", rule.id, date(2020, 2, 22))


def test_who_was_let_go_because_no_rule_asked_for_them_is_asked_after_again(office):
    verify(office, told(office), outcome="refuted", reason="no_key_region")
    in_force(office, at=AT + timedelta(hours=5))
    report = only(office)
    assert (report.state, report.need, report.reason) == ("open", "observe", "")
    assert Verification.objects.filter(report=report, outcome="reopened").exists()


@pytest.mark.parametrize(
    ("reason", "rule"),
    [
        ("never_left", {}),
        ("no_key_region", {"from_on": ARRIVED + timedelta(days=1)}),
        ("no_key_region", {"place": "云南大理"}),
        ("no_key_region", {"need": "declare"}),
        ("no_key_region", {"days": 1}),
    ],
)
def test_what_the_new_rule_does_not_ask_for_stays_closed(office, reason, rule):
    verify(office, told(office), outcome="refuted", reason=reason)
    in_force(office, **rule)
    assert only(office).state == "refuted"


def test_what_a_rule_covered_stays_under_it(office):
    say(office, "rare")
    read(office)
    before = only(office).rule_id
    in_force(office, place="湖北武汉", days=21)
    assert (only(office).rule_id, only(office).last_day) == (before, date(2020, 2, 22))


def test_a_family_named_one_by_one_is_verified_in_one_call(office):
    say(office, "twin_one")
    say(office, "twin_two", arrived=None)
    read(office)
    first = Report.objects.get(person=office.people["twin_one"])
    named = (office.people["twin_two"].id,)
    verify(office, first, outcome="confirmed", arrived_on=ARRIVED, companions=named, place="武汉")
    second = Report.objects.get(person=office.people["twin_two"])
    assert (second.state, second.starts_on, second.place) == ("confirmed", ARRIVED, "武汉")
    assert Verification.objects.get(report=second).by == office["chen"].id


def test_a_companion_whom_a_list_names_later_is_asked_after_by_itself(office):
    say(office, "twin_one")
    say(office, "twin_two", arrived=ARRIVED + timedelta(days=1))
    read(office)
    first = Report.objects.get(person=office.people["twin_one"])
    named = (office.people["twin_two"].id,)
    verify(office, first, outcome="confirmed", arrived_on=ARRIVED, companions=named)
    assert Report.objects.get(person=office.people["twin_two"]).state == "open"


def test_who_is_no_companion_is_not_answered_along(office):
    say(office, "twin_one")
    say(office, "twin_two")
    read(office)
    first = Report.objects.get(person=office.people["twin_one"])
    verify(office, first, outcome="confirmed", arrived_on=ARRIVED)
    assert Report.objects.get(person=office.people["twin_two"]).state == "open"


def test_nobody_without_a_name_is_offered_as_a_companion(office):
    say(office, "twin_one")
    read(office)
    Person.objects.filter(pk=office.people["twin_two"].pk).update(name="")
    assert not selectors.mates(office["chen"], only(office)).filter(name="").exists()
