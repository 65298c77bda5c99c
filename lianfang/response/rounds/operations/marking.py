"""One thing that happened to many homes at once, set-based: a round may begin, go on or end with thousands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lianfang.core import Actor, bulk, ids

from .. import rules
from ..models import Finding, Target
from ..rules import Event, State


def mark(
    by: Actor, rows: Sequence[Target], event: Event, *, why: str = "", number: int = 0, at: datetime
) -> list[Target]:
    """Brings homes to where an event leads, with a finding each; those that it does not change are left alone.

    `number` is the round they are asked in from now on (0: as before). Returns those that changed.
    """
    changed: dict[State, list[Target]] = {}
    for target in rows:
        state = rules.after(State(target.state), event)
        if state is not None:
            changed.setdefault(state, []).append(target)
    for state, those in changed.items():
        facts = {"state": state.value, "why": why[:14], "changed_at": at} | (
            {"round": number} if number else {}
        )
        Target.objects.of(by.subdistrict).filter(pk__any=[one.pk for one in those]).update(**facts)
        for one in those:
            one.__dict__.update(facts)
    done = [one for those in changed.values() for one in those]
    bulk.insert([finding_of(by, one, event, why=why, at=at) for one in done])
    return done


def finding_of(by: Actor, target: Target, event: Event, *, why: str = "", at: datetime) -> Finding:
    """What happened, as a row not yet stored."""
    return Finding(
        id=ids.new(),
        subdistrict=by.subdistrict,
        target=target,
        event=event.value,
        round=target.round,
        why=why[:14],
        by_name=by.name,
        at=at,
    )
