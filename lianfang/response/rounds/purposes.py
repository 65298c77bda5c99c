"""What rounds' tables are for, and when they go."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Purpose, declare

from .models import Finding, Target

KEPT_DAYS = 30
BASIS = _(
    "PIPL Art. 13(3): statutory duty in epidemic prevention; two questions, and of a no nothing is kept"
)
OWNER = _("Screening group of the command post")
COUNTED = _("the day the round closed, or the last thing that happened to the home")


def due_targets(subdistrict: Any, at: datetime) -> QuerySet[Target]:
    """Homes of rounds closed thirty days ago, and whatever lay still that long in one that nobody closed."""
    past = at - timedelta(days=KEPT_DAYS)
    over = Q(campaign__closed_at__lt=past)
    return Target.objects.of(subdistrict).filter(over | Q(changed_at__lt=past - timedelta(days=KEPT_DAYS)))


def due_findings(subdistrict: Any, at: datetime) -> QuerySet[Finding]:
    """What happened to them; an answer thirty days old goes whatever the round does."""
    past = at - timedelta(days=KEPT_DAYS)
    mine = Finding.objects.of(subdistrict)
    return mine.filter(Q(at__lt=past) | Q(target__in=due_targets(subdistrict, at)))


declare(
    Dataset(Finding, Purpose.SCREEN, BASIS, OWNER, COUNTED, KEPT_DAYS, due_findings),
    Dataset(Target, Purpose.SCREEN, BASIS, OWNER, COUNTED, KEPT_DAYS, due_targets),
)
