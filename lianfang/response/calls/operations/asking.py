"""Asking for calls: one or twenty thousand, each thing asked about once; taking the wish back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, bulk, ids
from lianfang.ledger.operations import record

from .. import callees, queueing, rules
from ..models import Callee, Need


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish for a call. `person` or `household` says whom; `about_*` what it is about: asked again about the same
    thing for the same purpose it stays one, with the more urgent rank. `due_at` none: now. `silent_since` and
    `missed` (readings missed) let the door follow the phone sooner."""

    purpose: str
    about_kind: str
    about_id: UUID
    rank: int = rules.Rank.ROUND
    person: UUID | None = None
    household: UUID | None = None
    committee: UUID | None = None
    due_at: datetime | None = None
    not_before: datetime | None = None
    silent_since: datetime | None = None
    missed: int = 0
    questionnaire: str = ""
    language: str = ""
    note: str = ""


@transaction.atomic
def ask(*, by: Actor, need: Ask, at: datetime) -> Need:
    """Asks for one call; returns the need, new or the one that stood open (its rank raised)."""
    ask_many(by=by, needs=[need], at=at)
    rows = Need.objects.of(by.subdistrict).filter(purpose=need.purpose, about_id=need.about_id)
    found: Need = rows.order_by("-asked_at", "-id")[0]
    return found


@transaction.atomic
def ask_many(*, by: Actor, needs: Sequence[Ask], at: datetime) -> int:
    """Asks for many calls at once, set-based; returns how many needs are new.

    Whoever has no number goes to the door at once (`calls.unreachable`, why: `no_number`). Raises
    `calls.unknown_purpose`, `calls.nobody_named`.
    """
    wanted = _each_once(needs)
    if not wanted:
        return 0
    whom = callees.whom(by.subdistrict, wanted)
    held = callees.held(by.subdistrict, whom, wanted)
    known = _known(by, wanted)
    rows = [_need(by, one, held[whom[n].key], at) for n, one in enumerate(wanted) if _name(one) not in known]
    bulk.insert(rows)
    raised = [queueing.raise_to(known[_name(one)], one, at) for one in wanted if _name(one) in known]
    touched = {row.callee_id for row in rows} | {need.callee_id for need in raised if need}
    queueing.refresh(by.subdistrict, touched, waking=_urgent(rows))
    record("calls.asked", by=by, at=at, asked=len(wanted), new=len(rows), purposes=_purposes(wanted))
    _without_number(by, rows, at)
    return len(rows)


@transaction.atomic
def withdraw(*, by: Actor, purpose: str, about_ids: Sequence[UUID], at: datetime) -> int:
    """Takes back what was asked about these things for a purpose, where it still stands open; returns how many."""
    rows = Need.objects.of(by.subdistrict).open().filter(purpose=purpose, about_id__any=list(about_ids))
    # Callees before needs, as every writer of the queue locks them.
    callees.lock(by.subdistrict, set(rows.values_list("callee", flat=True)))
    found = list(rows.select_for_update(of=("self",)).order_by("callee_id", "id"))
    if not found:
        return 0
    Need.objects.of(by.subdistrict).filter(pk__any=[one.pk for one in found]).update(
        state=rules.State.WITHDRAWN, closed_at=at
    )
    queueing.refresh(by.subdistrict, {one.callee_id for one in found})
    record("calls.withdrawn", by=by, at=at, purpose=purpose, needs=len(found))
    return len(found)


def _each_once(needs: Sequence[Ask]) -> list[Ask]:
    """Each thing once, with its most urgent wish; in a fixed order, so that two who ask lock alike."""
    found: dict[tuple[str, UUID], Ask] = {}
    for one in needs:
        if one.purpose not in set(rules.Purpose):
            raise Refused("calls.unknown_purpose", purpose=one.purpose)
        if not (one.person or one.household):
            raise Refused("calls.nobody_named")
        before = found.get(_name(one))
        found[_name(one)] = one if before is None or one.rank < before.rank else before
    return list(found.values())


def _name(one: Ask | Need) -> tuple[str, UUID]:
    return one.purpose, one.about_id


def _known(by: Actor, wanted: Sequence[Ask]) -> dict[tuple[str, UUID], Need]:
    """What stands open already about these things; locked."""
    rows = Need.objects.of(by.subdistrict).open().filter(about_id__any=[one.about_id for one in wanted])
    names = {_name(one) for one in wanted}
    locked = rows.select_for_update(of=("self",)).order_by("callee_id", "id")
    return {_name(need): need for need in locked if _name(need) in names}


def _need(by: Actor, one: Ask, callee: Callee, at: datetime) -> Need:
    return Need(
        id=ids.new(),
        subdistrict=by.subdistrict,
        callee_id=callee.id,
        purpose=one.purpose,
        about_kind=one.about_kind,
        about_id=one.about_id,
        person_id=one.person,
        committee_id=one.committee or callee.committee_id,
        rank=one.rank,
        due_at=one.due_at or at,
        not_before=one.not_before,
        silent_since=one.silent_since,
        missed=one.missed,
        questionnaire=one.questionnaire or rules.ASKED_OF.get(rules.Purpose(one.purpose), ""),
        note=one.note.strip()[:200],
        asked_at=at,
        asked_by_name=by.name,
    )


def _urgent(rows: Sequence[Need]) -> set[UUID]:
    return {row.callee_id for row in rows if row.rank == rules.Rank.SYMPTOM}


def _purposes(wanted: Sequence[Ask]) -> dict[str, int]:
    """How many for what."""
    return dict(Counter(str(one.purpose) for one in wanted))


def _without_number(by: Actor, rows: Sequence[Need], at: datetime) -> None:
    """Nobody can ring them: their needs go to the door at once, in one event."""
    numberless = callees.numberless(by.subdistrict, {row.callee_id for row in rows}, at)
    gone = [row.id for row in rows if row.callee_id in numberless]
    if gone:
        queueing.close(by.subdistrict, gone, rules.State.UNREACHABLE, at=at)
        queueing.refresh(by.subdistrict, numberless)
        record("calls.unreachable", by=by, at=at, why="no_number", needs=gone)
