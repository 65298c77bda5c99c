"""How list pages put states into words and colours."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..models import Import, Row

register = template.Library()
TONES = {"preview": "due", "refused": "bad", "failed": "bad", "done": "done", "undone": "quiet"}
ROWS = {"new": "now", "joined": "done", "returned": "done", "review": "due", "refused": "bad"}
REASONS = {
    "remembered": _("as last time"),
    "heading": _("heading"),
    "part": _("part of the heading"),
    "values": _("its values"),
    "chosen": _("chosen"),
    "clash": _("another column has it"),
    "unknown": _("not recognised"),
    "empty": _("empty"),
}


@register.filter
def at(counts: dict[str, Any], key: str) -> Any:
    """The value under a key."""
    return counts.get(key)


@register.simple_tag
def import_badge(one: Import) -> str:
    """An import's state as colour and word."""
    if one.is_stuck:
        return _badge("bad", str(_("could not be joined")))
    return _badge(TONES.get(one.state, "now"), one.get_state_display())


@register.simple_tag
def row_badge(row: Row) -> str:
    """What became of a row, as colour and word."""
    return _badge(ROWS.get(row.state, "quiet"), row.get_state_display())


@register.simple_tag
def column_badge(column: dict[str, Any]) -> str:
    """How a column was recognised."""
    return _badge(
        "due" if column["doubtful"] else "quiet", str(REASONS.get(column["reason"], column["reason"]))
    )


def _badge(tone: str, word: str) -> str:
    return format_html('<span class="badge {}">{}</span>', tone, word)
