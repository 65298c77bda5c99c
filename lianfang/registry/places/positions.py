"""Positions as people keep them: three columns of a sheet, pasted. Address, latitude, longitude."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lianfang.core import Actor, Refused

from .models import Compound
from .operations.positions import Position, check_position
from .rules import parse, resolve
from .selectors import gazetteer, names

SPLIT = re.compile(r"[\t,，;；]+")


def read_positions(viewer: Actor, text: str) -> tuple[list[Position], list[str]]:
    """What a pasted sheet says, and the lines that say nothing, each with its number and the reason."""
    known, places = names(viewer.subdistrict), gazetteer(viewer.subdistrict)
    found: list[Position] = []
    problems: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [part.strip() for part in SPLIT.split(line.strip()) if part.strip()]
        if not parts or (number == 1 and not _numbers(parts)):
            continue
        pair = _numbers(parts)
        reached = resolve(parse(parts[0], known=known), places) if pair else None
        if pair is None:
            problems.append(_("Line %(number)s: write address, latitude, longitude.") % {"number": number})
        elif reached is None or reached.compound is None:
            problems.append(
                _("Line %(number)s: no compound is known at “%(address)s”.")
                % {"number": number, "address": parts[0]}
            )
        else:
            try:
                check_position(*pair)
            except Refused as refusal:
                problems.append(f"{number}: {refusal}")
            else:
                found.append(Position(*_keys(reached), *pair))
    return found, problems


def _keys(reached: Any) -> tuple[UUID, UUID | None]:
    """The gazetteer's keys are the rows' ids."""
    return reached.compound, reached.stair


def _numbers(parts: list[str]) -> tuple[float, float] | None:
    """Latitude and longitude; also where a sheet has them the other way round (Shanghai lies at 31 and 121)."""
    try:
        first, second = float(parts[1]), float(parts[2])
    except (IndexError, ValueError):
        return None
    return (second, first) if first > second else (first, second)


def known_positions(viewer: Actor) -> tuple[int, int]:
    """How many compounds have a position, and how many there are."""
    rows = Compound.objects.visible_to(viewer)
    return rows.exclude(latitude=None).count(), rows.count()
