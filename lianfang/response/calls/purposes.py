"""What calls' tables are for, and when they go."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Purpose, declare

from . import rules
from .models import Answer, Attempt, Callee, Need, Seat

KEPT_DAYS = 30
BASIS = _("PIPL Art. 13(3): statutory duty in epidemic prevention; only what the call is for")
OWNER = _("Call centre of the command post")
CALLED = _("the day of the call")
SETTLED = _("the day the call was settled")
SEATED = _("the last day at the phone")


def due_attempts(subdistrict: Any, at: datetime) -> QuerySet[Attempt]:
    """Calls of thirty days ago, with their notes."""
    return Attempt.objects.of(subdistrict).filter(at__lt=at - timedelta(days=KEPT_DAYS))


def due_answers(subdistrict: Any, at: datetime) -> QuerySet[Answer]:
    """What was said in them."""
    return Answer.objects.of(subdistrict).filter(at__lt=at - timedelta(days=KEPT_DAYS))


def due_needs(subdistrict: Any, at: datetime) -> QuerySet[Need]:
    """Needs settled thirty days ago."""
    rows = Need.objects.of(subdistrict).exclude(state=rules.State.OPEN)
    return rows.filter(closed_at__lt=at - timedelta(days=KEPT_DAYS))


def due_callees(subdistrict: Any, at: datetime) -> QuerySet[Callee]:
    """Households with which nothing is open or kept any more."""
    old = Need.objects.of(subdistrict).filter(
        Q(state=rules.State.OPEN) | Q(closed_at__gte=at - timedelta(days=KEPT_DAYS))
    )
    lately = Attempt.objects.of(subdistrict).filter(at__gte=at - timedelta(days=KEPT_DAYS))
    rows = Callee.objects.of(subdistrict).filter(agent=None)
    return rows.exclude(pk__in=old.values("callee")).exclude(pk__in=lately.values("callee"))


def due_seats(subdistrict: Any, at: datetime) -> QuerySet[Seat]:
    """Seats of people who have not been at the phone for thirty days."""
    return Seat.objects.of(subdistrict).filter(seen_at__lt=at - timedelta(days=KEPT_DAYS))


declare(
    Dataset(Answer, Purpose.OBSERVE, BASIS, OWNER, CALLED, KEPT_DAYS, due_answers),
    Dataset(Attempt, Purpose.OBSERVE, BASIS, OWNER, CALLED, KEPT_DAYS, due_attempts),
    Dataset(Need, Purpose.OBSERVE, BASIS, OWNER, SETTLED, KEPT_DAYS, due_needs),
    Dataset(Callee, Purpose.OBSERVE, BASIS, OWNER, SETTLED, KEPT_DAYS, due_callees),
    Dataset(Seat, Purpose.STAFF, BASIS, OWNER, SEATED, KEPT_DAYS, due_seats),
)
