"""What lists do when something happens below."""

from __future__ import annotations

from lianfang.core import Actor
from lianfang.ledger.models import Entry

from .operations import finish, tell_stuck


def on_people_linked(entry: Entry, by: Actor) -> None:
    """The rows of the imports that waited for it have their people now."""
    finish(by=by, at=entry.at)


def on_linking_failed(entry: Entry, by: Actor) -> None:
    """Joining gave up: whoever waits for it must hear."""
    tell_stuck(by=by, at=entry.at)
