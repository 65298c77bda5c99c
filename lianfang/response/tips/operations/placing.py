"""Where a tip leads: its address looked up soon after it came, or set by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record
from lianfang.registry.places import selectors as places
from lianfang.registry.places.models import Committee
from lianfang.registry.places.rules import parse, resolve

from ..models import OVERSEERS, Tip
from .stepping import CHECKERS, locked

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Where:
    """A place as somebody at the desk corrects it: words to look up, or at least the committee."""

    address: str = ""
    committee: UUID | None = None


@transaction.atomic
def locate(*, by: Actor, at: datetime) -> int:
    """Looks up the addresses of tips that came since; returns how many now lie in a committee."""
    rows = Tip.objects.of(by.subdistrict).filter(located_at=None).select_related("compound__committee")
    fresh = list(rows.select_for_update(of=("self",)).order_by("id")[:AT_ONCE])
    if not fresh:
        return 0
    gazetteer, names = places.gazetteer(by.subdistrict), places.names(by.subdistrict)
    for tip in fresh:
        hint = tip.compound.committee.name if tip.compound else ""
        words = f"{tip.compound or ''}{tip.where}" if tip.compound else tip.where
        found = resolve(parse(words, known=names), gazetteer, committee=hint)
        if found.committee is None and tip.compound:
            found = resolve(parse(tip.where, known=names), gazetteer, committee=hint)
        _put(tip, found)
        tip.located_at = at
    Tip.objects.bulk_update(fresh, [*PLACE, "located_at"])
    placed = sum(tip.committee_id is not None for tip in fresh)
    record("tips.located", by=by, at=at, tips=len(fresh), placed=placed)
    return placed


@transaction.atomic
def place(*, by: Actor, tip_id: UUID, where: Where, at: datetime) -> Tip:
    """Sets by hand where a tip leads; it goes to that committee."""
    if by.role not in CHECKERS | OVERSEERS:
        raise Refused("tips.not_for_this_role")
    tip = locked(by, tip_id)
    if where.address.strip():
        words = parse(where.address, known=places.names(by.subdistrict))
        _put(tip, resolve(words, places.gazetteer(by.subdistrict), committee=""))
    if where.committee and tip.committee_id != where.committee:
        tip.committee = Committee.objects.of(by.subdistrict).get(pk=where.committee)
        tip.compound = tip.building = tip.door = None
    tip.located_at = at
    tip.save(update_fields=[*PLACE, "located_at"])
    record("tips.placed", by=by, at=at, about=tip, committee=tip.committee_id)
    return tip


PLACE = ["committee", "compound", "building", "door"]


def _put(tip: Tip, found: Any) -> None:
    """As far as the address could be followed; a gate's poster is never unlearned."""
    for name, key in (
        ("committee_id", found.committee),
        ("compound_id", found.compound),
        ("building_id", found.stair),
        ("door_id", found.flat),
    ):
        if isinstance(key, UUID):
            setattr(tip, name, key)
