"""What screening's tables are for, and when they go."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lianfang.core import clock
from lianfang.core.purposes import Dataset, Purpose, declare

from . import rules
from .models import Ground, Registrant, Registration, Report, Verification

KEPT_DAYS = 30
BASIS = _("PIPL Art. 13(3): statutory duty in epidemic prevention; collected from key persons only")
OWNER = _("Screening group of the command post")
COUNTED = _("the day the report came to nothing; for a confirmed one the last day of observation")
NEGATIVE = (rules.State.REFUTED, rules.State.EXPIRED, rules.State.WITHDRAWN, rules.State.JOINED)


def due_reports(subdistrict: Any, at: datetime) -> QuerySet[Report]:
    """Reports that came to nothing thirty days ago, and confirmed ones thirty days after their last day."""
    past = at - timedelta(days=KEPT_DAYS)
    nothing = Q(state__in=NEGATIVE, closed_at__lt=past)
    over = Q(state=rules.State.CONFIRMED, last_day__lt=clock.day_of(past))
    working = Q(joined_into__state__in=[rules.State.OPEN, rules.State.CONFIRMED])
    return Report.objects.of(subdistrict).filter(nothing | over).exclude(working)


def due_grounds(subdistrict: Any, at: datetime) -> QuerySet[Ground]:
    """Their grounds."""
    return Ground.objects.of(subdistrict).filter(report__in=due_reports(subdistrict, at))


def due_verifications(subdistrict: Any, at: datetime) -> QuerySet[Verification]:
    """Their verifications."""
    return Verification.objects.of(subdistrict).filter(report__in=due_reports(subdistrict, at))


def due_registrations(subdistrict: Any, at: datetime) -> QuerySet[Registration]:
    """What a family sent thirty days ago; its words live on as mentions while somebody is verified or observed."""
    return Registration.objects.of(subdistrict).filter(received_at__lt=at - timedelta(days=KEPT_DAYS))


def due_registrants(subdistrict: Any, at: datetime) -> QuerySet[Registrant]:
    """Their people, with the answers about health."""
    return Registrant.objects.of(subdistrict).filter(registration__in=due_registrations(subdistrict, at))


SENT = _("the day it was sent")
declare(
    Dataset(Registrant, Purpose.SCREEN, BASIS, OWNER, SENT, KEPT_DAYS, due_registrants),
    Dataset(Registration, Purpose.SCREEN, BASIS, OWNER, SENT, KEPT_DAYS, due_registrations),
    Dataset(Ground, Purpose.SCREEN, BASIS, OWNER, COUNTED, KEPT_DAYS, due_grounds),
    Dataset(Verification, Purpose.SCREEN, BASIS, OWNER, COUNTED, KEPT_DAYS, due_verifications),
    Dataset(Report, Purpose.SCREEN, BASIS, OWNER, COUNTED, KEPT_DAYS, due_reports),
)
