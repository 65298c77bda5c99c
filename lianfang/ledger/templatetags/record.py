"""Words for what the record holds in codes."""

from __future__ import annotations

from typing import Any

from django import template

from lianfang.core.actor import LABELS, Role
from lianfang.core.purposes import LABELS as PURPOSES
from lianfang.core.purposes import Dataset, Purpose
from lianfang.ledger import wording

register = template.Library()
register.filter("event_words", wording.event)
register.filter("kind_words", wording.kind)


@register.filter
def role_words(code: str) -> str:
    """A role's name in the reader's language."""
    return str(LABELS[Role(code)]) if code in set(Role) else code


@register.filter
def purpose_words(code: str) -> str:
    """A purpose's name in the reader's language."""
    return str(PURPOSES[Purpose(code)]) if code in set(Purpose) else code


@register.filter
def dataset_words(dataset: Dataset) -> str:
    """A dataset's name in the reader's language."""
    return wording.kind_of(dataset.model)


@register.filter
def plain_facts(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """The facts that are set, as pairs of text."""
    return [(key, str(value)) for key, value in facts.items() if value not in (None, "", [], {})]
