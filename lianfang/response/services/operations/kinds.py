"""Kinds of errands as data: laid once, changed from a day on, ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from lianfang.core import Actor, Refused, clock, ids
from lianfang.ledger.operations import record

from .. import rights, rules
from ..models import Kind

# The usual kinds hold since before any office began.
SINCE = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Terms:
    """A kind as it shall be. An empty `code` makes a new kind; `weekdays` 1 (Monday) to 7."""

    zh: str
    hours: int
    code: str = ""
    en: str = ""
    has_money: bool = False
    is_offered: bool = True
    is_confirmed: bool = True
    weekdays: tuple[int, ...] = ()


@transaction.atomic
def load_default_kinds(*, by: Actor, at: datetime) -> int:
    """Lays the five kinds of February 2020 for an office that has none; returns how many."""
    if Kind.objects.visible_to(by).exists():
        return 0
    made = Kind.objects.bulk_create(usual(by.subdistrict))
    record("services.kinds_loaded", by=by, at=at, kinds=len(made))
    return len(made)


@transaction.atomic
def set_kind(*, by: Actor, terms: Terms, begins_on: date, at: datetime) -> Kind:
    """A kind holds like this from a day on; what was asked for before keeps its deadline.

    Raises `services.name_missing`, `services.hours_out_of_range`, `services.no_such_weekday`,
    `services.begins_in_the_past`.
    """
    rights.check(by, rights.RULERS)
    rules.check_kind(terms.zh, terms.hours, terms.weekdays)
    if begins_on < clock.day_of(at):
        raise Refused("services.begins_in_the_past")
    ensure_kinds(by, at)
    code = terms.code or f"k{ids.new().hex[-12:]}"
    position = _give_way(by, code, begins_on)
    made = Kind.objects.create(
        subdistrict=by.subdistrict,
        code=code,
        zh=terms.zh.strip(),
        en=terms.en.strip(),
        hours=terms.hours,
        has_money=terms.has_money,
        is_offered=terms.is_offered,
        is_confirmed=terms.is_confirmed,
        weekdays=sorted(set(terms.weekdays)),
        position=position,
        begins_on=begins_on,
    )
    record("services.kind_set", by=by, at=at, about=made, code=code, hours=made.hours, begins_on=begins_on)
    return made


@transaction.atomic
def end_kind(*, by: Actor, kind_id: UUID, at: datetime) -> Kind:
    """Not offered any more from tomorrow on; what is asked for already is still done."""
    rights.check(by, rights.RULERS)
    kind: Kind = Kind.objects.visible_to(by).select_for_update().get(pk=kind_id)
    kind.ends_on = clock.day_of(at)
    kind.save(update_fields=["ends_on"])
    record("services.kind_ended", by=by, at=at, about=kind, code=kind.code)
    return kind


def ensure_kinds(by: Actor, at: datetime) -> None:
    """An office that never looked at its kinds has the usual ones."""
    if not Kind.objects.visible_to(by).exists():
        load_default_kinds(by=by, at=at)


def usual(subdistrict: UUID) -> Iterator[Kind]:
    """The kinds of February 2020, not written yet."""
    for place, one in enumerate(rules.DEFAULTS):
        yield Kind(
            subdistrict=subdistrict,
            code=one.code,
            zh=one.zh,
            en=one.en,
            hours=one.hours,
            has_money=one.has_money,
            is_offered=one.is_offered,
            is_confirmed=one.is_confirmed,
            weekdays=list(one.weekdays),
            position=place,
            begins_on=SINCE,
        )


def _give_way(by: Actor, code: str, begins_on: date) -> int:
    """Ends what holds until then; what was planned for that day or later never comes. Returns the place in the row."""
    rows = Kind.objects.visible_to(by).filter(code=code)
    before = rows.order_by("-begins_on").first()
    rows.filter(begins_on__gte=begins_on).delete()
    rows.filter(ends_on=None).update(ends_on=begins_on - timedelta(days=1))
    last = Kind.objects.visible_to(by).aggregate(last=Max("position"))["last"]
    return before.position if before else (last or 0) + 1
