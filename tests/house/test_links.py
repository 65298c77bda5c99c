"""No dead doors: whatever a page links to opens for whoever reads that page."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import time_machine
from django.test import Client

from tests.cast import AT
from tests.house import doors
from tests.house.test_access import BACKEND

LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Of pages that differ only by whom they are about and how they are filtered, so many are opened.
OF_EACH = 2
PAGES = 90


@pytest.fixture
def furnished(cast):
    """One of everything that a page may be about."""
    for door in doors.walkable():
        if door.parameters:
            door.call(cast, cast.a)
    return cast


def _walk(client: Client) -> list[tuple[str, str, int]]:
    """Every link met from 今天 on that does not open: where it stood, where it leads, what came."""
    dead, todo, met, shapes = [], [("", "/")], {"/"}, Counter()
    while todo and len(met) < PAGES * OF_EACH:
        page, url = todo.pop(0)
        answer = client.get(url)
        if answer.status_code >= 400:
            dead.append((page, url, answer.status_code))
        if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
            continue
        for found in LINK.findall(answer.text):
            link = found.replace("&amp;", "&")
            shape = KEY.sub("*", link.split("?")[0])
            if link not in met and shapes[shape] < OF_EACH:
                met.add(link)
                shapes[shape] += 1
                todo.append((url, link))
    return dead


@pytest.mark.parametrize(
    "name", ["commander", "duty", "data", "chen", "doctor", "police", "leader", "caller", "guard", "firm"]
)
def test_every_link_on_a_page_opens_for_who_reads_it(furnished, name):
    client = Client()
    client.force_login(furnished.users[name], backend=BACKEND)
    with time_machine.travel(AT, tick=False):
        assert _walk(client) == []
