"""A tiny town played for a fortnight: everything a fortnight has happened, nothing broke, the dice are the seed's."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from lianfang.command.exercise import operations
from lianfang.command.exercise.fortnight import Played, telling
from lianfang.command.exercise.fortnight.coming import GROWN_UP, newcomers
from lianfang.command.exercise.operations import Wanted
from lianfang.command.exercise.town.town import draw
from lianfang.core import Refused, clock, ids, tenant
from lianfang.core.actor import system

FIRST, DAYS, SEED = date(2020, 2, 3), 14, 46
FEW = 4


WANTED = (
    "told by themselves", "confirmed", "refuted", "readings", "refused as it should be", "extended", "moved",
    "refused", "transferred", "deceased", "persons joined", "persons parted", "released", "protocols", "moved_away",
)  # fmt: skip


class _Enough(Exception):
    pass


def play(look=lambda line: None):
    by = system(ids.new(), "演练")
    with tenant.inside(by.subdistrict):
        at, wanted = clock.at_local(FIRST, 8), Wanted("tiny", SEED, "invented-words")
        return operations.play(by=by, wanted=wanted, first=FIRST, days=DAYS, at=at, look=look)


def lines_of_a_play(days):
    """As many days as asked for, and nothing of it stays."""
    lines = []

    def look(line):
        lines.append(line)
        if len(lines) == days:
            raise _Enough

    with pytest.raises(_Enough):
        play(look)
    return lines


def test_a_child_comes_with_a_grown_up_in_front():
    """Nobody under fourteen registers alone: the office refuses it (PIPL Art. 31), whatever the dice say."""
    town = draw(SEED, "tiny")
    first = [people[0] for one in town.people if len(people := newcomers(town, one.number, FIRST)) > 1]
    grown = {each.document.number for each in town.people if each.age(FIRST) >= GROWN_UP}
    assert first
    assert {one.id_number for one in first} <= grown


def test_a_fortnight_of_the_tiny_town_happens_and_nothing_breaks(db):
    played = Played(lines_of_a_play(DAYS))
    assert [str(one) for one in played.broken] == []
    assert [what for what in WANTED if not played.happened[what]] == []
    table = [telling.heading(), *map(telling.line, played.lines)]
    assert "完整率" in table[0]
    assert table[1].split()[0] == "02-03"
    assert any("解除" in line for line in telling.summary(played))
    again = lines_of_a_play(FEW)
    assert [(line.day, line.happened, line.observed) for line in again] == [
        (line.day, line.happened, line.observed) for line in played.lines[:FEW]
    ]


def test_where_there_is_a_subdistrict_nothing_is_played(cast):
    with pytest.raises(Refused, match="已经有一个街道"):
        play()
    with pytest.raises(CommandError, match="已经有一个街道"):
        call_command("play_fortnight", size="tiny")
