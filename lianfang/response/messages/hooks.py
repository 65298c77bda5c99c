"""What rooms above add to the page of one message that came in: what the household looks like there, and what can be
recorded from it. Append in the `ready` of an app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from lianfang.core import Actor
from lianfang.registry.people.hooks import Panel

from .models import Incoming

Beside = Callable[[Actor, Incoming, datetime], Panel | None]
BESIDE: list[Beside] = []


def add_beside(provider: Beside) -> None:
    """`provider(viewer, incoming, at)` gives a panel beside the message, or None where it has nothing to show."""
    BESIDE.append(provider)
