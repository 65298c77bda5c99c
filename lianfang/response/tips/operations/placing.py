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
from lianfang.registry.places.rules import Gazetteer, Names, Resolution, parse, resolve

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
        _put(tip, _furthest(tip, gazetteer, names))
        tip.located_at = at
    Tip.objects.bulk_update(fresh, [*PLACE, "located_at"])
    placed = sum(tip.committee_id is not None for tip in fresh)
    record("tips.located", by=by, at=at, tips=len(fresh), placed=placed)
    return placed


@transaction.atomic
def place(*, by: Actor, tip_id: UUID, where: Where, at: datetime) -> Tip:
    """Sets by hand where a tip leads; it goes to that committee. What was found there before counts no more.

    Raises `tips.place_unknown` where the address leads nowhere.
    """
    if by.role not in CHECKERS | OVERSEERS:
        raise Refused("tips.not_for_this_role")
    tip = locked(by, tip_id)
    if where.address.strip():
        words = parse(where.address, known=places.names(by.subdistrict))
        found = resolve(words, places.gazetteer(by.subdistrict), committee="")
        if found.committee is None and not where.committee:
            raise Refused("tips.place_unknown")
        tip.committee = tip.compound = tip.building = tip.door = None
        _put(tip, found)
    if where.committee and tip.committee_id != where.committee:
        tip.committee = Committee.objects.of(by.subdistrict).get(pk=where.committee)
        tip.compound = tip.building = tip.door = None
    tip.located_at = at
    tip.save(update_fields=[*PLACE, "located_at"])
    record("tips.placed", by=by, at=at, about=tip, committee=tip.committee_id)
    return tip


PLACE = ["committee", "compound", "building", "door"]


def _furthest(tip: Tip, gazetteer: Gazetteer, names: Names) -> Resolution:
    """Where the words lead as an address of their own, or inside the compound whose poster was scanned where that
    leads further: who scans at the gate may tell of the next lane."""
    readings = [(tip.where, "")]
    if tip.compound:
        readings.append((f"{tip.compound}{tip.where}", tip.compound.committee.name))
    found = [resolve(parse(words, known=names), gazetteer, committee=hint) for words, hint in readings]
    return max(found, key=lambda one: sum(key is not None for key in _keys(one)))


def _keys(found: Resolution) -> tuple[object, ...]:
    return found.committee, found.compound, found.stair, found.flat


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
