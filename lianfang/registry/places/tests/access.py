"""What the pages of places are opened with: URL name → (cast, area) → its arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lianfang.registry.places.models import CompoundName


def _name(cast: Any, area: Any) -> dict[str, Any]:
    alias, _made = CompoundName.objects.get_or_create(
        subdistrict=cast.subdistrict.id, compound=area.compound, name="金龙小区"
    )
    return {"name_id": alias.id}


def _committee(cast: Any, area: Any) -> dict[str, Any]:
    return {"committee_id": area.committee.id}


def _compound(cast: Any, area: Any) -> dict[str, Any]:
    return {"compound_id": area.compound.id}


EXAMPLES: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "index": lambda cast, area: {},
    "export": lambda cast, area: {},
    "look_up": lambda cast, area: {},
    "divisions": lambda cast, area: {},
    "add_door": lambda cast, area: {},
    "committee": _committee,
    "export_committee": _committee,
    "set_phone": _committee,
    "compound": _compound,
    "export_compound": _compound,
    "change_compound": _compound,
    "add_name": _compound,
    "strike_name": _name,
    "restore_name": _name,
    "building": lambda cast, area: {"building_id": area.stairs[0].id},
}
