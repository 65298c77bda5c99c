"""An address that an office splits over columns (路 · 弄 · 号 · 室, 小区 · 楼号 · 室号) as one text again.

Only what the columns say is put together; reading it is the address grammar's work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary

from lianfang.registry.places.rules import parse

from .columns import Mapping
from .fields import PARTS, Field
from .text import tight

LEADING = (Field.ROAD, Field.LANE, Field.COMPOUND)
"""Parts that lead somewhere by themselves; a subdistrict's name or a bare 3号 is no address."""

_MARKS = {Field.LANE: "弄", Field.BUILDING: "号", Field.UNIT: "单元", Field.ROOM: "室"}
_BARE = re.compile(r"[\dA-Za-z甲乙丙丁一二三四五六七八九十百]+(?:[-—]\d+)?")
_NUMBER = re.compile(r"(\d+)\.0+")


def part_columns(mapping: Mapping) -> list[int]:
    """The columns whose parts make an address, in the order of the columns; [] where none leads anywhere."""
    found = {field: places for field, places in mapping.by_field.items() if field in PARTS}
    if not any(field in mapping.by_field for field in (*LEADING, Field.ADDRESS)):
        return []
    return sorted(place for places in found.values() for place in places)


def join_parts(parts: Dictionary[Field, str], written: str = "") -> str:
    """The parts as one address, behind `written` (the office's own address column) where that lacks them.

    A bare number gets the sign of its column: 689 under 弄 is 689弄.
    """
    said = {field: _marked(field, text) for field, text in parts.items() if tight(text)}
    if written:
        return _completed(written, said)
    return _whole(said) if any(field in said for field in LEADING) else ""


def _whole(said: Dictionary[Field, str]) -> str:
    order = (Field.STREET, Field.ROAD, Field.LANE, Field.COMPOUND, Field.BUILDING, Field.UNIT, Field.ROOM)
    return "".join(said.get(field, "") for field in order)


def _completed(written: str, said: Dictionary[Field, str]) -> str:
    """The written address with what it does not say: 安远路1弄 and 楼号 2, 室号 301."""
    known = parse(written)
    front = "" if known.road or known.compound else said.get(Field.ROAD, "")
    front += "" if known.lane or known.compound else said.get(Field.LANE, "")
    name = said.get(Field.COMPOUND, "")
    if not (known.road or known.lane or known.compound or front):
        front, name = name, ""
    inner = "" if known.building else said.get(Field.BUILDING, "")
    inner += "" if known.unit or known.building else said.get(Field.UNIT, "")
    whole = front + written + inner + ("" if known.room else said.get(Field.ROOM, ""))
    # A compound's name beside its lane tells the town what the lane is called.
    is_name = name and name not in whole and not re.search(r"\d", name)
    return f"{whole}({name})" if is_name else whole


def _marked(field: Field, text: str) -> str:
    plain = _NUMBER.sub(r"\1", tight(text))
    return plain + _MARKS[field] if field in _MARKS and _BARE.fullmatch(plain) else plain
