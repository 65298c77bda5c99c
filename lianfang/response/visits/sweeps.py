"""入户排摸: rounds from door to door where the telephone does not reach: old houses, rentals, single stairs; and the
loudspeaker's rounds."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from lianfang.core.actor import BY_COMMITTEE
from lianfang.core.fields import SealedTextField
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.places.models import Committee, Door

from . import rules
from .teams import choices

if TYPE_CHECKING:
    from lianfang.core import Actor


class OfCommitteeQuerySet(LocalQuerySet):
    """Rows of a committee."""

    def visible_to(self, viewer: Actor) -> Self:
        """The whole subdistrict, or the own committees."""
        mine = self.of(viewer.subdistrict)
        if viewer.sees_whole:
            return mine
        return mine.filter(committee__in=viewer.committees) if viewer.role in BY_COMMITTEE else self.none()


class Sweep(Local):
    """入户轮次: one round over the doors of a committee: old houses, rented flats, or all."""

    class Kind(models.TextChoices):
        """Which doors."""

        OLD_HOUSE = "old_house", _("old houses")
        RENTED = "rented", _("rented flats")
        EVERY = "every", _("every door")

    personal = False

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    committee = LocalForeignKey(Committee, related_name="+")
    opened_at = models.DateTimeField()
    opened_by_name = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommitteeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "committee", "-opened_at"], name="sweeps_of_a_committee")
        ]

    def __str__(self) -> str:
        return self.name


class UnderSweepQuerySet(LocalQuerySet):
    """Doors of a round."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the round."""
        return self.of(viewer.subdistrict).filter(sweep__in=Sweep.objects.visible_to(viewer))


class Turn(Local):
    """轮次门户: one door's turn in a round. `outcome` is that of the last knock; empty while nobody has knocked."""

    sweep = LocalForeignKey(Sweep, on_delete=models.CASCADE, related_name="turns")
    door = LocalForeignKey(Door, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=choices(rules.OUTCOMES), blank=True)
    knocks = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    slip = models.CharField(max_length=12, blank=True)
    findings = ArrayField(models.CharField(max_length=10), default=list)

    objects = UnderSweepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "sweep", "door"], name="one_turn_a_door_and_round")
        ]

    def __str__(self) -> str:
        return str(self.door)

    @property
    def is_over(self) -> bool:
        """True where nobody need knock again."""
        return self.outcome in rules.FINISHING

    def can_be_tried(self, at: datetime, gap_minutes: int) -> bool:
        """True where the gap since the last empty door has passed."""
        return self.last_at is None or (at - self.last_at).total_seconds() >= gap_minutes * 60


class UnderTurnQuerySet(LocalQuerySet):
    """What was found at a door of a round."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the turn."""
        return self.of(viewer.subdistrict).filter(turn__in=Turn.objects.visible_to(viewer))


class Knock(Local):
    """敲门: one knock of a round and what was seen. Never changed; `client_id` makes a retry count once."""

    turn = LocalForeignKey(Turn, on_delete=models.CASCADE, related_name="all_knocks")
    client_id = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=choices(rules.OUTCOMES))
    occupants = models.PositiveSmallIntegerField(null=True, blank=True)
    dependants = models.PositiveSmallIntegerField(default=0)
    rooms = models.PositiveSmallIntegerField(null=True, blank=True)
    area = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    is_rented = models.BooleanField(default=False)
    landlord = models.CharField(max_length=60, blank=True)
    landlord_phone = SealedTextField(null=True, blank=True)
    came_back = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    slip = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=60)

    objects = UnderTurnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "client_id"], name="one_knock_a_client_id")
        ]
        indexes = [models.Index(fields=["subdistrict", "turn", "at"], name="knocks_of_a_turn")]

    def __str__(self) -> str:
        return self.outcome


class Broadcast(Local):
    """喇叭巡播: where a loudspeaker went, when, by whom, with which words."""

    personal = False

    committee = LocalForeignKey(Committee, related_name="+")
    route = models.CharField(max_length=200)
    text = models.CharField(max_length=500)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by_name = models.CharField(max_length=60)

    objects = OfCommitteeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("begins_at")),
                name="a_broadcast_ends_after_it_begins",
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "-begins_at"], name="broadcasts_newest_first")]

    def __str__(self) -> str:
        return self.route
