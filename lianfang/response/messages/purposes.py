"""What the tables of messages are for, and when they go: thirty days after the message, then nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Purpose, declare

from .models import Correspondent, Delivery, Incoming, Message, OptOut, TyingCode

KEPT_DAYS = 30
BASIS = _("PIPL Art. 13(3), 28: statutory duty of home observation; words and numbers are sealed")
OWNER = _("Health management group of the command post")
SENT, RECEIVED, HEARD = (
    _("the day the message was sent"),
    _("the day it came in"),
    _("the day the account last wrote"),
)


def due_messages(subdistrict: Any, at: datetime) -> QuerySet[Message]:
    """Messages that nothing has happened to for thirty days."""
    return Message.objects.of(subdistrict).filter(changed_at__lt=at - timedelta(days=KEPT_DAYS))


def due_deliveries(subdistrict: Any, at: datetime) -> QuerySet[Delivery]:
    """What happened to them."""
    return Delivery.objects.of(subdistrict).filter(message__in=due_messages(subdistrict, at))


def due_incoming(subdistrict: Any, at: datetime) -> QuerySet[Incoming]:
    """What came in thirty days ago and waits for nobody."""
    past = Incoming.objects.of(subdistrict).filter(received_at__lt=at - timedelta(days=KEPT_DAYS))
    return past.exclude(state=Incoming.State.NEW)


def due_correspondents(subdistrict: Any, at: datetime) -> QuerySet[Correspondent]:
    """Accounts that have not written for thirty days."""
    return Correspondent.objects.of(subdistrict).filter(heard_at__lt=at - timedelta(days=KEPT_DAYS))


def due_codes(subdistrict: Any, at: datetime) -> QuerySet[TyingCode]:
    """Codes that were given yesterday or before."""
    return TyingCode.objects.of(subdistrict).filter(given_at__lt=at - timedelta(days=1))


def _dataset(model: Any, counted: Any, due: Callable[..., Any] | None) -> Dataset:
    return Dataset(model, Purpose.OBSERVE, BASIS, OWNER, counted, KEPT_DAYS if due else None, due)


declare(
    _dataset(Delivery, SENT, due_deliveries),
    _dataset(Message, SENT, due_messages),
    _dataset(Incoming, RECEIVED, due_incoming),
    _dataset(Correspondent, HEARD, due_correspondents),
    Dataset(TyingCode, Purpose.OBSERVE, BASIS, OWNER, _("the day the code was shown"), 1, due_codes),
    # A wish to hear nothing holds until the response is over: it is a keyed hash, not a number.
    _dataset(OptOut, _("the end of the response"), None),
)
