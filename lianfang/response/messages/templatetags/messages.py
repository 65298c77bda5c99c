"""Tags of the pages of messages."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from lianfang.core import Actor, Role

from .. import hooks

register = template.Library()
LINK = re.compile(r"(?:https?://[^\s/]+)?/r/[0-9a-f]{32}/[\w-]+/")


@register.simple_tag(takes_context=True)
def doors(context: dict[str, Any]) -> list[tuple[str, str]]:
    """The rooms of messages that are open to this viewer: URL name and word."""
    viewer: Actor = context["request"].actor
    found = []
    if viewer.sees_health:
        found += [("messages:inbox", _("Inbox")), ("messages:outbox", _("Outbox"))]
    if viewer.role in (Role.COMMANDER, Role.DATA_OFFICER, Role.DUTY_OFFICER):
        found.append(("messages:texts", _("Texts")))
        found += [(name, str(label)) for name, label in hooks.RULES]
    if viewer.role in (Role.COMMANDER, Role.DATA_OFFICER):
        found.append(("messages:channels", _("Ways out")))
    return found


@register.filter
def without_link(text: str) -> str:
    """A message's words without the key in its link: whoever wants it opens the message itself."""
    return LINK.sub("/r/…", text)


@register.filter
def why_unsure(reason: str) -> str:
    """Why no rule took a message, as a person reads it."""
    return str(WHY.get(reason, "")) if reason else ""


WHY = {
    "words": _lazy("a word in it is not known to the rules"),
    "doubt": _lazy("it asks, or doubts itself"),
    "whole figure": _lazy("a figure without a decimal may be something else"),
    "two figures": _lazy("two figures: whose, or of when?"),
    "figure without a label": _lazy("a figure without saying whose it is"),
    "which one writes": _lazy("several people share this number"),
    "which of those asked": _lazy("several are observed there: whose is it?"),
    "which relative": _lazy("nobody, or more than one, fits that word"),
    "not observed": _lazy("whoever is meant is not under observation"),
    "slot to come": _lazy("the slot it names has not begun"),
    "which part of the day": _lazy("of which part of that day?"),
    "no slot is open": _lazy("no slot is open at that hour"),
    "denied or not": _lazy("a symptom may be denied or not"),
    "nothing said": _lazy("it says nothing that a rule knows"),
    "long on its way": _lazy("it was hours on its way"),
}
