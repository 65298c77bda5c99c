"""提醒: the rule of reminding as data, each reminder as a fact. Neither touches an episode: the silent stay silent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from lianfang.core import Role
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet

from .rules import reminding

if TYPE_CHECKING:
    from lianfang.core import Actor


class ReminderRuleQuerySet(LocalQuerySet):
    """Rules of reminding are open to all staff."""

    def visible_to(self, viewer: Actor) -> Self:
        """Those of the viewer's subdistrict."""
        return self.of(viewer.subdistrict) if viewer.role != Role.RESIDENT else self.none()


class ReminderRule(Local):
    """提醒规则: from a day on, when each step of the chain is due, in minutes; empty: that step is left out."""

    personal = False

    begins_on = models.DateField()
    before = models.PositiveSmallIntegerField(null=True, blank=True, default=30)
    at = models.PositiveSmallIntegerField(null=True, blank=True, default=0)
    after = models.PositiveSmallIntegerField(null=True, blank=True, default=60)
    household = models.PositiveSmallIntegerField(null=True, blank=True, default=20)
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=60)

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        app_label = "observation"
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "begins_on"], name="one_reminder_rule_a_day")
        ]

    def __str__(self) -> str:
        return str(self.begins_on)

    @property
    def chain(self) -> reminding.Chain:
        """The rule as the pure rules take it."""
        return reminding.Chain(self.before, self.at, self.after, self.household)


class ReminderQuerySet(LocalQuerySet):
    """Reminders, for those who see readings."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the episode."""
        from .models import Episode

        if not viewer.sees_health:
            return self.none()
        return self.of(viewer.subdistrict).filter(episode__in=Episode.objects.visible_to(viewer))


class Reminder(Local):
    """一次提醒: one step of the chain for one slot of one person; the key lets it happen once whatever the job does.
    `message` is empty where nobody could be written to."""

    episode = LocalForeignKey("observation.Episode", on_delete=models.CASCADE, related_name="reminders")
    slot_day = models.DateField()
    slot = models.CharField(max_length=8)
    step = models.CharField(max_length=10)
    message = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()

    objects = ReminderQuerySet.as_manager()

    class Meta:
        app_label = "observation"
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "episode", "slot_day", "slot", "step"], name="one_reminder_a_step"
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "message"], name="reminders_of_a_message")]

    def __str__(self) -> str:
        return self.step
