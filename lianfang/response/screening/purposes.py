"""What screening's tables are for, and when they go."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Purpose, declare

from . import rules
from .models import Ground, Report, Verification

KEPT_DAYS = 30
BASIS = _("PIPL Art. 13(3): statutory duty in epidemic prevention; collected from key persons only")
OWNER = _("Screening group of the command post")
COUNTED = _(
    "the day the report was refuted, ran out or was withdrawn; a confirmed one goes with its observation"
)
NEGATIVE = (rules.State.REFUTED, rules.State.EXPIRED, rules.State.WITHDRAWN, rules.State.JOINED)


def due_reports(subdistrict: Any, at: datetime) -> QuerySet[Report]:
    """Reports that came to nothing thirty days ago."""
    past = at - timedelta(days=KEPT_DAYS)
    closed = Report.objects.of(subdistrict).filter(state__in=NEGATIVE, closed_at__lt=past)
    return closed.exclude(joined__state__in=[rules.State.OPEN, rules.State.CONFIRMED])


def due_grounds(subdistrict: Any, at: datetime) -> QuerySet[Ground]:
    """Their grounds."""
    return Ground.objects.of(subdistrict).filter(report__in=due_reports(subdistrict, at))


def due_verifications(subdistrict: Any, at: datetime) -> QuerySet[Verification]:
    """Their verifications."""
    return Verification.objects.of(subdistrict).filter(report__in=due_reports(subdistrict, at))


declare(
    Dataset(Ground, Purpose.SCREEN, BASIS, OWNER, COUNTED, KEPT_DAYS, due_grounds),
    Dataset(Verification, Purpose.SCREEN, BASIS, OWNER, COUNTED, KEPT_DAYS, due_verifications),
    Dataset(Report, Purpose.SCREEN, BASIS, OWNER, COUNTED, KEPT_DAYS, due_reports),
)
