"""Who goes: terms, teams, their members and shifts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lianfang.core import Role
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.places.models import Compound

from . import rules

if TYPE_CHECKING:
    from lianfang.core import Actor


def choices(labels: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """A table of labels as a column takes it: plain text keys."""
    return [(str(key), label) for key, label in labels.items()]


class OpenQuerySet(LocalQuerySet):
    """Teams, shifts and terms hold no resident's data: all staff of the subdistrict may read them."""

    def visible_to(self, viewer: Actor) -> Self:
        """Those of the viewer's subdistrict; nothing for residents."""
        return self.none() if viewer.role == Role.RESIDENT else self.of(viewer.subdistrict)


class Policy(Local):
    """时限: from a day on, the minutes, hours and paces that visits are planned by."""

    personal = False

    begins_on = models.DateField()
    urgent_minutes = models.PositiveSmallIntegerField(default=40)
    day_from = models.TimeField(default="08:30")
    day_until = models.TimeField(default="20:30")
    daylight_from = models.TimeField(default="08:30")
    daylight_until = models.TimeField(default="17:00")
    elderly_from = models.PositiveSmallIntegerField(default=70)
    revisit_minutes = models.PositiveSmallIntegerField(default=120)
    check_minutes = models.PositiveSmallIntegerField(default=120)
    metres_a_minute = models.PositiveSmallIntegerField(default=70)
    minutes = models.JSONField(default=dict)
    set_by_name = models.CharField(max_length=60, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "begins_on"], name="one_visit_policy_a_day")
        ]

    def __str__(self) -> str:
        return str(self.begins_on)


class TeamQuerySet(OpenQuerySet):
    """Teams."""

    def standing(self) -> Self:
        """Those that have not been dissolved."""
        return self.filter(ended_at=None)


class Team(Local):
    """三人小组: police, doctor and cadre who knock together. `committees` is its area; empty: everywhere."""

    personal = False

    name = models.CharField(max_length=40)
    committees = ArrayField(models.UUIDField(), default=list, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "name"], condition=Q(ended_at=None), name="one_team_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Member(Local):
    """组员: one account in a team, the part they play, and what they bring: languages, a woman at the door."""

    team = LocalForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.UUIDField()
    name = models.CharField(max_length=60)
    part = models.CharField(max_length=8, choices=choices(rules.PARTS))
    is_female = models.BooleanField(default=False)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "team", "user"],
                condition=Q(left_at=None),
                name="one_place_in_a_team",
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "user"], name="team_members_by_account")]

    def __str__(self) -> str:
        return self.name


class Shift(Local):
    """班次: when a team is out, from where, and with how many sets of protection."""

    personal = False

    team = LocalForeignKey(Team, on_delete=models.CASCADE, related_name="shifts")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    base = LocalForeignKey(Compound, null=True, blank=True, related_name="+")
    sets = models.PositiveSmallIntegerField(default=10)

    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "team", "begins_at"], name="one_shift_a_beginning"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("begins_at")), name="a_shift_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["subdistrict", "begins_at"], name="shifts_by_time")]

    def __str__(self) -> str:
        return str(self.team)
