"""电话排摸轮次: a round over many homes, each home's place in it, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianfang.core import Role
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.people.models import Household, Person
from lianfang.registry.places.models import Building, Committee
from lianfang.response.screening.models import Report

from . import rules

if TYPE_CHECKING:
    from lianfang.core import Actor

OVERSEERS = frozenset({Role.COMMANDER, Role.DUTY_OFFICER, Role.DATA_OFFICER, Role.SYSTEM})


def _choices(labels: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """A table of labels as a column takes it: plain text keys."""
    return [(str(key), label) for key, label in labels.items()]


class CampaignQuerySet(LocalQuerySet):
    """Rounds."""

    def visible_to(self, viewer: Actor) -> Self:
        """The command post all; committee workers those that call in their area."""
        mine = self.of(viewer.subdistrict)
        if viewer.role in OVERSEERS:
            return mine
        if viewer.role == Role.COMMITTEE_WORKER:
            return mine.filter(Q(committees=[]) | Q(committees__overlap=list(viewer.committees)))
        return self.none()


class Base(models.TextChoices):
    """Whom a round is about."""

    LEDGER = "ledger", _("the household ledger: every home")
    REGISTER = "register", _("the actual-population register")
    REGION = "region", _("people some list names as coming from a key region")
    SOURCE = "source", _("people a certain list names")


class Selection(Local):
    """名单选择: a choice of homes under a name, to be used again."""

    personal = False

    name = models.CharField(max_length=40)
    base = models.CharField(max_length=10, choices=Base.choices)
    committees = ArrayField(models.UUIDField(), default=list, blank=True)
    source = models.CharField(max_length=12, blank=True)
    region = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField()
    saved_by_name = models.CharField(max_length=60)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "name"], name="one_selection_a_name")]

    def __str__(self) -> str:
        return self.name


class Campaign(Local):
    """一次排摸: over which homes, in which order, by which script, how many a day. `number` is the present round;
    empty `committees`: the whole subdistrict. `masks_under` is the order that lets mask reservations' phones ring.
    While `paused_at` is set nobody is called for it."""

    personal = False

    name = models.CharField(max_length=40)
    base = models.CharField(max_length=10, choices=Base.choices)
    committees = ArrayField(models.UUIDField(), default=list, blank=True)
    source = models.CharField(max_length=12, blank=True)
    region = models.CharField(max_length=40, blank=True)
    questionnaire = models.CharField(max_length=40, default="screening_call")
    per_day = models.PositiveIntegerField()
    homes = models.PositiveIntegerField(default=0)
    number = models.PositiveSmallIntegerField(default=1)
    masks_under = models.UUIDField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by_name = models.CharField(max_length=60)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by_name = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=60, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "-opened_at"], name="campaigns_by_time")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """True until it is closed."""
        return self.closed_at is None

    @property
    def stand(self) -> rules.Stand:
        """Where it stands."""
        if self.closed_at:
            return rules.Stand.CLOSED
        return rules.Stand.PAUSED if self.paused_at else rules.Stand.RUNNING

    @property
    def is_paused(self) -> bool:
        """True while nobody is called for it and it is not closed."""
        return self.stand == rules.Stand.PAUSED


class TargetQuerySet(LocalQuerySet):
    """Homes of rounds."""

    def visible_to(self, viewer: Actor) -> Self:
        """The command post all; committee workers those of their area. Callers hold one number at a time, there."""
        mine = self.of(viewer.subdistrict)
        if viewer.role in OVERSEERS:
            return mine
        if viewer.role == Role.COMMITTEE_WORKER:
            return mine.filter(committee_id__in=viewer.committees)
        return self.none()

    def for_the_door(self) -> Self:
        """What the phone could not reach, or who would not answer."""
        return self.filter(state__in=rules.FOR_THE_DOOR)


class Target(Local):
    """一户: one home (or a person without one) in a round. `state` is computed from what happened; `place` is its turn
    in the order, `round` the number of the last round in which it was asked for."""

    campaign = LocalForeignKey(Campaign, on_delete=models.CASCADE, related_name="targets")
    household = LocalForeignKey(Household, null=True, blank=True, related_name="+")
    person = LocalForeignKey(Person, null=True, blank=True, related_name="+")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    building = LocalForeignKey(Building, null=True, blank=True, related_name="+")
    is_priority = models.BooleanField(default=False)
    place = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=_choices(rules.STATES), default=rules.State.WAITING.value)
    why = models.CharField(max_length=14, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    report = LocalForeignKey(Report, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "campaign", "household"],
                condition=Q(household__isnull=False),
                name="one_turn_a_household",
            ),
            models.UniqueConstraint(
                fields=["subdistrict", "campaign", "person"],
                condition=Q(person__isnull=False),
                name="one_turn_a_person",
            ),
            models.CheckConstraint(
                condition=Q(household__isnull=False) | Q(person__isnull=False), name="a_turn_is_somebodys"
            ),
        ]
        indexes = [
            models.Index(
                fields=["subdistrict", "campaign", "committee", "state"], name="turns_of_a_committee"
            ),
            models.Index(fields=["subdistrict", "campaign", "state", "place"], name="turns_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.place)


class FindingQuerySet(LocalQuerySet):
    """What happened to homes."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the home."""
        return self.of(viewer.subdistrict).filter(target__in=Target.objects.visible_to(viewer))


class Finding(Local):
    """一次结果: one thing that happened to a home in a round. Never changed. Of an answer without news no detail is
    kept; the answers themselves lie with the call."""

    target = LocalForeignKey(Target, on_delete=models.CASCADE, related_name="findings")
    event = models.CharField(max_length=10, choices=_choices(rules.EVENTS))
    round = models.PositiveSmallIntegerField(default=1)
    why = models.CharField(max_length=14, blank=True)
    call = models.UUIDField(null=True, blank=True)
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "target", "at"], name="findings_of_a_turn"),
        ]

    def __str__(self) -> str:
        return self.event
