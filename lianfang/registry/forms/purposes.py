"""What the forms room keeps about people, and until when."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet
from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Purpose, declare

from .models import Attachment, DeviceKey, Kept, KeptFile, Submission

LONGEST_DAYS = 90
KEPT_DAYS = 30
KEY_DAYS = 180
BASIS = _("PIPL Art. 13(3): statutory duty in epidemic prevention; the questions are those of the task")
OWNER = _("Screening group of the command post")
SENT = _("the day it was sent; calls 30 days, observation and doors 60, tips 90")
CAME = _("the day it came")


def due_submissions(subdistrict: Any, at: datetime) -> QuerySet[Submission]:
    """Answers kept longer than their questionnaire says."""
    days = ExpressionWrapper(
        F("version__questionnaire__kept_days") * timedelta(days=1), output_field=DurationField()
    )
    return Submission.objects.of(subdistrict).annotate(kept=days).filter(at__lt=at - F("kept"))


def due_attachments(subdistrict: Any, at: datetime) -> QuerySet[Attachment]:
    """Their photographs."""
    return Attachment.objects.of(subdistrict).filter(
        submission_id__in=due_submissions(subdistrict, at).values("id")
    )


def due_kept(subdistrict: Any, at: datetime) -> QuerySet[Kept]:
    """What no form accepted, thirty days after it came."""
    return Kept.objects.of(subdistrict).filter(at__lt=at - timedelta(days=KEPT_DAYS))


def due_kept_files(subdistrict: Any, at: datetime) -> QuerySet[KeptFile]:
    """Their files."""
    return KeptFile.objects.of(subdistrict).filter(kept_id__in=due_kept(subdistrict, at).values("id"))


def due_keys(subdistrict: Any, at: datetime) -> QuerySet[DeviceKey]:
    """Keys taken back half a year ago."""
    return DeviceKey.objects.of(subdistrict).filter(revoked_at__lt=at - timedelta(days=KEY_DAYS))


declare(
    Dataset(Attachment, Purpose.SCREEN, BASIS, OWNER, SENT, LONGEST_DAYS, due_attachments),
    Dataset(Submission, Purpose.SCREEN, BASIS, OWNER, SENT, LONGEST_DAYS, due_submissions),
    Dataset(KeptFile, Purpose.SCREEN, BASIS, OWNER, CAME, KEPT_DAYS, due_kept_files),
    Dataset(Kept, Purpose.SCREEN, BASIS, OWNER, CAME, KEPT_DAYS, due_kept),
    Dataset(DeviceKey, Purpose.STAFF, BASIS, OWNER, _("the day it was taken back"), KEY_DAYS, due_keys),
)
