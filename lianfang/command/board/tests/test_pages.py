"""The screen, its wall, its sheet."""

from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from lianfang.command.board.tests import making
from lianfang.ledger.models import Entry

URL = "/board/"


@pytest.fixture
def at_noon(cast):
    """The situation, looked at when it happened."""
    making.situation(cast)
    with time_machine.travel(making.NOON, tick=False):
        yield cast


def test_every_figure_is_a_door_to_its_rows(at_noon, sign_in):
    client = sign_in("commander")
    page = client.get(URL)
    urls = [figure.url for figure in page.context["board"].figures]
    assert urls == [
        "/screening/?overdue=1", "/observation/", "/observation/?only=missing", "/observation/?only=abnormal",
    ]  # fmt: skip
    for url, rows in zip(urls, (1, 4, 1, 1), strict=True):
        assert f'href="{url}"' in page.text
        assert len(client.get(url).context["page"].object_list) == rows


def test_it_says_as_of_when_and_for_whom(at_noon, sign_in):
    text = sign_in("chen").get(URL).text
    assert "截至" in text
    assert "12:00" in text
    assert "甲居民区" in text
    assert "乙居民区" not in text


def test_a_committee_s_number_opens_that_committee_s_rows(at_noon, sign_in):
    client, committee = sign_in("commander"), at_noon.a.committee.id
    url = f"/screening/?overdue=1&amp;committee={committee}"
    assert url.replace("&amp;", "&") in client.get(URL).text.replace("&amp;", "&")
    rows = client.get(url.replace("&amp;", "&")).context["page"].object_list
    assert [row.committee_id for row in rows] == [committee]


def test_numbers_about_health_are_not_on_the_data_officer_s_page(at_noon, sign_in):
    text = sign_in("data").get(URL).text
    assert "今日体温" not in text
    assert "only=abnormal" not in text
    assert "待核对" in text


def test_the_wall_asks_for_itself_and_gets_no_frame(at_noon, sign_in):
    client = sign_in("duty")
    wall = client.get(URL, {"wall": "1"}).text
    assert 'hx-get="/board/?wall=1" hx-trigger="every 15s"' in wall
    assert 'class="rail"' not in wall
    part = client.get(URL, {"wall": "1"}, headers={"HX-Request": "true"}).text
    assert part.startswith('<div id="board"')
    assert "every 15s" in part
    assert "<html" not in part


def test_the_plain_board_does_not_refresh(at_noon, sign_in):
    assert "hx-get" not in sign_in("duty").get(URL).text


def test_an_office_with_nothing_yet_gets_an_empty_board(cast, sign_in):
    page = sign_in("commander").get(URL)
    assert page.status_code == 200
    assert "还没有名单提到任何人" in page.text


def test_no_name_of_anybody_stands_on_it(at_noon, sign_in):
    text = sign_in("commander").get(URL).text
    assert [p.name for p in at_noon.people.values() if p.name in text] == []


def test_the_sheet_holds_the_committees_and_is_in_the_record(at_noon, sign_in):
    answer = sign_in("commander").get(reverse("board:export"))
    rows = [list(row) for row in load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)]
    assert rows[1][:4] == ["居委会", "待核实", "核实超时", "观察中"]
    assert [row[:4] for row in rows[2:]] == [["甲居民区", 1, 1, 3], ["乙居民区", 1, 0, 1], ["全部", 2, 1, 4]]
    assert Entry.objects.get(event="ledger.exported").facts["rows"] == 3


def test_the_sheet_of_who_may_not_read_health_has_no_slots(at_noon, sign_in):
    answer = sign_in("data").get(reverse("board:export"))
    headings = next(load_workbook(BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True))
    assert not {"已报时段", "异常"} & set(headings)
