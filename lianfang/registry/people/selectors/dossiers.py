"""One person's page: best values with their sources, what else was said, what happened, who looked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor, clock, masking
from lianfang.ledger.models import Entry

from .. import caching, hooks
from ..models import Join, Mention, Merge, Person, Sex
from ..rules import best as rules
from ..rules import rights, why
from ..rules.best import Best, Journey, Said, Value
from ..rules.why import Reason
from .listing import mates

Words = str | Promise
LOOKS = 20
LOOKED: dict[str, Words] = {
    "people.opened": _("opened the page"),
    "people.revealed": _("looked at a full value"),
    "people.pair_shown": _("compared in review"),
}
LABELS: dict[str, Words] = {
    "name": _("Name"),
    "sex": _("Sex"),
    "born_on": _("Born on"),
    "identity": _("Identity number"),
    "phone": _("Phone"),
    "home": _("Lives at"),
}
REVEALED = {
    "name": rights.Field.NAME,
    "identity": rights.Field.ID_NUMBER,
    "phone": rights.Field.PHONE,
    "home": rights.Field.ADDRESS,
}


@dataclass(frozen=True, slots=True)
class Other:
    """A value that another source gives, masked, with that source."""

    text: str
    said: Said


@dataclass(frozen=True, slots=True)
class FieldOf:
    """One field: the best value (masked), from where and when, what reveals it, and what others say."""

    code: str
    label: Words
    text: str
    said: Said | None
    reveals: str
    others: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline. A mention carries why it was joined; a merge can be undone."""

    at: datetime | date
    title: Words
    detail: Words = ""
    source: Words = ""
    url: str = ""
    tone: str = ""
    reasons: tuple[Reason, ...] = ()
    join: Join | None = None
    mention: UUID | None = None
    merge: Merge | None = None

    @property
    def has_hour(self) -> bool:
        """False where only the day is known."""
        return isinstance(self.at, datetime)

    @property
    def moment(self) -> datetime:
        """For sorting: a day without an hour counts from its morning."""
        return self.at if isinstance(self.at, datetime) else clock.at_local(self.at)


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked: who, in which role, when, at what, why."""

    entry: Entry
    what: Words


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything the person's page shows."""

    person: Person
    best: Best
    fields: list[FieldOf]
    journeys: list[Journey]
    timeline: list[Line]
    mates: list[Person]
    looks: list[Look]
    panels: list[hooks.Panel] = field(default_factory=list)
    marks: list[hooks.Mark] = field(default_factory=list)


def standing(viewer: Actor, person_id: UUID) -> Person:
    """The person who stands for this id: itself, or whoever it was merged into; DoesNotExist out of sight."""
    found: Person = Person.objects.of(viewer.subdistrict).get(pk=person_id)
    while found.merged_into_id:
        found = Person.objects.of(viewer.subdistrict).get(pk=found.merged_into_id)
    seen = Person.objects.visible_to(viewer).select_related("committee", "compound")
    shown: Person = seen.get(pk=found.pk)
    return shown


def person(viewer: Actor, person_id: UUID, *, at: datetime) -> Dossier:
    """One person with everything known, masked; a bounded number of queries plus those of rooms above."""
    found = standing(viewer, person_id)
    said = caching.sayings(viewer.subdistrict, [found.id]).get(found.id, [])
    allowed = caching.masks_allowed(viewer.subdistrict, at)
    usable = rules.usable_of(said, allowed)
    names = caching.place_names(viewer.subdistrict, usable)
    others = [mate for mate in mates(viewer, found.household_id) if mate.id != found.id]
    return Dossier(
        person=found,
        best=rules.best(said, masks_allowed=allowed),
        fields=[_field(code, usable, names) for code in rules.FIELDS],
        journeys=rules.journeys(usable),
        timeline=_timeline(viewer, found, usable, at),
        mates=others,
        looks=_looks(viewer, found),
        panels=[panel for ask in hooks.PANELS if (panel := ask(viewer, found, at))],
        marks=[mark for ask in hooks.FACTS for mark in ask(viewer, [found.id], at).get(found.id, [])],
    )


def _field(code: str, said: Sequence[Said], names: dict[UUID, str]) -> FieldOf:
    values = list(rules.candidates(code, said))
    reveals = REVEALED[code].value if values and code in REVEALED else ""
    if not values:
        return FieldOf(code, LABELS[code], "", None, "")
    return FieldOf(
        code,
        LABELS[code],
        _masked(code, values[0], names),
        values[0].said,
        reveals,
        tuple(Other(_masked(code, value, names), value.said) for value in values[1:]),
    )


def _masked(code: str, value: Value, names: dict[UUID, str]) -> str:
    if code == "name":
        return value.value if rules.is_only_called(value.value) else masking.name(value.value)
    if code == "phone":
        return str(value.value.masked)
    if code == "sex":
        return str(Sex(value.value).label)
    if code == "born_on":
        return f"{value.value:%Y}-**-**"
    if code == "home":
        place = value.said.building or value.said.compound
        return (names.get(place, "") if place else "") or rules.to_building(value.said.address)
    return str(value.value)


def _timeline(viewer: Actor, found: Person, usable: Sequence[Said], at: datetime) -> list[Line]:
    lines = [*_mentions(viewer, usable), *_merges(viewer, found)]
    for ask in hooks.TIMELINE:
        lines += [Line(e.at, e.title, e.detail, e.source, e.url, e.tone) for e in ask(viewer, found, at)]
    return sorted(lines, key=lambda line: line.moment, reverse=True)


def _mentions(viewer: Actor, usable: Sequence[Said]) -> Iterable[Line]:
    joins = _joins(viewer, [one.id for one in usable])
    notes = _notes(viewer, usable)
    for one in usable:
        joined = joins.get(one.id, [])
        last = joined[0] if joined else None
        yield Line(
            at=one.as_of,
            title=Mention.Kind(one.kind).label,
            detail=_told(one, notes.get(one.id, "")),
            source=one.label,
            reasons=tuple(why.explain(_because(joined))),
            join=last,
            mention=one.id,
        )


def _joins(viewer: Actor, mentions: list[UUID]) -> dict[UUID, list[Join]]:
    found: dict[UUID, list[Join]] = defaultdict(list)
    for join in Join.objects.of(viewer.subdistrict).filter(mention_id__in=mentions).order_by("-at", "-id"):
        found[join.mention_id].append(join)
    return found


def _because(joins: Sequence[Join]) -> list[dict[str, Any]]:
    """The newest reasons kept: a merge by hand has none of its own."""
    return next((list(join.because) for join in joins if join.because), [])


def _notes(viewer: Actor, usable: Sequence[Said]) -> dict[UUID, str]:
    """Remarks may speak of contacts and health: only for those who may read that."""
    if not viewer.sees_health:
        return {}
    rows = Mention.objects.of(viewer.subdistrict).filter(id__in=[one.id for one in usable])
    return dict(rows.exclude(note="").values_list("id", "note"))


def _told(one: Said, note: str) -> str:
    arrival = one.arrived_on.isoformat() if one.arrived_on else ""
    return " · ".join(part for part in (one.from_place, arrival, one.residence_kind, note) if part)


def _merges(viewer: Actor, found: Person) -> Iterable[Line]:
    mine = Merge.objects.of(viewer.subdistrict).filter(Q(kept=found) | Q(gone=found))
    for merge in mine.order_by("-at"):
        yield Line(
            at=merge.at,
            title=_("Merge undone") if merge.undone_at else _("Merged with another record"),
            detail=merge.reason,
            source=merge.undone_by if merge.undone_at else merge.by_name,
            tone="" if merge.undone_at else "now",
            merge=merge,
        )


def _looks(viewer: Actor, found: Person) -> list[Look]:
    known = LOOKED | hooks.LOOKED
    entries = Entry.objects.of(viewer.subdistrict).filter(person=found.id, event__in=known)
    return [Look(entry, known[entry.event]) for entry in entries.order_by("-at", "-id")[:LOOKS]]
