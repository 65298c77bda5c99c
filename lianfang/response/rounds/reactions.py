"""What rounds do when calls and visits come back."""

from __future__ import annotations

from uuid import UUID

from lianfang.core import Actor
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.response.calls import answering
from lianfang.response.calls.models import Need
from lianfang.response.visits.models import Request

from . import operations
from .operations.hearing import Spoken
from .operations.opening import KIND


def on_answered(entry: Entry, by: Actor) -> None:
    """A call was answered: what the three questions came to."""
    about = _about(entry, by)
    attempt = entry.facts.get("attempt")
    if not about or not attempt:
        return
    told = {one.need.id: one.values for one in answering.told(by.subdistrict, list(about), UUID(attempt))}
    spoken = [Spoken(target, UUID(attempt), told[need]) for need, target in about.items() if need in told]
    operations.hear(by=_who(by), spoken=spoken, at=entry.at)


def on_refused(entry: Entry, by: Actor) -> None:
    """They would not answer."""
    call = UUID(entry.facts["attempt"])
    spoken = [Spoken(target, call, {}, refused=True) for target in _about(entry, by).values()]
    if spoken:
        operations.hear(by=_who(by), spoken=spoken, at=entry.at)


def on_unreachable(entry: Entry, by: Actor) -> None:
    """Nobody was reached, or there is no number: to the door list."""
    found = list(_about(entry, by).values())
    if found:
        operations.unreach(by=_who(by), targets=found, why=str(entry.facts.get("why", "")), at=entry.at)


def on_taken_back(entry: Entry, by: Actor) -> None:
    """A slip of the finger."""
    found = list(_about(entry, by).values())
    if found:
        operations.take_back_calls(by=_who(by), targets=found, at=entry.at)


def on_visited(entry: Entry, by: Actor) -> None:
    """Somebody knocked."""
    rows = Request.objects.of(by.subdistrict).filter(pk=entry.about, about_kind=KIND)
    found = [key for key in rows.values_list("about_id", flat=True) if key]
    if found:
        operations.visit_doors(by=_who(by), targets=found, at=entry.at)


def _about(entry: Entry, by: Actor) -> dict[UUID, UUID]:
    """The needs of this entry that belong to rounds, each with its home."""
    needs = [UUID(key) for key in entry.facts.get("needs", [])]
    rows = (
        Need.objects.of(by.subdistrict).filter(id__any=needs, about_kind=KIND)
        if needs
        else Need.objects.none()
    )
    return dict(rows.values_list("id", "about_id"))


def _who(by: Actor) -> Actor:
    return system(by.subdistrict, by.name)
