"""What the phone could not reach: slips for the doors, and visits asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record
from lianfang.registry.people import caching
from lianfang.response.visits import operations as visits
from lianfang.response.visits.operations.asking import Ask

from .. import rules
from ..models import Target
from ..rules import Event
from .marking import mark
from .opening import KIND, check_opener, targets_named

MOST = 500


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip for a door that stayed shut: where it is stuck, without a name."""

    target: Target
    door: str


@transaction.atomic
def show_slips(*, by: Actor, target_ids: Sequence[UUID], at: datetime) -> list[Slip]:
    """The doors of homes not reached, as one walks, for printing; that they were shown is kept."""
    check_opener(by)
    rows = Target.objects.visible_to(by).for_the_door() | Target.objects.visible_to(by).filter(
        state=rules.State.DOOR
    )
    found = rows.filter(pk__in=list(target_ids), household__door__isnull=False)
    ordered = found.select_related("household__door__building__compound", "committee").order_by("place")
    slips = [Slip(one, caching.door_name(one.household.door)) for one in ordered]  # type: ignore[union-attr]
    record("rounds.slips_shown", by=by, at=at, doors=len(slips))
    return slips


@transaction.atomic
def ask_doors(*, by: Actor, target_ids: Sequence[UUID], at: datetime) -> int:
    """Asks for a visit at each of these doors; homes without a known flat stay on the list. Returns how many.

    Raises `rounds.door_missing` where none of them has one.
    """
    check_opener(by)
    seen = Target.objects.visible_to(by).for_the_door().filter(pk__in=list(target_ids))
    rows = targets_named(by, list(seen.values_list("id", flat=True)[:MOST]))
    doors = dict(seen.values_list("id", "household__door_id"))
    known = [one for one in rows if doors.get(one.id) or one.person_id]
    if rows and not known:
        raise Refused("rounds.door_missing")
    requests = [
        Ask(
            kind="round",
            person=None if doors.get(one.id) else one.person_id,
            door=doors.get(one.id),
            committee=one.committee_id,
            about_kind=KIND,
            about_id=one.id,
            note=one.campaign.name,
        )
        for one in known
    ]
    visits.ask_many(by=by, requests=requests, at=at)
    mark(by, known, Event.DOOR, at=at)
    record("rounds.doors_asked", by=by, at=at, doors=len(known))
    return len(known)


@transaction.atomic
def visit_doors(*, by: Actor, targets: Sequence[UUID], at: datetime) -> int:
    """Somebody knocked there; what was found lies with the visit."""
    rows = mark(by, targets_named(by, targets), Event.VISITED, at=at)
    if rows:
        record("rounds.visited", by=by, at=at, homes=len(rows))
    return len(rows)
