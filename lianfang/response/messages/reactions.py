"""What messages do when something happened below: two persons became one."""

from __future__ import annotations

from uuid import UUID

from lianfang.core import Actor
from lianfang.ledger.models import Entry

from .models import Correspondent


def on_merged(entry: Entry, by: Actor) -> None:
    """Accounts tied to the one who is now another are the other's: what they write is not a stranger's."""
    rows = Correspondent.objects.of(by.subdistrict).filter(person=UUID(entry.facts["gone"]))
    rows.update(person=UUID(entry.facts["kept"]))
