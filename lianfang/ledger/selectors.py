"""Reading the record: entries, the chain's health, orders and holds in force, and what has had its day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Count, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor, Role, clock
from lianfang.core.purposes import Dataset, in_order
from lianfang.core.waiting import Urgency, Waiting

from .chain import Health, link
from .models import READERS, Entry, Hold, Order, Seal

STEP = 2000


@dataclass(frozen=True, slots=True)
class Sought:
    """What the record is narrowed to."""

    event: str = ""
    words: str = ""
    day: date | None = None
    person: UUID | None = None


def entries(viewer: Actor, sought: Sought | None = None) -> QuerySet[Entry]:
    """The record as this viewer may read it, newest first."""
    sought = sought or Sought()
    rows = Entry.objects.visible_to(viewer)
    if sought.event:
        rows = rows.filter(event=sought.event)
    if sought.words:
        rows = rows.filter(actor_name__icontains=sought.words)
    if sought.day:
        begins, ends = clock.bounds(sought.day)
        rows = rows.filter(at__gte=begins, at__lt=ends)
    if sought.person:
        rows = rows.filter(person=sought.person)
    return rows.order_by("-at", "-id")


def reads_all(viewer: Actor) -> bool:
    """True where the viewer reads the whole record, not only the own acts."""
    return viewer.role in READERS


def last_check(viewer: Actor) -> Entry | None:
    """The last time the chain was walked, and what was found."""
    return Entry.objects.of(viewer.subdistrict).filter(event="ledger.verified").order_by("-at").first()


def order_in_force(subdistrict: UUID, purpose_from: str, purpose_to: str, at: datetime) -> Order | None:
    """The order that lets one purpose read another at this time, or None."""
    return (
        Order.objects.of(subdistrict)
        .filter(
            purpose_from=purpose_from, purpose_to=purpose_to, begins_at__lte=at, ends_at__gt=at, ended_at=None
        )
        .first()
    )


def orders(viewer: Actor) -> QuerySet[Order]:
    """All orders, newest first."""
    return Order.objects.visible_to(viewer).order_by("-begins_at", "-id")


def holds(viewer: Actor) -> QuerySet[Hold]:
    """All holds, newest first."""
    return Hold.objects.visible_to(viewer).order_by("-begins_on", "-id")


def holds_in_force(subdistrict: UUID, at: datetime) -> list[Hold]:
    """Holds that keep something on this day: approved, not lifted, not past their end."""
    rows = Hold.objects.of(subdistrict).exclude(approved_by=None)
    return list(rows.filter(lifted_at=None, ends_on__gte=clock.day_of(at)))


def verify(subdistrict: UUID) -> Health:
    """Walks the whole chain and recomputes it. A changed, removed or moved entry breaks it at its number."""
    before, count = b"", 0
    for seal, entry in _sealed(subdistrict):
        fits = entry is not None and seal.number == count + 1 and link(before, entry) == bytes(seal.hash)
        if not fits:
            return Health(count, _unsealed(subdistrict, count), seal.number, before.hex()[:16])
        before, count = bytes(seal.hash), count + 1
    return Health(count, _unsealed(subdistrict, count), None, before.hex()[:16])


def _sealed(subdistrict: UUID) -> Iterator[tuple[Seal, Entry | None]]:
    last = 0
    while chunk := list(Seal.objects.of(subdistrict).filter(number__gt=last).order_by("number")[:STEP]):
        found = Entry.objects.of(subdistrict).in_bulk([seal.entry for seal in chunk])
        yield from ((seal, found.get(seal.entry)) for seal in chunk)
        last = chunk[-1].number


def _unsealed(subdistrict: UUID, sealed: int) -> int:
    return max(Entry.objects.of(subdistrict).count() - sealed, 0)


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of the catalogue of data: the promise, the rows there now, and what goes by tomorrow."""

    dataset: Dataset
    rows: int
    due: int
    is_held: bool


def catalogue(viewer: Actor, at: datetime) -> list[Promise]:
    """数据目录: every declared dataset with its counts; three queries whatever their number."""
    kept, datasets = holds_in_force(viewer.subdistrict, at), in_order()
    held = {hold.purpose for hold in kept}
    all_rows = {
        one.model: one.model._default_manager.filter(subdistrict=viewer.subdistrict) for one in datasets
    }
    tomorrow = at + timedelta(days=1)
    due = {one.model: rows_due(one, viewer.subdistrict, tomorrow, kept) for one in datasets}
    rows, going = (
        _counted(all_rows),
        _counted({model: found for model, found in due.items() if found is not None}),
    )
    return [
        Promise(one, rows.get(one.model, 0), going.get(one.model, 0), one.purpose.value in held)
        for one in datasets
    ]


def _counted(asked: Mapping[type[models.Model], QuerySet[Any]]) -> dict[type[models.Model], int]:
    """How many rows each of these querysets finds, in one query."""
    if not asked:
        return {}
    parts = [
        found.order_by().values("subdistrict").annotate(nth=Value(nth), n=Count("pk")).values_list("nth", "n")
        for nth, found in enumerate(asked.values())
    ]
    keys = list(asked)
    return {keys[nth]: n for nth, n in parts[0].union(*parts[1:], all=True)}


def rows_due(dataset: Dataset, subdistrict: UUID, at: datetime, kept: Sequence[Hold]) -> QuerySet[Any] | None:
    """The rows of a dataset whose day has come and that no hold keeps; None where a date is not what ends it.

    A hold on persons keeps their rows; where a table does not say whose rows are whose, it keeps the table.
    """
    if dataset.due is None or any(hold.purpose == dataset.purpose.value for hold in kept):
        return None
    rows = dataset.due(subdistrict, at)
    persons = {person for hold in kept for person in hold.persons}
    if not persons:
        return rows
    path = person_path(dataset.model)
    return rows.exclude(**{f"{path}__in": persons}) if path else None


def person_path(model: type[models.Model]) -> str:
    """How a row names its person: the `person` column, the key of the persons' table itself, or nothing."""
    if model._meta.model_name == "person":
        return "pk"
    try:
        return model._meta.get_field("person").name
    except FieldDoesNotExist:
        return ""


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """For 今天: holds that want a second approval, and a chain that did not fit when last walked."""
    if viewer.role not in (Role.COMMANDER, Role.DATA_OFFICER):
        return []
    check = last_check(viewer)
    broken = 1 if check and check.facts.get("broken_at") else 0
    asked = Hold.objects.of(viewer.subdistrict).filter(approved_by=None, lifted_at=None)
    second = asked.filter(ends_on__gte=clock.day_of(at)).exclude(assessed_by=viewer.id).count()
    return [
        Waiting(_("The record's chain is broken"), broken, Urgency.NOW, reverse("ledger:chain"), _("Look")),
        Waiting(
            _("Holds waiting for a second approval"),
            second,
            Urgency.TODAY,
            reverse("ledger:retention"),
            _("Decide"),
        ),
    ]
