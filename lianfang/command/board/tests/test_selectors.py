"""Who sees which figures, and whether they are those of the situation."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianfang.command.board import selectors
from lianfang.command.board.tests import making
from lianfang.core import ids, tenant
from lianfang.response.observation import operations as observation
from lianfang.response.observation.models import Alert
from lianfang.response.screening import operations as screening
from lianfang.response.screening.models import Report
from lianfang.response.screening.operations.verifying import Answer

NOON = making.NOON
MOST_QUERIES = 20


@pytest.fixture
def made(cast):
    """The situation."""
    making.situation(cast)
    return cast


def shown(cast, name="commander", at=NOON):
    return selectors.board(cast[name], at)


def values(board):
    return [figure.now for figure in board.figures]


def test_the_commander_sees_the_whole(made):
    board = shown(made)
    assert values(board) == [1, 4, 75, 1]
    assert [line.name for line in board.lines] == ["甲居民区", "乙居民区"]
    assert (board.total.open, board.total.overdue, board.total.held) == (2, 1, 0)


def test_who_lags_stands_first_with_what_lags(made):
    line = shown(made).lines[0]
    assert (line.overdue, line.observed, line.owed, line.ended, line.slots_late) == (1, 3, 3, 2, 1)
    assert (line.percent, line.look, line.alerts) == (66, "bad", 1)


def test_a_worker_sees_the_own_area_and_nothing_of_another(made):
    board = shown(made, "bao")
    assert [line.name for line in board.lines] == ["乙居民区"]
    assert values(board) == [0, 1, 100, 0]
    assert {s.kind: s.reports for s in board.sources if s.reports} == {"firm": 1}
    assert sum(count for _day, count in board.bars) == 1


def test_who_may_not_read_health_gets_neither_slots_nor_alerts(made):
    board = shown(made, "data")
    assert not board.sees_health
    assert (board.total.owed, board.total.late, board.total.alerts) == (0, 0, 0)
    assert [figure.url.rpartition("=")[2] for figure in board.figures] == [
        "1", "/observation/", "overdue", "/people/review/",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["leader", "caller", "guard", "firm"])
def test_other_roles_have_nothing_on_it(made, name):
    board = shown(made, name)
    assert (values(board)[:2], board.sources, board.joins.named) == ([0, 0], [], 0)


def test_another_subdistrict_counts_nothing(made):
    with tenant.inside(ids.new()):
        board = shown(made)
    assert (board.lines, board.sources, board.joins.pairs) == ([], [], 0)


def test_seven_lists_that_name_one_person_are_one_person(made):
    board = shown(made)
    assert (board.joins.named, board.joins.reports) == (3, 2)
    assert {s.kind: (s.named, s.reports, s.overdue) for s in board.sources if s.named} == {
        "police": (1, 1, 1), "wechat": (1, 1, 1), "firm": (1, 1, 0),
    }  # fmt: skip


def test_change_since_yesterday_comes_from_the_facts(made):
    overdue, observed, complete, abnormal = (figure.trend for figure in shown(made).figures)
    # Yesterday at noon: the report was sixteen hours old; all four had begun at that minute and one of
    # them had been measured.
    assert (overdue.values, overdue.change) == ((0, 0, 1), 1)
    assert observed.values == (0, 4, 4)
    assert complete.values == (None, 25, 75)
    assert abnormal.change == 1


def test_a_reading_that_came_after_the_moment_is_not_counted_in_it(made):
    later = shown(made, at=NOON + timedelta(minutes=45))
    assert later.figures[2].trend.values[1] == 50


def test_an_alert_settled_today_stood_open_yesterday(made):
    after = NOON + timedelta(days=1)
    alert = Alert.objects.get()
    observation.acknowledge_alert(by=made["duty"], alert_id=alert.id, at=NOON)
    step = {"alert_id": alert.id, "step": "decided", "decision": "false_alarm", "note": "电话复测"}
    observation.add_alert_step(by=made["duty"], at=after, **step)
    observation.close_alert(by=made["duty"], alert_id=alert.id, note="", at=after)
    assert shown(made, at=after).figures[3].trend.values == (0, 1, 0)


def test_a_report_opened_again_counts_from_its_new_deadline(made):
    late = Report.objects.get(person=made.people["foreigner"])
    answer = Answer("refuted", method="phone", reason="never_left")
    screening.verify(by=made["chen"], report_id=late.id, answer=answer, at=NOON)
    screening.reopen(by=made["chen"], report_id=late.id, reason="又说回来了", at=NOON + timedelta(hours=20))
    assert shown(made, at=NOON + timedelta(hours=22)).figures[0].trend.values == (0, 0, 0)


def test_every_door_leads_to_as_many_rows_as_its_number(made):
    from lianfang.response.observation.selectors import Filters, episodes

    board, viewer = shown(made), made["commander"]
    for day, count in board.bars:
        assert episodes(viewer, Filters(day=day), NOON).count() == count
    tomorrow = NOON + timedelta(days=11)
    due = selectors.board(viewer, tomorrow).total
    assert episodes(viewer, Filters(only="tomorrow"), tomorrow).count() == due.due_tomorrow == 3
    assert episodes(viewer, Filters(only="overdue"), tomorrow).count() == due.held == 1


def test_it_asks_as_much_for_many_as_for_few(made):
    with CaptureQueriesContext(connection) as few:
        shown(made)
    assert len(few) <= MOST_QUERIES
    making.observe(made, "foreigner")
    making.name_on(made, made.people["twin_one"], "gate", "leader", "police")
    making.report(made, NOON)
    with CaptureQueriesContext(connection) as many:
        shown(made)
    assert len(many) == len(few)
