"""By which way a message goes to somebody, or why it stays with the office."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from .states import Step, Why
from .texts import Kind, Text

# The official account costs nothing and shows who speaks; a text message reaches everybody else.
PREFERRED = (Kind.WECHAT, Kind.SMS, Kind.EMAIL)


@dataclass(frozen=True, slots=True)
class Address:
    """One way to reach somebody: `value` is the number or account (never printed), `lookup` its keyed hash."""

    kind: str
    value: str
    lookup: bytes
    masked: str
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """What was decided: an address and the first step, with the reason where the office has to act."""

    address: Address | None
    step: Step | None = None
    why: Why | None = None


def decide(
    text: Text, addresses: Sequence[Address], ways: Collection[str], stopped: Collection[tuple[str, bytes]]
) -> Route:
    """The best address for a text, given the ways that are set up and who wants no messages.

    Who wants none gets none: what the law wants told is kept for paper or phone, the rest is not sent at all.
    """
    fitting = [one for one in addresses if not text.kinds or one.kind in text.kinds]
    if not fitting:
        return Route(None, Step.HELD, Why.NO_ADDRESS)
    wanted = [one for one in fitting if (one.kind, one.lookup) not in stopped]
    if not wanted:
        step = Step.HELD if text.is_required else Step.WITHDRAWN
        return Route(fitting[0], step, Why.OPTED_OUT)
    usable = sorted(
        (one for one in wanted if one.kind in ways), key=lambda one: PREFERRED.index(Kind(one.kind))
    )
    if not usable:
        return Route(wanted[0], Step.HELD, Why.NO_GATEWAY)
    return Route(usable[0])
