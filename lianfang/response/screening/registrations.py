"""自主登记: what a family said of itself by QR, as facts. Their words live on as mentions; answers about health only
here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from lianfang.core.actor import BY_COMMITTEE
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.people.models import Mention
from lianfang.registry.places.models import Committee, Compound

if TYPE_CHECKING:
    from lianfang.core import Actor


class RegistrationQuerySet(LocalQuerySet):
    """Registrations; they tell of health, so only roles that may read it see them."""

    def visible_to(self, viewer: Actor) -> Self:
        """The whole subdistrict, or families of the own committees: by the QR they used, or where they live."""
        mine = self.of(viewer.subdistrict)
        if not viewer.sees_health:
            return self.none()
        if viewer.sees_whole:
            return mine
        if viewer.role in BY_COMMITTEE:
            here = Registrant.objects.of(viewer.subdistrict).filter(
                registration=OuterRef("pk"), mention__person__committee_id__in=viewer.committees
            )
            return mine.filter(Q(committee_id__in=viewer.committees) | Exists(here))
        return self.none()

    def standing(self) -> Self:
        """What was not corrected since."""
        later = Registration.objects.filter(subdistrict=OuterRef("subdistrict"), supersedes=OuterRef("pk"))
        return self.filter(~Exists(later))


class Registration(Local):
    """一次登记: one family, sent once. Never changed; a correction is a new one that supersedes it.

    `sender` is a keyed hash of the network address, for the limit on how many come from one. `is_urgent` stays
    true through a correction until somebody at the desk has seen it.
    """

    client_id = models.CharField(max_length=64)
    reference = models.CharField(max_length=12)
    language = models.CharField(max_length=10, blank=True)
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    compound = LocalForeignKey(Compound, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField()
    sender = models.BinaryField()
    supersedes = LocalForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="superseded_by"
    )
    is_urgent = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by_name = models.CharField(max_length=60, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        app_label = "screening"
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "client_id"], name="one_registration_a_client_id"),
            models.UniqueConstraint(fields=["subdistrict", "reference"], name="one_registration_a_reference"),
            models.UniqueConstraint(
                fields=["subdistrict", "supersedes"],
                condition=Q(supersedes__isnull=False),
                name="one_correction_a_registration",
            ),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "received_at"], name="registrations_by_time"),
            models.Index(fields=["subdistrict", "sender", "received_at"], name="registrations_of_a_sender"),
            models.Index(
                fields=["subdistrict", "received_at"],
                condition=Q(is_urgent=True),
                name="registrations_urgent",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RegistrantQuerySet(LocalQuerySet):
    """People of a registration."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the registration."""
        return self.of(viewer.subdistrict).filter(registration__in=Registration.objects.visible_to(viewer))


class Registrant(Local):
    """登记人: one member of a family as it registered itself, with the answers about health."""

    registration = LocalForeignKey(Registration, on_delete=models.CASCADE, related_name="registrants")
    mention = LocalForeignKey(Mention, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    celsius = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    symptoms = ArrayField(models.CharField(max_length=20), default=list)
    is_abnormal = models.BooleanField(default=False)

    objects = RegistrantQuerySet.as_manager()

    class Meta:
        app_label = "screening"
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "mention"], name="one_registrant_a_mention")
        ]
        indexes = [
            models.Index(fields=["subdistrict", "registration"], name="registrants_of_a_family"),
        ]

    def __str__(self) -> str:
        return str(self.position)
