"""Who sees which reports, and that the figures agree with the rows."""

from datetime import timedelta

import pytest

from lianfang.core import clock
from lianfang.core.actor import system
from lianfang.response.screening import operations, selectors
from lianfang.response.screening.models import KeyRegion, Report, Verification
from lianfang.response.screening.selectors import Filters
from lianfang.response.screening.tests.test_operations import office, say, verify  # noqa: F401
from tests.cast import AT


@pytest.fixture
def town(office):  # noqa: F811
    for person in ("rare", "twin_one", "neighbour_b"):
        say(office, person)
    say(office, "rare", "gate")
    operations.open_reports(by=system(office.subdistrict.id), at=AT)
    return office


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("commander", 3), ("duty", 3), ("data", 3), ("chen", 2), ("bao", 1), ("doctor", 2), ("police", 2),
        ("leader", 2), ("caller", 0), ("guard", 0), ("firm", 0),
    ],
)  # fmt: skip
def test_who_sees_which_reports(town, name, seen):
    assert selectors.reports(town[name], Filters(), AT).count() == seen


def test_another_committees_report_is_not_there(town):
    other = Report.objects.get(person=town.people["neighbour_b"])
    with pytest.raises(Report.DoesNotExist):
        selectors.report(town["chen"], other.id)


def test_counts_agree_with_the_rows(town):
    later = AT + timedelta(hours=25)
    [mine] = selectors.counts(town["chen"], later)
    assert (mine.committee, mine.open, mine.overdue) == (town.a.committee.id, 2, 2)
    assert selectors.sources_counted(town["commander"], later)["police"]["overdue"] == 3
    assert selectors.joined_counted(town["commander"]) == (4, 3)


def test_filters_narrow(town):
    assert selectors.reports(town["duty"], Filters(source="gate"), AT).count() == 1
    assert selectors.reports(town["duty"], Filters(region="湖北省"), AT).count() == 3
    assert selectors.reports(town["duty"], Filters(overdue=True), AT).count() == 0
    assert selectors.reports(town["duty"], Filters(query="王"), AT).count() == 1


def test_what_waits_is_what_is_open(town, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        piles = selectors.waiting(town["chen"], AT + timedelta(hours=25))
    assert [pile.count for pile in piles] == [0, 0, 2, 0]


@pytest.mark.parametrize(
    ("name", "word"), [("chen", "核实"), ("duty", "核实"), ("police", "查看"), ("commander", "查看")]
)
def test_the_button_says_what_who_presses_it_may_do(town, name, word):
    piles = selectors.waiting(town[name], AT + timedelta(hours=25))
    assert {pile.action for pile in piles if "核实" in pile.title} == {word}


def test_verifications_go_with_their_report(town):
    report = Report.objects.get(person=town.people["rare"])
    verify(town, report, outcome="unreachable")
    assert Verification.objects.visible_to(town["bao"]).count() == 0
    assert Verification.objects.visible_to(town["chen"]).count() == 1


def test_mates_are_offered_as_companions(town):
    report = Report.objects.get(person=town.people["twin_one"])
    assert [mate.name for mate in selectors.mates(town["chen"], report)] == ["欧阳辰"]


def test_due_today_is_neither_late_nor_tomorrows(town):
    mine = Report.objects.of(town.subdistrict.id).order_by("id")
    _start, midnight = clock.bounds(clock.day_of(AT))
    for one, due in zip(mine, (AT - timedelta(minutes=1), AT, midnight), strict=True):
        Report.objects.filter(pk=one.pk).update(due_at=due)
    assert [one.pk for one in selectors.reports(town["duty"], Filters(is_due_today=True), AT)] == [mine[1].pk]
    assert selectors.states_counted(town["duty"], AT)["today"] == 1


def test_the_next_to_verify_is_of_the_same_committee(town):
    first = Report.objects.get(person=town.people["rare"])
    second = Report.objects.get(person=town.people["twin_one"])
    assert selectors.next_to_verify(town["duty"], first.id) == second
    assert selectors.next_to_verify(town["bao"], first.id) is None
    Report.objects.filter(pk=second.pk).update(state="withdrawn")
    assert selectors.next_to_verify(town["duty"], first.id) is None


def test_the_commander_is_told_while_no_key_region_is_in_force(town):
    def told(name):
        return [one.url for one in selectors.waiting(town[name], AT) if one.url.endswith("/rules/")]

    assert told("commander") == []
    KeyRegion.objects.update(to_on=clock.day_of(AT) - timedelta(days=1))
    assert len(told("commander")) == 1
    assert told("duty") == []
