"""What calls do when something happened below: two persons became one."""

from __future__ import annotations

from uuid import UUID

from lianfang.core import Actor
from lianfang.ledger.models import Entry

from .models import Need


def on_merged(entry: Entry, by: Actor) -> None:
    """What is open about the one who is now another goes on about the other: asked for by name, they are the same."""
    rows = Need.objects.of(by.subdistrict).open().filter(person=UUID(entry.facts["gone"]))
    rows.update(person=UUID(entry.facts["kept"]))
