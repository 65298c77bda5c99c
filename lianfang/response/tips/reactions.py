"""What tips do when something happened below: a message is one, the report it led to was verified, the flat visited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lianfang.core import Actor, Refused
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.ledger.operations import Reactions
from lianfang.response.messages import operations as messages
from lianfang.response.messages.models import Incoming
from lianfang.response.messages.rules import Kind as Channel
from lianfang.response.messages.rules.understanding import Meaning
from lianfang.response.visits.models import Request

from . import codes, operations, rules
from .models import Tip, Tipster
from .operations.checking import ABOUT


@Reactions.together
def on_received(entries: Sequence[Entry], by: Sequence[Actor]) -> None:
    """A message that begins with 举报 or 线索 is a tip: kept apart from its sender, who gets a code back."""
    # What the rules understood whole is no tip: its first word is none of theirs.
    keys = [one.about for one in entries if one.about and one.facts["meaning"] == Meaning.UNSURE]
    if not keys:
        return
    for incoming in Incoming.objects.of(by[0].subdistrict).filter(pk__any=keys).order_by("pk"):
        if rules.is_tip(incoming.body):
            _take(incoming, by[0], entries[0].at)


def _take(incoming: Incoming, by: Actor, at: datetime) -> None:
    """Its words leave the message: there they would stand beside the number they came from."""
    who, words = system(by.subdistrict, "tips"), rules.without_keyword(incoming.body)
    told = operations.Told(
        client_id=f"message {incoming.id.hex}",
        kind=rules.Kind.OTHER.value,
        where=words[:200],
        what=words,
        contact=incoming.sender,
        way=Tipster.Way.WECHAT.value if incoming.kind == Channel.WECHAT else Tipster.Way.SMS.value,
        source=Tip.Source.MESSAGE.value,
        language=incoming.language,
        sender=bytes(incoming.sender_lookup),
    )
    try:
        tip = operations.tell(by=who, told=told, at=at)
    except Refused:
        return  # for a person to read, like every message nobody took
    with translation.override(settings.LANGUAGE_CODE):
        body = _("(a tip; kept apart)")
    Incoming.objects.of(by.subdistrict).filter(pk=incoming.pk).update(
        body=body, person=None, household=None, committee=None
    )
    facts = {"code": codes.code_of(tip.id)}
    messages.take(by=who, incoming_id=incoming.id, template="tip_received", facts=facts, at=at, reason="tip")
    # Answered: from here on the message knows no sender, and stands in no thread beside what they write otherwise.
    Incoming.objects.of(by.subdistrict).filter(pk=incoming.pk).update(
        sender="", sender_lookup=b"", sender_masked=""
    )


def on_verified(entry: Entry, by: Actor) -> None:
    """A report was verified: the tips that led to it are dealt with."""
    if Tip.objects.of(by.subdistrict).filter(report=entry.about, state=rules.State.REPORTED).exists():
        operations.settle(by=system(by.subdistrict, by.name), at=entry.at)


def on_visited(entry: Entry, by: Actor) -> None:
    """Somebody went and looked."""
    keys = [entry.facts.get("request"), entry.about]
    known = Request.objects.of(by.subdistrict).filter(pk__in=[key for key in keys if key], about_kind=ABOUT)
    visited = [UUID(str(key)) for key in known.values_list("about_id", flat=True)]
    if visited:
        operations.settle(by=system(by.subdistrict, by.name), visited=visited, at=entry.at)
