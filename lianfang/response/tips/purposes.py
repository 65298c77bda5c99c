"""What tips' tables are for, and when they go."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Purpose, declare

from .models import Step, Tip, Tipster

KEPT_DAYS = 90
BASIS = _("PIPL Art. 13(3): anybody may report a danger; who reports is kept confidential (2024 Act, Art. 9)")
OWNER = _("Duty desk of the command post")
COUNTED = _("the day it was told")


def due_tips(subdistrict: Any, at: datetime) -> QuerySet[Tip]:
    """Tips told ninety days ago; what they led to lives on under its own purpose."""
    return Tip.objects.of(subdistrict).filter(received_at__lt=at - timedelta(days=KEPT_DAYS))


def due_tipsters(subdistrict: Any, at: datetime) -> QuerySet[Tipster]:
    """Who told them."""
    return Tipster.objects.of(subdistrict).filter(tip__in=due_tips(subdistrict, at))


def due_steps(subdistrict: Any, at: datetime) -> QuerySet[Step]:
    """What was done with them."""
    return Step.objects.of(subdistrict).filter(tip__in=due_tips(subdistrict, at))


declare(
    Dataset(Tipster, Purpose.SCREEN, BASIS, _("Data officer"), COUNTED, KEPT_DAYS, due_tipsters),
    Dataset(Step, Purpose.SCREEN, BASIS, OWNER, COUNTED, KEPT_DAYS, due_steps),
    Dataset(Tip, Purpose.SCREEN, BASIS, OWNER, COUNTED, KEPT_DAYS, due_tips),
)
