"""One step of a tip: locked, checked against the table, written as a fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.operations import record
from lianfang.response.screening.models import Report

from .. import rules, thanking
from ..models import Step, Tip
from ..rules import Move

CHECKERS = frozenset({Role.DUTY_OFFICER, Role.COMMITTEE_WORKER, Role.COMMANDER})


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step carries beside its move."""

    how: str = ""
    note: str = ""
    into: Tip | None = None
    report: Report | None = None
    because: tuple[str, ...] = ()


def check_role(by: Actor) -> None:
    """Refuses an act to roles that do not check tips."""
    if by.role not in CHECKERS | {Role.SYSTEM}:
        raise Refused("tips.not_for_this_role")


def locked(by: Actor, tip_id: UUID) -> Tip:
    """The tip, visible and locked."""
    found: Tip = Tip.objects.visible_to(by).select_for_update(of=("self",)).get(pk=tip_id)
    return found


def take(by: Actor, tip: Tip, move: Move, facts: Facts, *, at: datetime) -> Tip:
    """Writes a step and what follows from it; whoever told is thanked when it is over."""
    tip.state = rules.state_after(rules.State(tip.state), move)
    tip.joined_into = facts.into
    if move in (Move.PARTED, Move.REOPENED):
        tip.report = None
    elif facts.report is not None:
        tip.report = facts.report
    tip.closed_at = at if tip.state in rules.OVER else None
    tip.save(update_fields=["state", "joined_into", "report", "closed_at"])
    Step.objects.create(
        subdistrict=by.subdistrict,
        tip=tip,
        move=move,
        how=facts.how,
        note=facts.note.strip()[:200],
        into=facts.into,
        report=facts.report,
        because=list(facts.because),
        by=by.id,
        by_name=by.name,
        at=at,
    )
    record(
        "tips.stepped", by=by, at=at, about=tip, committee=tip.committee_id, reason=facts.note.strip()[:200],
        move=move.value, how=facts.how,
    )  # fmt: skip
    thanking.thank(by, tip, at)
    return tip
