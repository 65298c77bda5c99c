"""Money and states as pages of services say them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .. import rules
from ..models import Errand

register = template.Library()
LOOKS = {
    rules.State.OPEN: "due",
    rules.State.ASSIGNED: "now",
    rules.State.DONE: "done",
    rules.State.CONFIRMED: "done",
    rules.State.WITHDRAWN: "quiet",
}


@register.filter
def yuan(fen: int) -> str:
    """分 as yuan: 3650 → 36.50."""
    return rules.spell_yuan(fen)


@register.filter
def stands(errand: Errand) -> SafeString:
    """Where an errand stands, as colour and word."""
    state = rules.State(errand.state)
    return format_html('<span class="badge {}">{}</span>', LOOKS[state], rules.STATES[state])
