"""What services do when something happened elsewhere: a call or a visit told of a need, persons became one or two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from lianfang.core import Actor, Refused
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.people.models import Person
from lianfang.response.calls import answering
from lianfang.response.visits.models import Request

from . import operations
from .models import Errand
from .operations.asking import LONGEST


def on_answered(entry: Entry, by: Actor) -> None:
    """A call was answered: the services ticked in the script are asked for, each once a need and call."""
    needs = [UUID(key) for key in entry.facts.get("needs", [])]
    attempt = entry.facts.get("attempt")
    if not needs or not attempt:
        return
    for one in answering.told(by.subdistrict, needs, UUID(attempt)):
        note = str(one.values.get("service_note") or "")
        _take(by, entry, one.need.person_id, Said(_several(one.values.get("services")), note, one.answer.id))


def on_visited(entry: Entry, by: Actor) -> None:
    """A door was visited: what the household asked for there, once a visit."""
    note, visit = str(entry.facts.get("service_note") or ""), entry.facts.get("visit")
    said = Said(_several(entry.facts.get("services")), note, UUID(visit) if visit else entry.about)
    _take(by, entry, entry.person or _somebody_there(by, entry), said)


def _somebody_there(by: Actor, entry: Entry) -> UUID | None:
    """Who stands for a household whose door was visited without anybody being named: the eldest known there."""
    asked = Request.objects.of(by.subdistrict).filter(pk=entry.about, household__isnull=False).first()
    if asked is None:
        return None
    home = Person.objects.of(by.subdistrict).present().filter(household=asked.household_id)
    eldest = home.order_by(F("born_on").asc(nulls_last=True), "id").first()
    return eldest.id if eldest else None


@dataclass(frozen=True, slots=True)
class Said:
    """What a household said it needs: kinds, what exactly, and in which answer or visit."""

    kinds: list[str]
    note: str
    about: UUID | None


def _several(value: Any) -> list[str]:
    """A question with several answers, as a list or as the XForm writes it."""
    return value.split() if isinstance(value, str) else [str(one) for one in value or ()]


def _take(by: Actor, entry: Entry, person: UUID | None, said: Said) -> None:
    """A kind that is not offered here is left to the words of the call."""
    known = Person.objects.of(by.subdistrict).filter(pk=person).first() if person and said.kinds else None
    if known is None:
        return
    source = Errand.Source.VISIT if entry.event.startswith("visits.") else Errand.Source.CALL
    for code in said.kinds:
        wish = operations.Wish(
            person=known.merged_into_id or known.id,
            kind=code,
            text=said.note[:LONGEST],
            source=source.value,
            about=said.about,
        )
        try:
            with transaction.atomic():
                operations.ask(by=system(by.subdistrict, by.name), wish=wish, at=entry.at)
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
