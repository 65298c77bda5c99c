"""留痕: entries that nobody can change, seals that chain them, and the orders and holds that trust needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from lianfang.core import Role
from lianfang.core.models import Local, LocalQuerySet

if TYPE_CHECKING:
    from lianfang.core import Actor

READERS = (Role.COMMANDER, Role.DATA_OFFICER, Role.SYSTEM)


class EntryQuerySet(LocalQuerySet):
    """Entries of the record."""

    def visible_to(self, viewer: Actor) -> Self:
        """The commander and the data officer read the whole record; everybody else their own acts."""
        mine = self.of(viewer.subdistrict)
        if viewer.role in READERS:
            return mine
        return mine.filter(actor=viewer.id) if viewer.id else self.none()

    def about(self, thing: models.Model) -> Self:
        """Entries about one row."""
        return self.filter(about=thing.pk)


class Entry(Local):
    """One act: who, in which role, when, about what, what changed, why. `facts` hold ids, codes and counts,
    never clear identifiers."""

    append_only = True

    at = models.DateTimeField()
    event = models.CharField(max_length=60)
    actor = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=60)
    role = models.CharField(max_length=20)
    about_kind = models.CharField(max_length=40, blank=True)
    about = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    committee = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "about", "at"], name="entries_about_a_thing"),
            models.Index(fields=["subdistrict", "person", "at"], name="entries_about_a_person"),
            models.Index(fields=["subdistrict", "-at"], name="entries_by_time"),
            models.Index(fields=["subdistrict", "actor", "event", "at"], name="entries_by_actor"),
        ]

    def __str__(self) -> str:
        return self.event


class Seal(Local):
    """One link of the chain: the hash of an entry's content and of the seal before it."""

    append_only = True
    personal = False

    number = models.BigIntegerField()
    entry = models.UUIDField()
    hash = models.BinaryField()
    at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "number"], name="one_seal_a_number"),
            models.UniqueConstraint(fields=["subdistrict", "entry"], name="one_seal_an_entry"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class TrustQuerySet(LocalQuerySet):
    """Orders and holds are open to all staff of the subdistrict: who may read across what, until when."""

    def visible_to(self, viewer: Actor) -> Self:
        """Those of the viewer's subdistrict."""
        return self.of(viewer.subdistrict) if viewer.role != Role.RESIDENT else self.none()


class Order(Local):
    """调用令: permission to use data collected for one purpose for another, with a reason and an end."""

    purpose_from = models.CharField(max_length=20)
    purpose_to = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    given_by = models.UUIDField()
    given_by_name = models.CharField(max_length=60)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TrustQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="an_order_ends"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose_from} → {self.purpose_to}"


class Hold(Local):
    """暂缓销毁: keeps one purpose, or some persons' rows, beyond their day; two people, 90 days at most."""

    purpose = models.CharField(max_length=20, blank=True)
    persons = ArrayField(models.UUIDField(), default=list)
    basis = models.CharField(max_length=300)
    assessment = models.TextField()
    assessed_by = models.UUIDField()
    approved_by = models.UUIDField(null=True, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = TrustQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__lte=models.F("begins_on") + 90),
                name="a_hold_lasts_90_days_at_most",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("assessed_by")),
                name="a_hold_is_approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.basis
