"""What the data officer and the commander mend by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from ..models import Committee, Compound, CompoundName, Door
from ..rules import Address, committee_stem
from ..rules.rights import check_can_edit
from ..selectors import read
from .stock import Entry, Stock, new_door


@transaction.atomic
def set_phone(*, by: Actor, committee_id: UUID, phone: str, at: datetime) -> Committee:
    """Gives a committee the telephone that residents may call."""
    check_can_edit(by)
    committee = Committee.objects.visible_to(by).select_for_update().get(pk=committee_id)
    committee.phone = phone.strip()
    committee.save(update_fields=["phone"])
    record("places.committee_changed", by=by, at=at, about=committee, committee=committee.id)
    return committee


@transaction.atomic
def change_compound(
    *, by: Actor, compound_id: UUID, name: str, kind: str, committee_id: UUID, at: datetime
) -> Compound:
    """Changes what a compound is called, what kind of housing it is, and which committee it belongs to.

    Raises Refused `places.name_is_its_address` for another name of a compound that is found by its name
    alone: lists would no longer find it; give it a further name instead. `places.front_of_a_committee` for
    moving the houses along a road, which are kept per committee.
    """
    check_can_edit(by)
    compound = Compound.objects.visible_to(by).select_for_update().get(pk=compound_id)
    committee = Committee.objects.visible_to(by).get(pk=committee_id)
    before = {"name": compound.name, "kind": compound.kind, "committee": compound.committee_id}
    _check_change(compound, name.strip(), committee)
    compound.name, compound.kind, compound.committee = name.strip(), Compound.Kind(kind), committee
    compound.save(update_fields=["name", "kind", "committee"])
    if compound.name != before["name"]:
        _name(by, compound, compound.name)
    after = {"name": compound.name, "kind": compound.kind, "committee": committee.id}
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    record("places.compound_changed", by=by, at=at, about=compound, committee=committee.id, changes=changes)
    return compound


@transaction.atomic
def add_name(*, by: Actor, compound_id: UUID, name: str, at: datetime) -> CompoundName:
    """Lets addresses find a compound by one more name.

    Raises Refused `places.name_missing`, and `places.name_known` where it has the name already.
    """
    check_can_edit(by)
    compound = Compound.objects.visible_to(by).select_for_update().get(pk=compound_id)
    name = name.strip()
    if not name:
        raise Refused("places.name_missing")
    if compound.names.filter(name=name, struck_at=None).exists():
        raise Refused("places.name_known", name=name)
    alias = _name(by, compound, name)
    record("places.name_added", by=by, at=at, about=compound, committee=compound.committee_id, name=name)
    return alias


@transaction.atomic
def strike_name(*, by: Actor, name_id: UUID, at: datetime) -> CompoundName:
    """Strikes a wrong name off a compound; no list brings it back."""
    check_can_edit(by)
    alias = CompoundName.objects.visible_to(by).select_for_update().get(pk=name_id)
    alias.struck_at = at
    alias.save(update_fields=["struck_at"])
    record("places.name_struck", by=by, at=at, about=alias.compound, name=alias.name)
    return alias


@transaction.atomic
def restore_name(*, by: Actor, name_id: UUID, at: datetime) -> CompoundName:
    """Takes the striking off of a name back."""
    check_can_edit(by)
    alias = CompoundName.objects.visible_to(by).select_for_update().get(pk=name_id)
    alias.struck_at = None
    alias.save(update_fields=["struck_at"])
    record("places.name_restored", by=by, at=at, about=alias.compound, name=alias.name)
    return alias


@transaction.atomic
def add_door(*, by: Actor, address_text: str, at: datetime, committee_id: UUID | None = None) -> Door:
    """Adds a door that no ledger has, by its address in any spelling; its building and compound too if new.

    Raises Refused `places.address_without_compound`, `…_building`, `…_room` for an address that stops short
    of a flat, `places.committee_missing` where the compound is new and nobody says whose, and
    `places.door_known`.
    """
    check_can_edit(by)
    address = read(by, address_text)
    _check_complete(address)
    stock = Stock(by.subdistrict)
    named = Committee.objects.visible_to(by).get(pk=committee_id).name if committee_id else address.committee
    # A committee misspelt in the address must not come into being by it.
    known = named if committee_stem(named) in stock.committees else ""
    building = stock.building(Entry(replace(address, committee=""), known))
    if building is None:
        raise Refused("places.committee_missing")
    stock.save()
    if Door.objects.of(by.subdistrict).filter(building=building, room=address.door[:30]).exists():
        raise Refused("places.door_known", address=address_text.strip())
    door = new_door(building, address.door[:30])
    door.save(force_insert=True)
    record("places.door_added", by=by, at=at, about=door, committee=building.compound.committee_id)
    return door


def _check_change(compound: Compound, name: str, committee: Committee) -> None:
    if not name:
        raise Refused("places.name_missing")
    if name != compound.name and not compound.road:
        raise Refused("places.name_is_its_address", name=compound.name)
    if committee.id != compound.committee_id and compound.is_front:
        raise Refused("places.front_of_a_committee", name=compound.name)


def _check_complete(address: Address) -> None:
    if not (address.road or address.compound):
        raise Refused("places.address_without_compound")
    if not (address.building or address.block or address.compound):
        raise Refused("places.address_without_building")
    if not address.door:
        raise Refused("places.address_without_room")


def _name(by: Actor, compound: Compound, name: str) -> CompoundName:
    """A name entered by hand: evidence 0, unless lists had it and it was struck off."""
    facts = {"subdistrict": by.subdistrict, "compound": compound, "name": name[:60]}
    alias, _made = CompoundName.objects.update_or_create(
        **facts, defaults={"struck_at": None}, create_defaults={"evidence": 0}
    )
    return alias
