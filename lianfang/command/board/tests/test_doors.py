"""Every number of the board opens its rows, and there are as many: whoever looks, whichever number."""

import re
from html import unescape

import pytest
import time_machine

from lianfang.command.board.tests import making
from lianfang.registry.people.models import Person
from lianfang.response.observation import operations as observation
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.screening.models import Report

LINK = re.compile(r"<a(?P<attributes>[^>]*)>(?P<inner>.*?)</a>", re.S)
URL = re.compile(r'href="([^"]+)"')
NUMBER = re.compile(r"\d+")
ROOMS = ("/screening/", "/observation/", "/people/review/", "/board/named/")


@pytest.fixture
def made(cast):
    """The situation, with somebody whose committee nobody knows, a report as well, and somebody held."""
    making.situation(cast)
    lost = cast.people["foreigner"]
    Person.objects.filter(pk=lost.pk).update(committee=None)
    Report.objects.filter(person=lost).update(committee=None)
    nobody = Beginning(cast.people["foreigner"].id, making.observe.__kwdefaults__["start"])
    observation.begin(by=cast["duty"], beginning=nobody, at=making.YESTERDAY)
    making.name_on(cast, cast.people["twin_one"], "gate", "leader", "police")
    making.report(cast, making.NOON)
    with time_machine.travel(making.NOON, tick=False):
        yield cast


def doors(text):
    """Each link of the board with the number it shows."""
    found = []
    for link in LINK.finditer(text[text.index('id="board"') :]):
        url = unescape(URL.search(link["attributes"])[1])
        if url.startswith(ROOMS) and NUMBER.search(link["inner"]):
            found.append((url, _number(link["inner"])))
    return found


def _number(inner):
    shown = re.search(r"<b>(\d+)(%?)</b>", inner) or re.search(r"<text[^>]*>(\d+)()</text>", inner)
    if shown and shown[2]:
        return int(re.search(r"(\d+)人未报", inner)[1])
    return int(shown[1] if shown else NUMBER.search(inner)[0])


def rows(client, url):
    """How many rows stand behind a door."""
    context = client.get(url).context
    return context["left"] if url.startswith("/people/review/") else context["page"].paginator.count


@pytest.mark.parametrize("name", ["commander", "duty", "data", "chen", "bao"])
def test_behind_every_number_stand_as_many_rows(made, sign_in, name):
    client = sign_in(name)
    found = doors(client.get("/board/").text)
    assert len(found) >= 8
    assert [(url, n, rows(client, url)) for url, n in found if rows(client, url) != n] == []


def test_whose_committee_nobody_knows_has_a_door_too(made, sign_in):
    found = dict(doors(sign_in("commander").get("/board/").text))
    assert found["/screening/?committee=none"] == 1
    assert found["/observation/?committee=none"] == 1


def test_what_joining_saved_is_rows_that_named_somebody_named_before(made, sign_in):
    client = sign_in("duty")
    found = dict(doors(client.get("/board/").text))
    saved = found["/board/named/?repeated=1"]
    assert saved == found["/board/named/"] - found["/screening/?state=all"] > 0
    assert "《gate》" in client.get("/board/named/").text
