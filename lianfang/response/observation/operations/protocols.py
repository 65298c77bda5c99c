"""Protocols: set by the command post, effective from a day; an episode moved to another keeps its past."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lianfang.core import Actor, Refused, clock
from lianfang.ledger.operations import record

from .. import rights, rules, turning
from ..models import Episode, Protocol, Term, Turn

FIRST_DAY = date(2020, 1, 20)
KNOWN = frozenset(
    {
        "days",
        "slots",
        "threshold",
        "thresholds",
        "inclusive",
        "symptoms",
        "retest_minutes",
        "release",
        "seen_daily",
    }
)


@transaction.atomic
def add_protocol(*, by: Actor, at: datetime, name: str, begins_on: date, **numbers: Any) -> Protocol:
    """Puts a protocol in force from a day for the episodes that begin from then on.

    `numbers`: days, slots, threshold, thresholds (by method), inclusive, symptoms, retest_minutes, release,
    seen_daily.
    """
    rights.check(by, rights.RULERS)
    if set(numbers) - KNOWN:
        raise Refused("observation.protocol_wrong", why=", ".join(sorted(set(numbers) - KNOWN)))
    made = Protocol(
        subdistrict=by.subdistrict, name=name, begins_on=begins_on, set_at=at, set_by_name=by.name, **numbers
    )
    _check(made)
    made.save()
    record("observation.protocol_added", by=by, at=at, about=made, begins_on=begins_on, days=made.days)
    return made


def _check(protocol: Protocol) -> None:
    """Refuses numbers that do not hold together."""
    try:
        terms = protocol.terms
    except (KeyError, ValueError, ArithmeticError) as error:
        raise Refused("observation.protocol_wrong", why=str(error)) from error
    edges = [edge for slot in terms.slots for edge in (slot.opens, slot.due, slot.closes)]
    if not 1 <= terms.days <= 30:
        raise Refused("observation.protocol_wrong", why=_("days between 1 and 30"))
    if not edges or edges != sorted(edges) or not 0 <= edges[0] <= edges[-1] <= 24 * 60:
        raise Refused("observation.protocol_wrong", why=_("slots must follow one another within a day"))


@transaction.atomic
def load_default_protocol(*, by: Actor, at: datetime) -> Protocol:
    """The protocol of February 2020 where the office has none yet: 14 days, morning and afternoon, 37.3
    °C."""
    rights.check(by, rights.RULERS)
    standing = Protocol.objects.of(by.subdistrict).order_by("begins_on").first()
    if standing is not None:
        record("observation.protocol_kept", by=by, at=at, about=standing)
        return standing
    return add_protocol(by=by, at=at, name=_("Fourteen days at home (February 2020)"), begins_on=FIRST_DAY)


@transaction.atomic
def set_protocol(*, by: Actor, episode_id: UUID, protocol_id: UUID, reason: str, at: datetime) -> Episode:
    """Moves an episode to another protocol from today; days before stay under the old one. The last day is
    counted anew from the same day zero."""
    rights.check(by, rights.RULERS)
    episode = rights.locked(by, episode_id)
    rules.state_after(rules.State(episode.state), rules.Event.PROTOCOL_SET)
    if not reason.strip():
        raise Refused("observation.reason_missing")
    protocol = Protocol.objects.visible_to(by).get(pk=protocol_id)
    Term.objects.create(
        subdistrict=by.subdistrict,
        episode=episode,
        protocol=episode.protocol,
        until_on=clock.day_of(at) - timedelta(days=1),
        reason=reason.strip()[:200],
        by_name=by.name,
        at=at,
    )
    episode.protocol = protocol
    episode.save(update_fields=["protocol"])
    turn = Turn(kind=rules.Event.PROTOCOL_SET, effective_at=at, protocol=protocol, why=reason.strip()[:200])
    turning.enter(by, episode, turn, at=at)
    record(
        "observation.protocol_set",
        by=by,
        at=at,
        about=episode,
        person=episode.person_id,
        committee=episode.committee_id,
        reason=reason.strip()[:200],
        protocol=protocol.id,
        last_day=episode.last_day,
    )
    return episode
