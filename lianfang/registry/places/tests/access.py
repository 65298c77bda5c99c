"""Examples for the house's walk over every URL. Names of places are open to the whole staff; doors are not,
and a building's page shows them only to those who answer for it (test_pages)."""

from __future__ import annotations

from lianfang.registry.places.models import Compound, CompoundName


def _committee(cast, area):
    return {"committee_id": area.committee.id}


def _compound(cast, area):
    return {"compound_id": area.compound.id}


def _building(cast, area):
    return {"building_id": area.stairs[0].id}


def _name(cast, area):
    facts = {"subdistrict": cast.subdistrict.id, "compound": area.compound, "name": "金龙小区"}
    return {"name_id": CompoundName.objects.get_or_create(**facts)[0].id}


EXAMPLES = {
    "places:committee": _committee,
    "places:export_committee": _committee,
    "places:set_phone": _committee,
    "places:compound": _compound,
    "places:export_compound": _compound,
    "places:change_compound": _compound,
    "places:add_name": _compound,
    "places:strike_name": _name,
    "places:restore_name": _name,
    "places:building": _building,
}
POSTS = {
    "places:look_up": {"address": "甲路10弄1号101室"},
    "places:set_phone": {"phone": "021-00000001"},
    "places:add_name": {"name": "银龙小区"},
    "places:change_compound": {"name": "银龙小区", "kind": Compound.Kind.OTHER.value},
}
EVERYWHERE = {
    "places:committee",
    "places:export_committee",
    "places:compound",
    "places:export_compound",
    "places:building",
}
