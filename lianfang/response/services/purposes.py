"""What services' tables are for, and when they go."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lianfang.core import clock
from lianfang.core.purposes import Dataset, Purpose, declare

from . import rules
from .models import Errand, Payment, Series, Step

KEPT_DAYS = 30
FORGOTTEN_DAYS = 90
BASIS = _(
    "PIPL Art. 13(2) and (3): asked for by the household, part of looking after people under observation"
)
OWNER = _("Residents' committees")
COUNTED = _("the day it was done, confirmed or withdrawn")


def due_errands(subdistrict: Any, at: datetime) -> QuerySet[Errand]:
    """Errands over for thirty days with nothing owed any more counted on; forgotten ones after ninety."""
    past = at - timedelta(days=KEPT_DAYS)
    over = Q(closed_at__lt=past) | Q(state=rules.State.DONE, done_at__lt=past)
    forgotten = Q(asked_at__lt=at - timedelta(days=FORGOTTEN_DAYS))
    return Errand.objects.of(subdistrict).filter(over | forgotten)


def due_steps(subdistrict: Any, at: datetime) -> QuerySet[Step]:
    """Their steps."""
    return Step.objects.of(subdistrict).filter(errand__in=due_errands(subdistrict, at))


def due_payments(subdistrict: Any, at: datetime) -> QuerySet[Payment]:
    """Their payments with the receipts."""
    return Payment.objects.of(subdistrict).filter(errand__in=due_errands(subdistrict, at))


def due_series(subdistrict: Any, at: datetime) -> QuerySet[Series]:
    """What ended thirty days ago, by hand or by its last day."""
    past = at - timedelta(days=KEPT_DAYS)
    return Series.objects.of(subdistrict).filter(Q(ended_at__lt=past) | Q(until_on__lt=clock.day_of(past)))


declare(
    Dataset(Payment, Purpose.SERVE, BASIS, OWNER, COUNTED, KEPT_DAYS, due_payments),
    Dataset(Step, Purpose.SERVE, BASIS, OWNER, COUNTED, KEPT_DAYS, due_steps),
    Dataset(Errand, Purpose.SERVE, BASIS, OWNER, COUNTED, KEPT_DAYS, due_errands),
    Dataset(Series, Purpose.SERVE, BASIS, OWNER, _("the day it ended"), KEPT_DAYS, due_series),
)
