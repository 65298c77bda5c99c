"""What rooms above put into the telephone's form, which visits may not import: append in the `ready` of an app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from lianfang.core import Actor

WishesOf = Callable[[Actor, datetime], list[tuple[str, str]]]
WISHES: list[WishesOf] = []


def add_wishes(provider: WishesOf) -> None:
    """`provider(viewer, at)` says what a household can ask for at its door: code and word."""
    WISHES.append(provider)


def wishes(viewer: Actor, at: datetime) -> list[tuple[str, str]]:
    """Everything that can be asked for today."""
    return [wish for provider in WISHES for wish in provider(viewer, at)]
