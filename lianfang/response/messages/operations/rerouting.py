"""Another way for what the official account may not say any more: it may write to a follower for 48 hours after they
wrote, and a message may wait longer than that (the night, a throttle, a gateway that was down)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from lianfang.core import Actor, clock

from .. import finding, rules, texts
from ..models import Channel, Message
from ..rules import Address, Kind, Route, Step, Why
from .stepping import add_step


def without_shut(by: Actor, rows: Sequence[Message], at: datetime) -> list[Message]:
    """Gives those whose account is shut another way, or keeps them for the office; returns what can go on."""
    lookups = [bytes(one.address_lookup or b"") for one in rows if one.kind == Kind.WECHAT]
    shut = finding.shut_accounts(by.subdistrict, lookups, at) if lookups else set()
    late = [one for one in rows if one.kind == Kind.WECHAT and bytes(one.address_lookup or b"") in shut]
    kept = by_another_way(by, late, at)
    return [one for one in rows if one not in kept]


def by_another_way(by: Actor, rows: Sequence[Message], at: datetime) -> list[Message]:
    """Sets another address of the person on messages that wait (locked); returns those that stay with the office as
    there is none."""
    if not rows:
        return []
    home, today = by.subdistrict, clock.day_of(at)
    reached = finding.reach(home, {one.person_id for one in rows if one.person_id}, at)
    lookups = [way.lookup for one in reached.values() for way in one.first]
    stopped = finding.stopped(home, lookups) if lookups else set()
    ways = frozenset(Channel.objects.of(home).filter(is_on=True).values_list("kind", flat=True))
    known = texts.texts_on(home, [one.code for one in rows], today)
    kept = []
    for message in rows:
        # The platform may find an account shut that we take for open.
        others = [
            way for way in _ways_to(message, reached) if way.lookup != bytes(message.address_lookup or b"")
        ]
        route = rules.decide(known.of(message.code, message.language), others, ways, stopped)
        if not _take(by, message, route, at):
            kept.append(message)
    return kept


def _ways_to(message: Message, reached: dict[UUID, finding.Reached]) -> tuple[Address, ...]:
    found = reached.get(message.person_id) if message.person_id else None
    return found.first if found else ()


def _take(by: Actor, message: Message, route: Route, at: datetime) -> bool:
    """Writes the new address and the step down; False where the message stays with the office."""
    if route.address is not None:
        message.kind, message.address = route.address.kind, route.address.value
        message.address_lookup, message.address_masked = route.address.lookup, route.address.masked
        message.channel = None
    step = route.step or Step.REROUTED
    message.why = str(Why.ACCOUNT_SHUT if route.why == Why.NO_ADDRESS else route.why or "")
    also = ["kind", "address", "address_lookup", "address_masked", "channel"]
    add_step(by, message, step, at, code=message.why, also=also)
    return step == Step.REROUTED
