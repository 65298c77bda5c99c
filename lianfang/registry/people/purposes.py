"""What the people room promises about its tables: for what, on what basis, how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Due, Purpose, declare

from . import hooks
from .models import Contact, Household, Join, Mention, Merge, Pair, Person

BASIS = _("Response to a public health emergency (PIPL Art. 13(4)); Emergency Response Law Art. 84-85")
OWNER = _("Data officer of the subdistrict")
LIST_DAYS = 60
MASK_DAYS = 40
PAIR_DAYS = 60


def due_mentions(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """List rows sixty days after their issue, mask reservations forty; earlier where their purpose has ended.

    Registers stay until the end of the response. What rooms above still work with stays, except mask
    reservations, which nobody works with.
    """
    mine = Mention.objects.of(subdistrict)
    masks = Q(purpose=Purpose.MASK.value, as_of__lt=at - timedelta(days=MASK_DAYS))
    lists = Q(purpose=Purpose.SCREEN.value, as_of__lt=at - timedelta(days=LIST_DAYS))
    for spent in hooks.SPENT:
        lists |= Q(purpose=Purpose.SCREEN.value, id__in=spent(subdistrict, at))
    for needed in hooks.NEEDED:
        lists &= Q(person=None) | ~Q(person_id__in=needed(subdistrict, at))
    return _unused(mine.filter(masks | lists))


def due_contacts(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Numbers go with the mention that gave them."""
    return Contact.objects.of(subdistrict).filter(mention_id__in=due_mentions(subdistrict, at).values("id"))


def due_joins(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Decisions about a mention go with it."""
    return Join.objects.of(subdistrict).filter(mention_id__in=due_mentions(subdistrict, at).values("id"))


def due_pairs(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Questions and their answers go sixty days after they were found."""
    return Pair.objects.of(subdistrict).filter(found_at__lt=at - timedelta(days=PAIR_DAYS))


def due_merges(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Merges of persons of whom nothing is left."""
    mine = Merge.objects.of(subdistrict).filter(
        ~_has(Mention, "person", "kept_id"), ~_has(Mention, "person", "gone_id")
    )
    return mine.filter(kept__merged_into=None)


def due_persons(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Persons of whom nothing is left, and about whom no room holds anything."""
    mine = Person.objects.of(subdistrict).filter(~_has(Mention, "joined_to", "id"))
    return _unused(mine)


def due_households(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Households in which nobody is left."""
    return _unused(Household.objects.of(subdistrict))


def _has(model: type[Model], field: str, outer: str) -> Exists:
    rows = model._default_manager.filter(**{field: OuterRef(outer), "subdistrict": OuterRef("subdistrict")})
    return Exists(rows)


def _unused(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows that no table of any room points to, but for those destroyed with them."""
    for relation in rows.model._meta.related_objects:
        if getattr(relation.on_delete, "__name__", "") not in ("CASCADE", "SET_NULL"):
            rows = rows.filter(~_has(relation.related_model, relation.field.name, "id"))
    return rows


def _promise(
    model: type[Model], purpose: Purpose, due: Due, *, counted_from: Promise, days: int | None
) -> Dataset:
    return Dataset(
        model=model, purpose=purpose, basis=BASIS, owner=OWNER, counted_from=counted_from, days=days, due=due
    )


WITH_ITS_ROW = _("with the list row")

declare(
    _promise(
        Pair,
        Purpose.SCREEN,
        due_pairs,
        counted_from=_("the day the question was found"),
        days=PAIR_DAYS,
    ),
    _promise(Join, Purpose.SCREEN, due_joins, counted_from=WITH_ITS_ROW, days=LIST_DAYS),
    _promise(Contact, Purpose.SCREEN, due_contacts, counted_from=WITH_ITS_ROW, days=LIST_DAYS),
    _promise(
        Mention,
        Purpose.SCREEN,
        due_mentions,
        counted_from=_("the day of issue; mask reservations 40 days; registers at the end of the response"),
        days=LIST_DAYS,
    ),
    _promise(
        Merge, Purpose.SCREEN, due_merges, counted_from=_("when nothing is left about either"), days=None
    ),
    _promise(
        Person,
        Purpose.REGISTRY,
        due_persons,
        counted_from=_("when nothing is left about the person"),
        days=None,
    ),
    _promise(
        Household,
        Purpose.REGISTRY,
        due_households,
        counted_from=_("when nobody is left behind the door"),
        days=None,
    ),
)
