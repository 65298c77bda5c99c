"""What the tables of visits are for, and when they go."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Purpose, declare
from lianfang.registry.people import hooks

from . import rules
from .models import Check, Knock, Loose, Member, Request, Settlement, Stop, Taken, Turn, Visit

KEPT_DAYS = 30
ANSWERS_DAYS = 60
BASIS = _("PIPL Art. 13(3): statutory duty in epidemic prevention; at the doors of those concerned only")
OWNER = _("Visiting group of the command post")
COUNTED = _("the day of the visit; while somebody is verified or observed, the end of that")
ENDED = _("the day they left the team")


def due_requests(subdistrict: Any, at: datetime) -> QuerySet[Request]:
    """Requests closed thirty days ago, of people whom no room works with any more."""
    past = at - timedelta(days=KEPT_DAYS)
    rows = Request.objects.of(subdistrict).filter(state__in=rules.CLOSED, closed_at__lt=past)
    for provider in hooks.NEEDED:
        rows = rows.exclude(person__in=provider(subdistrict, at))
    return rows


def _under(model: Any) -> Any:
    def due(subdistrict: Any, at: datetime) -> QuerySet[Any]:
        return model.objects.of(subdistrict).filter(request__in=due_requests(subdistrict, at))

    return due


def due_taken(subdistrict: Any, at: datetime) -> QuerySet[Taken]:
    """Temperatures of visits whose day has come."""
    return Taken.objects.of(subdistrict).filter(visit__request__in=due_requests(subdistrict, at))


def due_settlements(subdistrict: Any, at: datetime) -> QuerySet[Settlement]:
    """Decisions about records whose day has come."""
    return Settlement.objects.of(subdistrict).filter(visit__request__in=due_requests(subdistrict, at))


def due_loose(subdistrict: Any, at: datetime) -> QuerySet[Loose]:
    """Answers without a visit, when the answers themselves go."""
    return Loose.objects.of(subdistrict).filter(at__lt=at - timedelta(days=ANSWERS_DAYS))


def due_members(subdistrict: Any, at: datetime) -> QuerySet[Member]:
    """Who left a team long ago."""
    return Member.objects.of(subdistrict).filter(left_at__lt=at - timedelta(days=KEPT_DAYS))


def due_turns(subdistrict: Any, at: datetime) -> QuerySet[Turn]:
    """Doors of rounds closed thirty days ago, or knocked at sixty days ago in a round that nobody closed."""
    past = at - timedelta(days=KEPT_DAYS)
    rows = Turn.objects.of(subdistrict)
    return rows.filter(
        Q(sweep__closed_at__lt=past) | Q(sweep__opened_at__lt=past - timedelta(days=KEPT_DAYS))
    )


def due_knocks(subdistrict: Any, at: datetime) -> QuerySet[Knock]:
    """What was seen there."""
    return Knock.objects.of(subdistrict).filter(turn__in=due_turns(subdistrict, at))


CLOSED = _("the day the round was closed")
SENT = _("the day it was sent")
declare(
    Dataset(Loose, Purpose.OBSERVE, BASIS, OWNER, SENT, ANSWERS_DAYS, due_loose),
    Dataset(Knock, Purpose.SCREEN, BASIS, OWNER, CLOSED, KEPT_DAYS, due_knocks),
    Dataset(Turn, Purpose.SCREEN, BASIS, OWNER, CLOSED, KEPT_DAYS, due_turns),
    Dataset(Taken, Purpose.OBSERVE, BASIS, OWNER, COUNTED, KEPT_DAYS, due_taken),
    Dataset(Settlement, Purpose.OBSERVE, BASIS, OWNER, COUNTED, KEPT_DAYS, due_settlements),
    Dataset(Check, Purpose.OBSERVE, BASIS, OWNER, COUNTED, KEPT_DAYS, _under(Check)),
    Dataset(Visit, Purpose.OBSERVE, BASIS, OWNER, COUNTED, KEPT_DAYS, _under(Visit)),
    Dataset(Stop, Purpose.OBSERVE, BASIS, OWNER, COUNTED, KEPT_DAYS, _under(Stop)),
    Dataset(Request, Purpose.OBSERVE, BASIS, OWNER, COUNTED, KEPT_DAYS, due_requests),
    Dataset(Member, Purpose.STAFF, BASIS, OWNER, ENDED, KEPT_DAYS, due_members),
)
