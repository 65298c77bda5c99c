"""Doors on a helper's list: the address in full, which the record keeps like every look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, masking
from lianfang.ledger.operations import record
from lianfang.ledger.operations.recording import Act, record_all
from lianfang.registry.people import caching

from ..models import Errand


@dataclass(frozen=True, slots=True)
class Stop:
    """One door of a list: an errand, whose name is masked, and the address down to the flat."""

    errand: Errand
    name: str
    door: str


@transaction.atomic
def show_doors(*, by: Actor, errand_ids: Sequence[UUID], at: datetime) -> list[Stop]:
    """The doors of running errands that this viewer holds or answers for, in the order one walks them; for each person
    one entry that their door was shown."""
    rows = Errand.objects.visible_to(by).running().filter(pk__in=list(errand_ids))
    found = list(
        rows.select_related("person__door__building__compound", "committee").order_by(
            "person__compound__sort_key",
            "person__building__sort_key",
            "person__door__sort_key",
            "due_at",
            "id",
        )
    )
    persons = {errand.person_id: errand for errand in found}
    acts = [Act(by, one, one.person_id, one.committee_id) for one in persons.values()]
    record_all("services.door_shown", acts=acts, at=at)
    record("services.list_shown", by=by, at=at, errands=len(found), persons=len(persons))
    return [Stop(errand, masking.name(errand.person.name), door_of(errand)) for errand in found]


def door_of(errand: Errand) -> str:
    """Where it goes to: the place that was said, else the door, else as much of the address as is known."""
    person = errand.person
    if errand.place:
        return errand.place
    return caching.door_name(person.door) if person.door else person.address
