"""What screening does when something happened below: lists came in, persons became one or two."""

from __future__ import annotations

from uuid import UUID

from lianfang.core import Actor
from lianfang.core.actor import system
from lianfang.ledger.models import Entry

from . import operations


def open_reports(entry: Entry, by: Actor) -> None:
    """After a list was linked to persons: everything not read yet is read under the rules in force."""
    operations.open_reports(by=system(by.subdistrict, by.name), at=entry.at)


def regroup(entry: Entry, by: Actor) -> None:
    """After persons were merged, parted or split: the reports of those two. After an import was undone or
    superseded: whatever rested on it."""
    names = ("kept", "gone", "from_person", "to_person")
    two = [UUID(entry.facts[name]) for name in names if name in entry.facts]
    operations.regroup(by=system(by.subdistrict, by.name), at=entry.at, persons=two or None)


def follow_registrations(entry: Entry, by: Actor) -> None:
    """After self-registered people were joined: the unwell among them are reported whatever the rules ask for."""
    operations.follow_registrations(by=system(by.subdistrict, by.name), at=entry.at)
