"""Whether two tips, or a tip and a report, may tell of the same: place, name, kind and time, each with its weight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lianfang.registry.people.rules.names import compatible, read_name

WITHIN = timedelta(days=14)
NEAR = timedelta(days=3)
SUGGESTED_FROM = 4
DOOR, STAIR, COMPOUND, NAME, CALLED, KIND, TIME = (
    "door",
    "stair",
    "compound",
    "name",
    "called",
    "kind",
    "time",
)
WEIGHTS = {DOOR: 5, STAIR: 3, COMPOUND: 1, NAME: 3, CALLED: 2, KIND: 1, TIME: 1}
REASONS = {
    DOOR: _("the same flat"),
    STAIR: _("the same stair"),
    COMPOUND: _("the same compound"),
    NAME: _("the same name"),
    CALLED: _("names that may be one"),
    KIND: _("the same kind"),
    TIME: _("told within three days"),
}


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is compared: where, who, what, when. Empty parts say nothing."""

    at: datetime
    kind: str = ""
    compound: UUID | None = None
    building: UUID | None = None
    door: UUID | None = None
    name: str = ""


def reasons(one: Sketch, other: Sketch) -> tuple[str, ...]:
    """In what they agree. Two different flats are no agreement at all, whatever else is alike."""
    if abs(one.at - other.at) > WITHIN or _differ(one, other):
        return ()
    agreed = [where] if (where := _place(one, other)) else []
    if who := _name(one.name, other.name):
        agreed.append(who)
    if one.kind and one.kind == other.kind:
        agreed.append(KIND)
    if abs(one.at - other.at) <= NEAR:
        agreed.append(TIME)
    return tuple(agreed)


def score(agreed: tuple[str, ...]) -> int:
    """How much that weighs."""
    return sum(WEIGHTS[code] for code in agreed)


def is_suggested(agreed: tuple[str, ...]) -> bool:
    """True where it is worth showing to somebody: enough weight, and a place in it."""
    return score(agreed) >= SUGGESTED_FROM and bool({DOOR, STAIR, COMPOUND} & set(agreed))


def _differ(one: Sketch, other: Sketch) -> bool:
    known = one.door is not None and other.door is not None
    return known and one.door != other.door


def _place(one: Sketch, other: Sketch) -> str:
    for code, attribute in ((DOOR, "door"), (STAIR, "building"), (COMPOUND, "compound")):
        mine = getattr(one, attribute)
        if mine is not None and mine == getattr(other, attribute):
            return code
    return ""


def _name(one: str, other: str) -> str:
    if not one.strip() or not other.strip():
        return ""
    a, b = read_name(one), read_name(other)
    if a.is_known and a.text == b.text:
        return NAME
    return CALLED if compatible(a, b) else ""
