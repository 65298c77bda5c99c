"""What was found at doors: visits as facts, the temperatures taken, what the police found out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lianfang.core import Role
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.people.models import Person
from lianfang.registry.places.models import Committee

from . import rules
from .requests import Request
from .teams import Shift, Team, choices

if TYPE_CHECKING:
    from lianfang.core import Actor


class UnderRequestQuerySet(LocalQuerySet):
    """Rows under a request are seen by those who see the request."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the request."""
        return self.of(viewer.subdistrict).filter(request__in=Request.objects.visible_to(viewer))


class Visit(Local):
    """上门记录: one knock and what came of it. Never changed; `client_id` from the phone makes a retry count once.

    `conflict` says why it did not take effect by itself (somebody else's record stood already, the office had
    withdrawn the request, or changed it): a person looks and decides (`Settlement`).
    """

    request = LocalForeignKey(Request, on_delete=models.CASCADE, related_name="visits")
    client_id = models.CharField(max_length=64)
    shift = LocalForeignKey(Shift, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    team = LocalForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=10, choices=choices(rules.OUTCOMES))
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    based_on = models.PositiveIntegerField(default=1)
    conflict = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=300, blank=True)
    answers = models.JSONField(default=dict)
    submission = models.UUIDField(null=True, blank=True)
    papers = ArrayField(models.CharField(max_length=12), default=list)
    signer = models.CharField(max_length=60, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    slip = models.CharField(max_length=12, blank=True)
    sealed_photo = models.BinaryField(null=True, blank=True)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)

    objects = UnderRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "client_id"], name="one_visit_a_client_id"),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "request", "at"], name="visits_of_a_request"),
            models.Index(
                fields=["subdistrict", "received_at"], condition=~Q(conflict=""), name="visits_in_conflict"
            ),
        ]

    def __str__(self) -> str:
        return self.outcome


class TakenQuerySet(LocalQuerySet):
    """Temperatures taken at a door."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the visit, and only for those who may read health."""
        if not viewer.sees_health:
            return self.none()
        return self.of(viewer.subdistrict).filter(visit__in=Visit.objects.visible_to(viewer))


class Taken(Local):
    """体温: one member's temperature and complaints as taken at the door."""

    visit = LocalForeignKey(Visit, on_delete=models.CASCADE, related_name="taken")
    person = LocalForeignKey(Person, null=True, blank=True, related_name="+")
    celsius = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    method = models.CharField(max_length=10, default="forehead")
    symptoms = ArrayField(models.CharField(max_length=20), default=list)

    objects = TakenQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "visit"], name="taken_at_a_visit")]

    def __str__(self) -> str:
        return str(self.celsius or "")


class SettlementQuerySet(LocalQuerySet):
    """Decisions about records that contradicted each other."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the visit."""
        return self.of(viewer.subdistrict).filter(visit__in=Visit.objects.visible_to(viewer))


class Settlement(Local):
    """冲突处理: what a person decided about a record in conflict. Both records stay."""

    visit = LocalForeignKey(Visit, on_delete=models.CASCADE, related_name="settlements")
    stands = models.BooleanField()
    note = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    objects = SettlementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "visit"], name="one_settlement_a_record")
        ]

    def __str__(self) -> str:
        return "stands" if self.stands else "set aside"


class LooseQuerySet(LocalQuerySet):
    """Answers of a telephone that no visit fits."""

    def visible_to(self, viewer: Actor) -> Self:
        """All for the command post, of the own area for committee workers."""
        mine = self.of(viewer.subdistrict)
        if viewer.role in (Role.COMMANDER, Role.DUTY_OFFICER, Role.SYSTEM):
            return mine
        if viewer.role == Role.COMMITTEE_WORKER:
            return mine.filter(committee_id__in=viewer.committees)
        return self.none()

    def waiting(self) -> Self:
        """Nobody has decided about them."""
        return self.filter(settled_at=None)


class Loose(Local):
    """待归答卷: what ODK Collect sent for a door that no open visit fits. The answers are the submission's; a person
    says to which visit they belong (`request`), or that they need none (`note`)."""

    submission = models.UUIDField()
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    request = LocalForeignKey(Request, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_name = models.CharField(max_length=60, blank=True)

    objects = LooseQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "submission"], name="loose_once")]
        indexes = [models.Index(fields=["subdistrict", "settled_at", "at"], name="loose_answers")]

    def __str__(self) -> str:
        return self.by_name


class Check(Local):
    """警方核查: a doubtful answer as a question to the police, with its clock and their answer."""

    request = LocalForeignKey(Request, on_delete=models.CASCADE, related_name="checks")
    visit = LocalForeignKey(Visit, null=True, blank=True, on_delete=models.SET_NULL, related_name="checks")
    question = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=choices(rules.ANSWERS), blank=True)
    answer_note = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=60, blank=True)

    objects = UnderRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "visit"], condition=Q(visit__isnull=False), name="one_check_a_record"
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "answered_at", "due_at"], name="checks_due")]

    def __str__(self) -> str:
        return self.question
