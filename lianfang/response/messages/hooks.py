"""What rooms above add: beside a message that came in, what the household looks like there and what can be recorded
from it; which messages are no longer wanted at the moment they would set out, and
pages of rules beside the texts. Append in the `ready` of an app."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from lianfang.core import Actor
from lianfang.registry.people.hooks import Panel, Words

from .models import Incoming, Message

Beside = Callable[[Actor, Incoming, datetime], Panel | None]
BESIDE: list[Beside] = []


def add_beside(provider: Beside) -> None:
    """`provider(viewer, incoming, at)` gives a panel beside the message, or None where it has nothing to show."""
    BESIDE.append(provider)


Recall = Callable[[UUID, Sequence[Message], datetime], set[UUID]]
RECALLS: list[Recall] = []


def add_recall(provider: Recall) -> None:
    """`provider(subdistrict, messages, at)` gives the keys of those that say something settled meanwhile."""
    RECALLS.append(provider)


# URL name and word of pages that set when messages are written, shown beside the texts.
RULES: list[tuple[str, Words]] = []


def add_rules(name: str, label: Words) -> None:
    """A page of the room above that stands beside the texts, for who may open those."""
    RULES.append((name, label))
