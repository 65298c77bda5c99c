"""What observation's tables are for, and when they go: thirty days after release, then figures only."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Due, Purpose, declare

from . import rules
from .duty import Handover
from .models import Alert, AlertStep, Episode, Excuse, Paper, Reading, Reminder, Term, Turn

KEPT_DAYS = 30
# A note is kept as long as the longest observation of its shift: fourteen days, then thirty.
NOTES_DAYS = 44
BASIS = _("PIPL Art. 13(3), 28: statutory duty of home observation; health data kept apart by role")
OWNER = _("Health management group of the command post")
COUNTED = _("the day the observation ended")


def over(subdistrict: Any, at: datetime) -> QuerySet[Episode]:
    """Episodes that ended thirty days ago."""
    ended = Episode.objects.of(subdistrict).exclude(state__in=rules.OPEN)
    return ended.filter(closed_at__lt=at - timedelta(days=KEPT_DAYS)).exclude(
        state=rules.State.JOINED, joined_into__state__in=rules.OPEN
    )


def _under(model: type[models.Model], path: str) -> Due:
    def _due(subdistrict: Any, at: datetime) -> QuerySet[Any]:
        rows: QuerySet[Any] = model.objects.filter(subdistrict=subdistrict)  # type: ignore[attr-defined]
        return rows.filter(**{f"{path}__in": over(subdistrict, at)})

    return _due


def notes_over(subdistrict: Any, at: datetime) -> QuerySet[Handover]:
    """Handovers written more than forty-four days ago."""
    return Handover.objects.of(subdistrict).filter(written_at__lt=at - timedelta(days=NOTES_DAYS))


def _dataset(model: type[models.Model], due: Callable[..., Any]) -> Dataset:
    return Dataset(model, Purpose.OBSERVE, BASIS, OWNER, COUNTED, KEPT_DAYS, due)


declare(
    _dataset(AlertStep, _under(AlertStep, "alert__episode")),
    _dataset(Alert, _under(Alert, "episode")),
    _dataset(Excuse, _under(Excuse, "episode")),
    _dataset(Reminder, _under(Reminder, "episode")),
    _dataset(Reading, _under(Reading, "episode")),
    _dataset(Term, _under(Term, "episode")),
    _dataset(Turn, _under(Turn, "episode")),
    _dataset(Paper, _under(Paper, "episode")),
    _dataset(Episode, over),
    Dataset(Handover, Purpose.OBSERVE, BASIS, OWNER, _("the day of the handover"), NOTES_DAYS, notes_over),
)
