"""Readings typed from a message that no rule understood."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianfang.core import Refused, Role, clock, notices
from lianfang.core.access import ActorRequest, open_to
from lianfang.response.messages import selectors as messages
from lianfang.response.messages.models import Incoming
from lianfang.response.screening.rules.registering import read_celsius

from .. import beside, operations, rules
from ..rules import judging
from ..taking import Typed

TYPISTS = (Role.COMMITTEE_WORKER, Role.DOCTOR, Role.DUTY_OFFICER)


@open_to(*TYPISTS)
@require_POST
def from_message(request: ActorRequest, incoming_id: UUID) -> HttpResponse:
    """Records what somebody read out of a message, and with that it is dealt with; on to the next one."""
    at = clock.now()
    incoming = messages.incoming(request.actor, incoming_id)
    typed = _typed(request, incoming, at)
    if not typed:
        raise Refused("observation.reading_empty")
    operations.record_from_message(by=request.actor, incoming_id=incoming_id, typed=typed, at=at)
    notices.say(request, _("Recorded, and the message is dealt with."))
    following = messages.following(request.actor, incoming)
    return redirect("messages:incoming", following.id) if following else redirect("messages:inbox")


def _typed(request: ActorRequest, incoming: Incoming, at: datetime) -> list[Typed]:
    found = []
    for line in beside.lines(request.actor, incoming, at):
        for cell in line.open:
            one = _one(request.POST, line, cell, incoming)
            if one is not None:
                found.append(one)
    return found


def _one(data: QueryDict, line: beside.Line, cell: rules.Cell, incoming: Incoming) -> Typed | None:
    name = f"{line.episode.id.hex}-{cell.slot.code}"
    said = read_celsius(data.get(f"{name}-celsius", "")[:20])
    symptoms = tuple(code for code in data.getlist(f"{name}-symptoms") if code in rules.SYMPTOMS)
    if not said and not symptoms:
        return None
    return Typed(
        client_id=f"typed {incoming.id.hex[-20:]} {line.episode.id.hex[-20:]} {cell.slot.code}",
        episode=line.episode.id,
        celsius=_celsius(said) if said else None,
        symptoms=symptoms,
        channel="staff",
        slot_day=cell.day,
        slot=cell.slot.code,
    )


def _celsius(said: str) -> Decimal:
    """The figure; one that is none is refused like one that nobody can have."""
    try:
        found = Decimal(said)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise Refused(
            "observation.reading_absurd", celsius=said, lowest=judging.LOWEST, highest=judging.HIGHEST
        )
    return found.quantize(Decimal("0.1"))
