"""How persons are written on pages: masked, with words for sources."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lianfang.core import clock, masking
from lianfang.core.actor import LABELS, Role
from lianfang.ledger.models import Entry

from ..hooks import Panel
from ..models import Join, Mention
from ..rules.best import is_only_called
from ..rules.why import rule_word

register = template.Library()


@register.filter
def masked_name(name: str) -> str:
    """张三丰 → 张**; a form of address (王阿姨) is no name and stays."""
    if not name:
        return _("(no name)")
    return name if is_only_called(name) else masking.name(name)


@register.filter
def source_word(kind: str) -> str:
    """A source as people call it."""
    return str(Mention.Kind(kind).label) if kind in Mention.Kind.values else kind


@register.filter
def age(born_on: date | None) -> str:
    """Full years today; empty where the birth date is not known."""
    if born_on is None:
        return ""
    return _("%(age)s years") % {"age": clock.age(born_on, clock.day_of(clock.now()))}


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds for a key; nothing where it holds none."""
    return found.get(key, ())


@register.filter
def role_word(entry: Entry) -> str:
    """The role somebody acted in, in the reader's language."""
    return str(LABELS[Role(entry.role)]) if entry.role in list(Role) else entry.role


@register.filter
def join_word(join: Join) -> str:
    """What decided a join, where no fields were weighed."""
    return rule_word(join.rule) or str(join.get_how_display())


@register.simple_tag
def panel(shown: Panel) -> str:
    """A part of the page that a room above brings with its own template."""
    return render_to_string(shown.template, shown.context)
