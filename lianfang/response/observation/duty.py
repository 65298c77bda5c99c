"""值班: who has the duty desk, what was handed over with it, and within how many minutes a step is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lianfang.core import Role
from lianfang.core.models import Local, LocalQuerySet

if TYPE_CHECKING:
    from lianfang.core import Actor

# A note may name people and how they are: it is for those who can take the desk over.
KEEPERS = (Role.DUTY_OFFICER, Role.COMMANDER)


class DutyRuleQuerySet(LocalQuerySet):
    """Duty rules are open to all staff."""

    def visible_to(self, viewer: Actor) -> Self:
        """Those of the viewer's subdistrict."""
        return self.of(viewer.subdistrict) if viewer.role != Role.RESIDENT else self.none()


def default_cutoffs() -> list[str]:
    """10:00 and 16:00: the hours at which the command post counts."""
    return ["10:00", "16:00"]


class DutyRule(Local):
    """值班规定: from a day on, how many minutes each step about an alert may take, and the day's cut-offs."""

    personal = False

    begins_on = models.DateField()
    acknowledge_minutes = models.PositiveSmallIntegerField(default=15)
    retest_grace_minutes = models.PositiveSmallIntegerField(default=10)
    decide_minutes = models.PositiveSmallIntegerField(default=30)
    close_minutes = models.PositiveSmallIntegerField(default=120)
    cutoffs = ArrayField(models.CharField(max_length=5), default=default_cutoffs)
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=60)

    objects = DutyRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "begins_on"], name="one_duty_rule_a_day")
        ]

    def __str__(self) -> str:
        return str(self.begins_on)


class HandoverQuerySet(LocalQuerySet):
    """Handovers, for those who can have the desk."""

    def visible_to(self, viewer: Actor) -> Self:
        """Duty officer and commander."""
        return self.of(viewer.subdistrict) if viewer.role in KEEPERS else self.none()

    def waiting(self) -> Self:
        """Written, and nobody has taken the desk over yet."""
        return self.filter(received_at=None, withdrawn_at=None)

    def received(self) -> Self:
        """Taken over, the latest first: the first of them says who is on duty."""
        return self.exclude(received_at=None).order_by("-received_at", "-id")


class Handover(Local):
    """交班: one change at the desk. Who leaves writes the note; who comes takes it over (`received_*`).

    `stood_open`: what stood open when the note was written, as facts: `alerts` (ids), `counts`. `giver` is
    null where somebody took the desk without a note. `after` is the handover by which the shift that ends
    here began: only one can follow it.
    """

    shift = models.CharField(max_length=20, blank=True)
    after = models.UUIDField(null=True)
    since = models.DateTimeField(null=True)
    giver = models.UUIDField(null=True)
    giver_name = models.CharField(max_length=60, blank=True)
    for_name = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    stood_open = models.JSONField(default=dict)
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    receiver = models.UUIDField(null=True)
    receiver_name = models.CharField(max_length=60, blank=True)
    received_at = models.DateTimeField(null=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict"],
                condition=Q(received_at=None, withdrawn_at=None),
                name="one_handover_waits",
            ),
            models.UniqueConstraint(
                fields=["subdistrict", "after"],
                condition=~Q(received_at=None),
                nulls_distinct=False,
                name="one_shift_follows_another",
            ),
        ]
        indexes = [models.Index(fields=["subdistrict", "-received_at"], name="handovers_by_time")]

    def __str__(self) -> str:
        return f"{self.giver_name} → {self.receiver_name}"
