"""What services do when something happened elsewhere: a call or a visit told of a need, persons became one or two."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.people.models import Person

from . import operations
from .models import Errand


def take_wishes(entry: Entry, by: Actor) -> None:
    """A call was answered or a door visited, and something is needed: `facts["wants"]`, a list of kinds' codes.

    The same call or visit told again counts once. A kind that is not offered is left to the words of the call."""
    person = entry.facts.get("person") or entry.person
    if not person or not entry.facts.get("wants"):
        return
    source = Errand.Source.VISIT if entry.event.startswith("visits.") else Errand.Source.CALL
    who = system(by.subdistrict, by.name)
    known = Person.objects.of(by.subdistrict).filter(pk=UUID(str(person))).first()
    if known is None:
        return
    for code in entry.facts["wants"]:
        wish = operations.Wish(
            person=known.merged_into_id or known.id,
            kind=str(code),
            text=str(entry.facts.get("wish", ""))[:500],
            source=source.value,
            about=entry.about,
        )
        _take(who, wish, entry)


def _take(by: Actor, wish: operations.Wish, entry: Entry) -> None:
    try:
        with transaction.atomic():
            operations.ask(by=by, wish=wish, at=entry.at)
    except Refused as refusal:
        if refusal.code != "services.no_such_kind":
            raise


def on_merged(entry: Entry, by: Actor) -> None:
    """Two records are one person."""
    _follow(entry, by, parted=False)


def on_unmerged(entry: Entry, by: Actor) -> None:
    """They were two after all."""
    _follow(entry, by, parted=True)


def _follow(entry: Entry, by: Actor, *, parted: bool) -> None:
    kept, gone = UUID(entry.facts["kept"]), UUID(entry.facts["gone"])
    who = system(by.subdistrict, by.name)
    operations.follow_persons(by=who, kept=kept, gone=gone, parted=parted, at=entry.at)
