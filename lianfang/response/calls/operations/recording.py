"""What came of a call: one act for the whole household, and what becomes of everything that was open with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from .. import phoning, policies, queueing, rights, rules
from ..models import Answer, Attempt, Callee, Need
from ..turns import in_hand


@dataclass(frozen=True, slots=True)
class Said:
    """What was said about one need: values by the questionnaire's names, or the submission that holds them."""

    need: UUID
    values: Mapping[str, Any] = field(default_factory=dict)
    submission: UUID | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A call's outcome. `said`: of an answered one, about each need that was spoken about; what is not named stays
    open. `call_back_at`: when they wish to be called; `language`: which they speak."""

    outcome: str
    said: tuple[Said, ...] = ()
    call_back_at: datetime | None = None
    language: str = ""
    note: str = ""


@transaction.atomic
def record_outcome(*, by: Actor, callee_id: UUID, heard: Heard, at: datetime) -> Attempt:
    """Records what came of the call in hand, lets it go, and says what follows for each need that was open.

    Raises `calls.nothing_in_hand`, `calls.time_missing`, `calls.time_past`, `calls.language_missing`.
    """
    rights.check(by, rights.AGENTS)
    _check(heard, at)
    callee = in_hand(by, callee_id)
    return conclude(by, callee, needs_of(callee), heard, at=at)


def needs_of(callee: Callee) -> list[Need]:
    """What the call in hand is about, locked."""
    rows = Need.objects.of(callee.subdistrict).of_call(callee)
    return list(rows.select_for_update(of=("self",)).order_by("id"))


def conclude(by: Actor, callee: Callee, needs: Sequence[Need], heard: Heard, *, at: datetime) -> Attempt:
    """The call as a fact, each need where it stands since, the callee out of the hand and in its place in the queue,
    both locked by the caller; then the record."""
    attempt = _keep(by, callee, needs, heard, at=at)
    closed = _settle(callee, needs, attempt, heard)
    queueing.free(callee)
    queueing.place(callee, [one for one in needs if one.state == rules.State.OPEN])
    callee.last_agent = None
    callee.save(update_fields=[*queueing.FREED, *queueing.PLACED, "last_agent", "language"])
    _tell(by, callee, attempt, closed)
    return attempt


def _check(heard: Heard, at: datetime) -> None:
    if heard.outcome == rules.Outcome.CALL_BACK and heard.call_back_at is None:
        raise Refused("calls.time_missing")
    if heard.call_back_at is not None and heard.call_back_at <= at:
        raise Refused("calls.time_past")
    if heard.outcome == rules.Outcome.LANGUAGE and not heard.language:
        raise Refused("calls.language_missing")


def _keep(by: Actor, callee: Callee, needs: Sequence[Need], heard: Heard, *, at: datetime) -> Attempt:
    attempt = Attempt.objects.create(
        subdistrict=by.subdistrict,
        callee=callee,
        agent=by.id,
        agent_name=by.name,
        contact=callee.contact,
        lookup=callee.dialled,  # type: ignore[attr-defined]
        needs=[one.id for one in needs],
        outcome=rules.Outcome(heard.outcome),
        note=heard.note.strip()[:200],
        call_back_at=heard.call_back_at,
        claimed_at=callee.claimed_at or at,
        at=at,
        before=_standing(callee, needs),
    )
    open_ones = {one.id for one in needs}
    kept = [one for one in heard.said if one.need in open_ones] if heard.outcome == ANSWERED else []
    Answer.objects.bulk_create([_answer(attempt, one) for one in kept])
    return attempt


ANSWERED = rules.Outcome.ANSWERED


def _standing(callee: Callee, needs: Sequence[Need]) -> dict[str, Any]:
    """How it stood before, so that a slip of the finger can be taken back."""
    resting = callee.resting_until.isoformat() if callee.resting_until else None
    ranks = {str(one.id): [one.rank, one.due_at.isoformat()] for one in needs}
    return {"language": callee.language, "resting_until": resting, "ranks": ranks}


def _answer(attempt: Attempt, said: Said) -> Answer:
    words = json.dumps(dict(said.values), ensure_ascii=False, default=str) if said.values else None
    return Answer(
        subdistrict=attempt.subdistrict,
        attempt=attempt,
        need_id=said.need,
        words=words,
        submission=said.submission,
        at=attempt.at,
    )


Closed = dict[rules.State, list[UUID]]


@dataclass(frozen=True, slots=True)
class Again:
    """When it rings next by which policy."""

    terms: rules.Terms
    at: datetime


def _settle(callee: Callee, needs: Sequence[Need], attempt: Attempt, heard: Heard) -> Closed:
    """Each need to where it stands now; the callee to when it may ring again."""
    outcome = rules.Outcome(attempt.outcome)
    discussed = {one.need for one in heard.said}
    again = _again(callee, needs, attempt, discussed)
    is_last = outcome == rules.Outcome.WRONG_NUMBER and _has_no_other(callee, needs, attempt.at)
    closed: Closed = {}
    for need in needs:
        need.tries += outcome in rules.MISSES
        state = rules.state_after(
            outcome,
            was_discussed=need.id in discussed,
            is_exhausted=is_last or (outcome in rules.MISSES and _is_exhausted(need, again, attempt.at)),
            before=rules.State(need.state),
        )
        _put(need, state, attempt, heard)
        closed.setdefault(state, []).append(need.id)
    callee.resting_until = attempt.call_back_at or (again.at if again else None)
    callee.language = heard.language or callee.language
    return closed


def _again(callee: Callee, needs: Sequence[Need], attempt: Attempt, discussed: set[UUID]) -> Again | None:
    """The next try of the policy: after a miss, and where somebody answered for others only."""
    is_left = any(one.state == rules.State.OPEN and one.id not in discussed for one in needs)
    if attempt.outcome not in rules.MISSES and not (attempt.outcome == ANSWERED and is_left):
        return None
    terms = policies.terms(callee.subdistrict, attempt.at)
    return Again(terms, rules.next_try(terms, _tried(callee, attempt), attempt.at))


def _is_exhausted(need: Need, again: Again | None, at: datetime) -> bool:
    return again is not None and rules.is_exhausted(
        again.terms,
        need.rank,
        tries=need.tries,
        silent_since=need.silent_since,
        missed=need.missed,
        due_at=need.due_at,
        again_at=again.at,
        at=at,
    )


def _has_no_other(callee: Callee, needs: Sequence[Need], at: datetime) -> bool:
    return phoning.next_line(callee, [one.person_id for one in needs if one.person_id], at) is None


def _put(need: Need, state: rules.State, attempt: Attempt, heard: Heard) -> None:
    if state == need.state == rules.State.WITHDRAWN:
        return
    need.state = state
    need.closed_at, need.closed_by = None, None
    if state != rules.State.OPEN:
        need.closed_at, need.closed_by = attempt.at, attempt.id
    elif heard.call_back_at:
        # Promised: whatever it was before, it is at least that.
        need.rank, need.due_at = min(need.rank, rules.Rank.CALL_BACK), heard.call_back_at
    need.save(update_fields=["state", "closed_at", "closed_by", "tries", "rank", "due_at"])


def _tried(callee: Callee, attempt: Attempt) -> list[rules.Dialled]:
    """The misses in a row up to now, oldest first; an answer begins the row anew. Somebody who answered for another
    and not for themselves counts as one miss."""
    rows = Attempt.objects.of(callee.subdistrict).standing().filter(callee=callee).order_by("-at", "-id")
    row: list[rules.Dialled] = []
    for at, outcome in rows.values_list("at", "outcome")[:20]:
        if outcome == ANSWERED:
            break
        if outcome in rules.MISSES:
            row.append(rules.Dialled(at, rules.Outcome(outcome)))
    return row[::-1] or [rules.Dialled(attempt.at)]


EVENTS = {
    rules.Outcome.ANSWERED: "calls.answered",
    rules.Outcome.REFUSED: "calls.refused",
    rules.Outcome.WRONG_NUMBER: "calls.wrong_number",
}


def _tell(by: Actor, callee: Callee, attempt: Attempt, closed: Closed) -> None:
    """The outcome as an event; and what goes to the door now."""
    outcome = rules.Outcome(attempt.outcome)
    settled = closed.get(rules.state_after(outcome, was_discussed=True), [])
    event = EVENTS.get(outcome, "calls.tried")
    record(
        event,
        by=by,
        at=attempt.at,
        about=callee,
        committee=callee.committee_id,
        attempt=attempt.id,
        outcome=outcome,
        needs=settled,
        contact=attempt.contact,
    )
    unreached = closed.get(rules.State.UNREACHABLE, [])
    if unreached:
        record(
            "calls.unreachable",
            by=by,
            at=attempt.at,
            about=callee,
            committee=callee.committee_id,
            attempt=attempt.id,
            why=outcome,
            needs=unreached,
        )
