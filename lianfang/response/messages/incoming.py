"""来信: what residents write, by text message or to the official account; from whom; and who wants no messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianfang.core import Role
from lianfang.core.actor import BY_COMMITTEE
from lianfang.core.fields import SealedTextField
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.people.models import Household, Person
from lianfang.registry.places.models import Committee

from .rules.texts import KINDS

if TYPE_CHECKING:
    from lianfang.core import Actor


class IncomingQuerySet(LocalQuerySet):
    """What came in; it tells of health, so only roles that may read it see it."""

    def visible_to(self, viewer: Actor) -> Self:
        """The whole subdistrict, or what residents of the own committees wrote."""
        mine = self.of(viewer.subdistrict)
        if not viewer.sees_health:
            return self.none()
        if viewer.sees_whole:
            return mine
        if viewer.role in BY_COMMITTEE:
            return mine.filter(committee_id__in=viewer.committees)
        return self.none()

    def open(self) -> Self:
        """What a person has to read."""
        return self.filter(state=Incoming.State.NEW)


class Incoming(Local):
    """来信: one message as it came in, never changed but for what became of it. Words and sender are sealed.

    `external_id` is the gateway's own, so that a repeated call counts once; `meant` is what the rules understood,
    as JSON, sealed like the words.
    """

    class State(models.TextChoices):
        """What became of it."""

        NEW = "new", _("for somebody to read")
        UNDERSTOOD = "understood", _("understood")
        SETTLED = "settled", _("dealt with")
        DISMISSED = "dismissed", _("set aside")

    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    external_id = models.CharField(max_length=80)
    sender = SealedTextField()
    sender_lookup = models.BinaryField()
    sender_masked = models.CharField(max_length=24)
    body = SealedTextField()
    language = models.CharField(max_length=10)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    person = LocalForeignKey(Person, null=True, blank=True, related_name="+")
    household = LocalForeignKey(Household, null=True, blank=True, related_name="+")
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    meaning = models.CharField(max_length=12)
    meant = SealedTextField()
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    reason = models.CharField(max_length=40, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_name = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    reply = models.UUIDField(null=True, blank=True)

    objects = IncomingQuerySet.as_manager()

    class Meta:
        app_label = "outreach"
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "kind", "external_id"], name="one_incoming_an_id")
        ]
        indexes = [
            models.Index(
                fields=["subdistrict", "-is_urgent", "received_at"],
                condition=Q(state="new"),
                name="incoming_to_read",
            ),
            models.Index(fields=["subdistrict", "-received_at"], name="incoming_by_time"),
            models.Index(fields=["subdistrict", "person", "-received_at"], name="incoming_of_a_person"),
            models.Index(fields=["subdistrict", "sender_lookup", "received_at"], name="incoming_of_a_sender"),
        ]

    def __str__(self) -> str:
        return self.meaning

    @property
    def is_open(self) -> bool:
        """True while somebody has to read it."""
        return self.state == self.State.NEW


class CorrespondentQuerySet(LocalQuerySet):
    """Accounts and numbers that wrote."""

    def visible_to(self, viewer: Actor) -> Self:
        """A resident: those tied to somebody of the own household. Nobody else needs a list of accounts."""
        if viewer.role != Role.RESIDENT:
            return self.none()
        return self.of(viewer.subdistrict).filter(
            person_id__in=Person.objects.visible_to(viewer).values("id")
        )


class Correspondent(Local):
    """通信人: an account or a number that a person of the office, or the resident's own page, tied to a resident.

    Numbers on record need none; an official account's follower has no number.
    """

    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    address = SealedTextField()
    lookup = models.BinaryField()
    masked = models.CharField(max_length=24)
    person = LocalForeignKey(Person, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=10, default="zh-hans")
    since = models.DateTimeField()
    heard_at = models.DateTimeField()
    tied_by_name = models.CharField(max_length=60, blank=True)

    objects = CorrespondentQuerySet.as_manager()

    class Meta:
        app_label = "outreach"
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "kind", "lookup"], name="one_correspondent_an_address"
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "person"], name="correspondents_of_a_person")]

    def __str__(self) -> str:
        return self.masked


class TyingCode(Local):
    """绑定码: six digits that a household's own page shows once; whoever sends them within minutes is that person. Kept
    as a keyed hash."""

    lookup = models.BinaryField()
    person = LocalForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = LocalQuerySet.as_manager()

    class Meta:
        app_label = "outreach"
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "lookup"], condition=Q(used_at=None), name="one_open_code_a_lookup"
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "person"], name="codes_of_a_person")]

    def __str__(self) -> str:
        return str(self.pk)


class OptOut(Local):
    """退订: an address that wants no messages, since when, and until when it changed its mind."""

    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    lookup = models.BinaryField()
    masked = models.CharField(max_length=24)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LocalQuerySet.as_manager()

    class Meta:
        app_label = "outreach"
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "kind", "lookup"],
                condition=Q(ended_at=None),
                name="one_opt_out_an_address",
            )
        ]

    def __str__(self) -> str:
        return self.masked
