"""What messages add to a person's page: what was sent and what came in, in one line each, words never."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor
from lianfang.registry.people.hooks import Event
from lianfang.registry.people.models import Person

from . import rules
from .models import Incoming, Message

MOST = 60


def timeline(viewer: Actor, person: Person, at: datetime) -> Iterator[Event]:
    """Messages to and from somebody, masked; two queries."""
    sent = Message.objects.visible_to(viewer).filter(person=person).order_by("-created_at")
    for one in sent[:MOST]:
        said = f"{one.get_kind_display() or _('by hand')} {one.address_masked} · {one.get_state_display()}"
        tone = "due" if one.state in rules.FOR_THE_OFFICE else ""
        url = reverse("messages:message", args=[one.id])
        yield Event(one.created_at, title_of(one.code), said, one.by_name, url, tone)
    came = Incoming.objects.visible_to(viewer).filter(person=person).order_by("-received_at")
    for letter in came[:MOST]:
        said = f"{letter.get_kind_display()} {letter.sender_masked} · {letter.get_state_display()}"
        url = reverse("messages:incoming", args=[letter.id])
        yield Event(letter.received_at, _("Message received"), said, "", url, "due" if letter.is_open else "")


def title_of(code: str) -> str:
    """What a text is called on pages."""
    found = rules.STANDARD.get(code)
    return str(found.title) if found else code
