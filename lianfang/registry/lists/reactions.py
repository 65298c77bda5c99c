"""What lists do when something happens below."""

from __future__ import annotations

from lianfang.core import Actor
from lianfang.ledger.models import Entry

from .operations import finish


def on_people_linked(entry: Entry, by: Actor) -> None:
    """The rows of the imports that waited for it have their people now."""
    finish(by=by, at=entry.at)
