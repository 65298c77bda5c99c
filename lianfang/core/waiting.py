"""What waits for somebody on 今天: rooms say it, `config.waiting` gathers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from django.utils.functional import Promise

from .actor import Actor

Text = str | Promise


class Urgency(IntEnum):
    """How soon: a person in danger first, then what is overdue, then today's work, then the rest."""

    NOW = 0
    OVERDUE = 1
    TODAY = 2
    LATER = 3


@dataclass(frozen=True, slots=True)
class Top:
    """One of the first few rows behind a count: what to show, a word beside it, where it leads."""

    text: Text
    url: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One pile of work: what, how many, how soon, and the one button that deals with it."""

    title: Text
    count: int
    urgency: Urgency
    url: str
    action: Text
    top: tuple[Top, ...] = ()
    hint: Text = ""


Provider = Callable[[Actor, datetime], list[Waiting]]
