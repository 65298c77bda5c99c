"""How homes are written where a house is its whole compound."""

import pytest

from lianfang.registry.people.caching import door_name
from lianfang.registry.people.models import Person
from lianfang.registry.places.models import Building, Compound, Door

LANE = Compound(name="柳荫路390弄", road="柳荫路", lane="390")
FRONT = Compound(name="柳荫路沿街（柳荫）", road="柳荫路")
TOWER = Compound(name="柳荫路87号", road="柳荫路", lane="87号")


@pytest.mark.parametrize(
    ("compound", "number", "stair", "door"),
    [
        (LANE, "25", "柳荫路390弄25号", "柳荫路390弄25号503室"),
        (FRONT, "65", "柳荫路65号", "柳荫路65号503室"),
        (TOWER, "", "柳荫路87号", "柳荫路87号503室"),
        (TOWER, "2", "柳荫路87号2号", "柳荫路87号2号503室"),
    ],
)
def test_a_tower_that_is_its_whole_compound_is_named_once(compound, number, stair, door):
    building = Building(compound=compound, number=number)
    assert building.whole == stair
    assert Person(compound=compound, building=building).where == stair
    assert door_name(Door(building=building, room="503")) == door
