"""Who sees whom and what, and that the figures agree with the rows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lianfang.core import clock
from lianfang.core.actor import system
from lianfang.response.observation import operations, selectors
from lianfang.response.observation.models import Alert, Episode, Reading
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.operations.readings import Typed
from tests.cast import AT

START = date(2020, 2, 8)


@pytest.fixture
def town(cast):
    beginnings = [Beginning(person.id, START) for person in cast.people.values()]
    operations.begin_many(by=system(cast.subdistrict.id), beginnings=beginnings, at=AT)
    rare = Episode.objects.get(person=cast.people["rare"])
    typed = Typed(episode=rare.id, celsius=Decimal("38.0"))
    operations.record_readings(by=cast["duty"], typed=[typed], at=AT)
    return cast


@pytest.mark.parametrize(
    ("name", "episodes", "readings"),
    [
        ("commander", 5, 1), ("duty", 5, 1), ("data", 5, 0), ("chen", 4, 1), ("bao", 1, 0), ("doctor", 4, 1),
        ("police", 4, 0), ("leader", 3, 0), ("caller", 0, 0), ("guard", 0, 0), ("firm", 0, 0),
    ],
)  # fmt: skip
def test_who_sees_whom_and_who_sees_readings(town, name, episodes, readings):
    assert Episode.objects.visible_to(town[name]).count() == episodes
    assert Reading.objects.visible_to(town[name]).count() == readings
    assert Alert.objects.visible_to(town[name]).count() == readings


def test_counts_agree_with_the_rows(town):
    [a, b] = sorted(selectors.counts(town["commander"], AT), key=lambda one: -one.observed)
    assert (a.observed, a.slots_owed, a.slots_ended, a.alerts) == (4, 4, 1, 1)
    assert (b.observed, b.slots_owed, b.slots_ended, b.alerts) == (1, 1, 0, 0)
    assert selectors.by_day(town["commander"], AT) == {2: 5}


def test_due_today_tomorrow_and_overdue(town):
    for days, figures in [(11, (0, 4, 0)), (12, (4, 0, 0)), (13, (0, 0, 4))]:
        [mine] = selectors.counts(town["chen"], AT + timedelta(days=days))
        assert (mine.due_today, mine.due_tomorrow, mine.overdue) == figures


def test_two_missed_readings_make_silence(town):
    at = clock.at_local(date(2020, 2, 12), 9)
    [mine] = selectors.counts(town["chen"], at)
    assert mine.silent == 4


def test_alerts_are_for_now_and_only_for_those_who_see_health(town):
    [pile] = selectors.alerts(town["duty"], AT)
    assert (pile.count, int(pile.urgency)) == (1, 0)
    assert selectors.waiting(town["police"], AT) == []


def test_what_waits_asks_a_bounded_number_of_queries(town, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        piles = selectors.waiting(town["chen"], AT)
    assert {str(pile.title): pile.count for pile in piles if pile.count} != {}
