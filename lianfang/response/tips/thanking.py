"""Thanks go back by the way that was left, once, without a word about anybody who was named."""

from __future__ import annotations

from datetime import datetime

from lianfang.core import Actor, cipher
from lianfang.core.actor import system
from lianfang.registry.people.rules.phones import read_phones
from lianfang.response.messages import finding
from lianfang.response.messages.models import Channel
from lianfang.response.messages.operations import sending
from lianfang.response.messages.rules import Address, Kind

from . import rules
from .models import Tip, Tipster

TEMPLATE = "tip_thanks"


def thank(by: Actor, tip: Tip, at: datetime) -> None:
    """Thanks whoever told of a tip that is over, and of those that repeat it. The message names no tip and belongs to
    no committee: whoever reads the outbox learns nothing. Without a way out the status page says it."""
    if tip.state not in rules.OVER:
        return
    waiting = Tip.objects.of(tip.subdistrict).filter(thanked_at=None)
    told = [tip, *tip.repeats.all()]  # type: ignore[attr-defined]
    over = list(waiting.filter(pk__in=[one.pk for one in told]))
    tipsters = Tipster.objects.of(tip.subdistrict).filter(tip__in=over)
    letters = [letter for one in tipsters if (letter := _letter(one))]
    if letters:
        # Sent by the house, not by whoever closed it.
        sending.send_many(by=system(by.subdistrict, "thanks"), letters=letters, at=at)
    waiting.filter(pk__in=[one.pk for one in over]).update(thanked_at=at)


def _letter(tipster: Tipster) -> sending.Letter | None:
    to = _address(tipster)
    if to is None:
        return None
    # By this key nobody finds the tip who has not the house's key.
    key = f"thanks {cipher.lookup('thanks', tipster.tip_id.hex).hex()}"
    return sending.Letter(TEMPLATE, facts={}, key=key, to=to)


def _address(tipster: Tipster) -> Address | None:
    kind = Kind.WECHAT if tipster.way == Tipster.Way.WECHAT else Kind.SMS
    if not Channel.objects.of(tipster.subdistrict).filter(kind=kind, is_on=True).exists():
        return None
    if kind == Kind.WECHAT:
        return finding.address_of(kind, tipster.contact)
    phones = [phone.digits for phone in read_phones(tipster.contact) if len(phone.digits) == 11]
    return finding.address_of(kind, phones[0]) if phones else None
