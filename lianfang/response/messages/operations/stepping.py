"""One more thing that happened to a message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lianfang.core import Actor

from .. import rules
from ..models import Delivery, Message
from ..rules import Step

CHANGED = ["state", "changed_at", "due_at", "why", "claim", "gateway_id", "tries", "is_urgent"]


def add_step(
    by: Actor, message: Message, step: Step, at: datetime, *, code: str = "", also: Sequence[str] = ()
) -> None:
    """One more fact about a message that is locked, and the state it leads to (saved, with what `also` names)."""
    message.state = rules.after(message.state, step)
    message.changed_at = at
    number = Delivery.objects.of(by.subdistrict).filter(message=message).count() + 1
    Delivery.objects.create(
        subdistrict=by.subdistrict, message=message, number=number, step=step, code=code[:60],
        channel=message.channel, address_lookup=message.address_lookup, at=at, by_name=by.name,
    )  # fmt: skip
    message.save(update_fields=[*CHANGED, *also])
