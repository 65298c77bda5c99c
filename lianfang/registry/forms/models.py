"""表单: questionnaires with their versions, the answers given to one exact version, and keys for ODK Collect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lianfang.core import Role
from lianfang.core.actor import BY_COMMITTEE
from lianfang.core.fields import SealedTextField
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.registry.accounts.models import User
from lianfang.registry.places.models import Committee

if TYPE_CHECKING:
    from datetime import date

    from lianfang.core import Actor

SEALED_FILE = "forms_attachment.body"


class OpenQuerySet(LocalQuerySet):
    """What holds nobody's answers is open to all staff."""

    def visible_to(self, viewer: Actor) -> Self:
        """Those of the viewer's subdistrict."""
        return self.of(viewer.subdistrict) if viewer.role != Role.RESIDENT else self.none()


class Questionnaire(Local):
    """表单: one questionnaire under the name by which rooms ask for it. Its questions stand in versions.

    `kept_days`: how long answers to it are kept after they came.
    """

    personal = False

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    kept_days = models.PositiveSmallIntegerField(default=30)

    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "code"], name="one_questionnaire_a_code")
        ]

    def __str__(self) -> str:
        return self.name


class VersionQuerySet(OpenQuerySet):
    """Versions of questionnaires."""

    def in_force(self, on: date) -> Self:
        """Those that have begun, the one that counts first."""
        return self.filter(begins_on__lte=on, withdrawn_at=None).order_by("-begins_on", "-number")


class Version(Local):
    """版本: one workbook as it was handed in, and the XForm made from it. Never changed: answers point at it.

    `digest` is the SHA-256 of workbook and files beside it; `hash` the MD5 of the XForm, as OpenRosa names it.
    """

    personal = False

    questionnaire = LocalForeignKey(Questionnaire, related_name="versions")
    number = models.PositiveSmallIntegerField()
    form_id = models.CharField(max_length=249)
    label = models.CharField(max_length=249, blank=True)
    begins_on = models.DateField()
    file_name = models.CharField(max_length=200)
    workbook = models.BinaryField()
    digest = models.CharField(max_length=64)
    xform = models.TextField()
    hash = models.CharField(max_length=32)
    remarks = models.JSONField(default=list)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "questionnaire", "number"], name="one_version_a_number"
            ),
            models.UniqueConstraint(
                fields=["subdistrict", "questionnaire", "digest"], name="one_version_a_workbook"
            ),
            models.UniqueConstraint(fields=["subdistrict", "form_id", "label"], name="one_version_a_form_id"),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "questionnaire", "-begins_on"], name="versions_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.label}".strip()


class Beside(Local):
    """附表: a file that a version names (a list of choices as CSV), handed in with its workbook."""

    personal = False

    version = LocalForeignKey(Version, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    body = models.BinaryField()
    hash = models.CharField(max_length=32)

    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "version", "name"], name="one_file_beside_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class AnswerQuerySet(LocalQuerySet):
    """Answers: they may speak of health."""

    def visible_to(self, viewer: Actor) -> Self:
        """One's own; all of the area for roles that may read health."""
        mine = self.of(viewer.subdistrict)
        own = Q(by=viewer.id) if viewer.id else Q(pk=None)
        if viewer.sees_whole and viewer.sees_health:
            return mine
        if viewer.role in BY_COMMITTEE and viewer.sees_health:
            return mine.filter(own | Q(committee_id__in=viewer.committees))
        return mine.filter(own)


class Submission(Local):
    """答卷: one filled questionnaire. Never changed; the same `instance_id` is stored once.

    `answers` is JSON by question, sealed; `xml` the instance as sent or as we would send it, sealed.
    `person`, `about_kind`, `about_id` say whom and what it belongs to, in the words of the room that asked.
    """

    class Way(models.TextChoices):
        """How it came."""

        PAGE = "page", _("our own page")
        COLLECT = "collect", _("ODK Collect")
        LOOKED = "looked", _("taken in by a person")

    version = LocalForeignKey(Version, related_name="submissions")
    instance_id = models.CharField(max_length=249)
    digest = models.CharField(max_length=64)
    xml = SealedTextField()
    answers = SealedTextField()
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True, blank=True)
    person = models.UUIDField(null=True, blank=True)
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.PAGE)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    started_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "instance_id"], name="one_submission_an_instance")
        ]
        indexes = [
            models.Index(fields=["subdistrict", "version", "-at"], name="submissions_of_a_version"),
            models.Index(fields=["subdistrict", "about_id"], name="submissions_about_something"),
            models.Index(fields=["subdistrict", "person"], name="submissions_of_a_person"),
            models.Index(fields=["subdistrict", "at"], name="submissions_by_age"),
        ]

    def __str__(self) -> str:
        return self.instance_id


class UnderSubmissionQuerySet(LocalQuerySet):
    """Rows under a submission are seen by those who see it."""

    def visible_to(self, viewer: Actor) -> Self:
        """Through the submission."""
        return self.of(viewer.subdistrict).filter(submission__in=Submission.objects.visible_to(viewer))


class Attachment(Local):
    """附件: a photograph or file of a submission, sealed."""

    submission = LocalForeignKey(Submission, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    at = models.DateTimeField()

    objects = UnderSubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "submission", "name"], name="one_attachment_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Kept(Local):
    """待看答卷: what a phone sent and the form does not accept: kept word for word until a person decides."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("waiting for a person")
        TAKEN = "taken", _("taken in")
        ASIDE = "aside", _("put aside")

    version = LocalForeignKey(Version, null=True, blank=True, related_name="+")
    instance_id = models.CharField(max_length=249, blank=True)
    digest = models.CharField(max_length=64)
    xml = SealedTextField()
    problems = SealedTextField()
    committee = LocalForeignKey(Committee, null=True, blank=True, related_name="+")
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    decided_by_name = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "digest"], name="kept_once")]
        indexes = [models.Index(fields=["subdistrict", "state", "-at"], name="kept_by_state")]

    def __str__(self) -> str:
        return self.instance_id


class KeptFile(Local):
    """待看附件: a file that came with what is kept, sealed like it."""

    kept = LocalForeignKey(Kept, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=80)
    body = models.BinaryField()

    objects = LocalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "kept", "name"], name="one_kept_file_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class DeviceKeyQuerySet(LocalQuerySet):
    """Keys given to phones."""

    def visible_to(self, viewer: Actor) -> Self:
        """Those who manage accounts see all, everybody their own."""
        mine = self.of(viewer.subdistrict)
        if viewer.role in (Role.COMMANDER, Role.DATA_OFFICER, Role.SYSTEM):
            return mine
        return mine.filter(user_id=viewer.id) if viewer.id else self.none()

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(revoked_at=None)


class DeviceKey(Local):
    """手机钥匙: lets ODK Collect on one phone work as one staff member. Only a hash of it is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    name = models.CharField(max_length=60)
    token_hash = models.BinaryField()
    given_by_name = models.CharField(max_length=60)
    given_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = DeviceKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "token_hash"], name="one_device_key_a_token")
        ]
        indexes = [models.Index(fields=["subdistrict", "user"], name="device_keys_of_a_user")]

    def __str__(self) -> str:
        return self.name
