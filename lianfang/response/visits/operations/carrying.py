"""A team takes its list along: what it sees of people is in the record, once a person and day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianfang.core import Actor, clock
from lianfang.ledger.models import Entry
from lianfang.ledger.operations import Act, record_all

from .. import selectors

EVENT = "visits.taken_along"


@transaction.atomic
def take_list(*, by: Actor, at: datetime) -> selectors.Carried | None:
    """The viewer's list with everybody behind its doors; writes down whom they saw, once a day each."""
    found = selectors.carried(by, at)
    if found is None:
        return None
    begin, _end = clock.bounds(clock.day_of(at))
    entries = Entry.objects.of(by.subdistrict).filter(event=EVENT, actor=by.id, at__gte=begin)
    known = set(entries.values_list("person", flat=True))
    fresh = [person for person in found.persons if person.id not in known]
    acts = [Act(by, person, person.id, person.committee_id) for person in fresh]
    record_all("visits.taken_along", acts=acts, at=at)
    return found
