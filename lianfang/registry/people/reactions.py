"""What the people room does when something happens below it."""

from __future__ import annotations

from lianfang.core import Actor
from lianfang.ledger.models import Entry

from . import caching, jobs
from .models import Mention


def on_order(entry: Entry, by: Actor) -> None:
    """An order lets screening read mask reservations, or no longer does: best values change."""
    jobs.reread_masks.defer(subdistrict=str(by.subdistrict))


def on_compound_changed(entry: Entry, by: Actor) -> None:
    """A compound went to another committee, and the people living there with it."""
    there = Mention.objects.of(by.subdistrict).filter(compound=entry.about)
    there.update(committee=entry.committee)
    persons = there.exclude(person=None).values_list("person_id", flat=True)
    caching.refresh(by.subdistrict, set(persons), entry.at)
