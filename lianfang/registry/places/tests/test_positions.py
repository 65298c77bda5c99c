"""Positions: pasted from a sheet, either way round; what cannot be read is said line by line."""

import pytest

from lianfang.core import Refused
from lianfang.registry.places import operations
from lianfang.registry.places.operations.positions import Position
from lianfang.registry.places.positions import known_positions, read_positions
from tests.cast import AT


def test_a_pasted_sheet_places_stairs_and_compounds(cast):
    text = "地址,纬度,经度\n甲路10弄1号,31.2301,121.4612\n甲路10弄\t121.46\t31.23\n"
    found, problems = read_positions(cast["data"], text)
    assert problems == []
    assert operations.set_positions(by=cast["data"], positions=found, at=AT) == 2
    cast.a.stairs[0].refresh_from_db()
    cast.a.compound.refresh_from_db()
    assert (cast.a.stairs[0].latitude, cast.a.stairs[0].longitude) == (31.2301, 121.4612)
    assert (cast.a.compound.latitude, cast.a.compound.longitude) == (31.23, 121.46)
    assert known_positions(cast["data"]) == (1, 2)


def test_lines_that_say_nothing_come_back_with_their_number(cast):
    _found, problems = read_positions(
        cast["data"], "甲路10弄,31.2,121.4\n丙路3弄,31.2,121.4\n甲路10弄,北边\n甲路10弄,1,2"
    )
    assert [problem[:3] for problem in problems] == ["第 2", "第 3", "4: "]


def test_only_officers_place_things_and_nowhere_else_on_earth(cast):
    here = Position(cast.a.compound.id, None, 31.2, 121.4)
    with pytest.raises(Refused):
        operations.set_positions(by=cast["chen"], positions=[here], at=AT)
    with pytest.raises(Refused):
        operations.set_positions(
            by=cast["data"], positions=[Position(here.compound, None, 121.4, 31.2)], at=AT
        )


def test_the_page_keeps_what_could_not_be_read(sign_in):
    client = sign_in("data")
    answer = client.post("/places/positions/", {"text": "丙路3弄,31.2,121.4"})
    assert answer.status_code == 400
    assert "丙路3弄" in answer.content.decode()
    assert client.post("/places/positions/", {"text": "甲路10弄,31.2,121.4"}).status_code == 302
