"""The words for events and for kinds of rows: `config.wording` fills them in for every room."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise

Text = str | Promise
EVENTS: dict[str, Text] = {}
KINDS: dict[str, Text] = {}


def event(code: str) -> str:
    """An event in the reader's language; one without words shows its code."""
    return str(EVENTS.get(code, code))


def kind(label: str) -> str:
    """What an entry is about, in the reader's language; a kind without words shows its model's name."""
    return str(KINDS.get(label, label.rpartition(".")[2]))


def kind_of(model: type[models.Model]) -> str:
    """A table in the reader's language."""
    return kind(model._meta.label)
