"""Taking a call in hand: one household, one agent, one call at a time; let go by itself when nobody is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor
from lianfang.ledger.operations import record

from .. import hooks, phoning, policies, queueing, rights, rules
from ..models import Callee, Need, Seat
from ..turns import mine_or_next

# After a reminder hundreds report by themselves: whoever asks for a call is not told that nobody waits.
MOST_PASSED_OVER = 100
# A seat seen a moment ago is not written anew with each tap.
FRESH = timedelta(seconds=30)


@transaction.atomic
def claim(*, by: Actor, at: datetime) -> Callee | None:
    """Gives the agent the next household to ring, with its number; the one already in their hand where there is one;
    None where nothing is due. What lay idle in another hand is free again.

    Whoever turns out to have no number left goes to the door, and the next is taken.
    """
    rights.check(by, rights.AGENTS)
    seat = take_seat(by, at)
    terms = policies.terms(by.subdistrict, at)
    for _passed in range(MOST_PASSED_OVER):
        callee = mine_or_next(by, seat, terms, at)
        if callee is None and release_idle(by.subdistrict, at):
            callee = mine_or_next(by, seat, terms, at)
        if callee is not None and callee.agent == by.id:
            return _kept(callee, terms, at)
        if callee is None or _take(by, callee, terms, at):
            return callee
    return None


def held_by(by: Actor, at: datetime) -> Callee | None:
    """What is in this agent's hand still; locked."""
    rows = Callee.objects.of(by.subdistrict).filter(agent=by.id, agent__isnull=False)
    return rows.select_for_update().first()


def _kept(callee: Callee, terms: rules.Terms, at: datetime) -> Callee:
    callee.claimed_until = at + timedelta(minutes=terms.idle_minutes)
    callee.save(update_fields=["claimed_until"])
    return callee


def _take(by: Actor, callee: Callee, terms: rules.Terms, at: datetime) -> bool:
    """Puts it into the hand with a number; False where nothing is to be said any more, or no number is left: then it
    has gone to the door."""
    needs = _still(by, callee, at)
    if not needs:
        return False
    line = phoning.next_line(callee, [one.person_id for one in needs if one.person_id], at)
    if line is None:
        _to_the_door(by, callee, needs, at)
        return False
    hand_over(by, callee, line.contact, terms, at=at)
    record(
        "calls.claimed",
        by=by,
        at=at,
        about=callee,
        person=line.person,
        committee=callee.committee_id,
        contact=line.contact,
        rank=callee.rank,
    )
    return True


def _still(by: Actor, callee: Callee, at: datetime) -> list[Need]:
    """What is still to be said; what has settled itself since it was asked for is taken out first."""
    needs = list(Need.objects.of(by.subdistrict).open().filter(callee=callee))
    moot = hooks.moot(by.subdistrict, needs, at)
    if moot:
        queueing.close(by.subdistrict, list(moot), rules.State.WITHDRAWN, at=at)
        queueing.refresh(by.subdistrict, [callee.id])
        record("calls.withdrawn", by=by, at=at, about=callee, needs=len(moot), why="settled")
    return [one for one in needs if one.id not in moot]


def hand_over(by: Actor, callee: Callee, contact: UUID | None, terms: rules.Terms, *, at: datetime) -> None:
    """Into this agent's hand."""
    callee.agent, callee.agent_name, callee.contact = by.id, by.name, contact
    callee.last_agent, callee.claimed_at = by.id, at
    callee.claimed_until = at + timedelta(minutes=terms.idle_minutes)
    callee.save(update_fields=[*queueing.FREED, "last_agent"])


def _to_the_door(by: Actor, callee: Callee, needs: list[Need], at: datetime) -> None:
    keys = [one.id for one in needs]
    queueing.close(by.subdistrict, keys, rules.State.UNREACHABLE, at=at)
    queueing.refresh(by.subdistrict, [callee.id])
    if keys:
        record("calls.unreachable", by=by, at=at, about=callee, why="no_number", needs=keys)


def take_seat(by: Actor, at: datetime) -> Seat:
    """The agent's seat, locked: two taps of one agent wait for each other."""
    fresh = {"name": by.name, "languages": ["zh"], "since": at, "seen_at": at}
    rows = Seat.objects.of(by.subdistrict)
    seat = rows.select_for_update().filter(user=by.id).first()
    if seat is None:
        rows.get_or_create(subdistrict=by.subdistrict, user=by.id, defaults=fresh)
        seat = rows.select_for_update().get(user=by.id)
    if seat.left_at:
        seat.since = at
    if seat.left_at or at - seat.seen_at >= FRESH:
        seat.seen_at, seat.left_at = at, None
        seat.save(update_fields=["seen_at", "left_at", "since"])
    return seat


def release_idle(subdistrict: UUID, at: datetime) -> int:
    """Frees what no living page has held for the policy's minutes; returns how many. Those at work are stepped over."""
    rows = Callee.objects.of(subdistrict).filter(agent__isnull=False, claimed_until__lt=at)
    idle = list(rows.select_for_update(skip_locked=True).order_by("id")[:200])
    for callee in idle:
        queueing.free(callee)
        callee.save(update_fields=queueing.FREED)
    return len(idle)


@transaction.atomic
def beat(*, by: Actor, callee_id: UUID, draft: str | None = None, at: datetime) -> bool:
    """A living page keeps what it has in hand, and what was typed so far; False where it is no longer in this hand.
    Not in the record: nothing was read or decided."""
    rights.check(by, rights.AGENTS)
    until = at + timedelta(minutes=policies.terms(by.subdistrict, at).idle_minutes)
    Seat.objects.of(by.subdistrict).filter(user=by.id).update(seen_at=at)
    kept = {"claimed_until": until} | ({} if draft is None else {"draft": draft[:20_000]})
    return bool(Callee.objects.of(by.subdistrict).filter(pk=callee_id, agent=by.id).update(**kept))


@transaction.atomic
def give_back(*, by: Actor, at: datetime) -> None:
    """Puts back what is in the hand without a call, and leaves the seat."""
    rights.check(by, rights.AGENTS)
    seat = take_seat(by, at)
    seat.left_at = at
    seat.save(update_fields=["left_at"])
    callee = held_by(by, at)
    if callee is not None:
        queueing.free(callee)
        callee.save(update_fields=queueing.FREED)
    record("calls.seat_left", by=by, at=at, about=seat)
