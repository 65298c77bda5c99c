"""The steps of an errand after somebody has it: done, confirmed, not received, given back, withdrawn, asked again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Role
from lianfang.ledger.operations import record

from .. import rights, rules
from ..models import Errand, Step
from ..rules import Move


@transaction.atomic
def finish(*, by: Actor, errand_id: UUID, note: str = "", at: datetime) -> Errand:
    """Done. Staff who do at once what nobody had yet have it from now on."""
    errand = locked(by, errand_id)
    if errand.state == rules.State.OPEN and by.role in rights.STAFF:
        _write(by, errand, Move.ASSIGNED, "", at=at)
    return _step(by, errand, Move.DONE, note, at=at)


@transaction.atomic
def take_back(*, by: Actor, errand_id: UUID, at: datetime) -> Errand:
    """Not done after all: the undo of `finish`; the same helper has it again."""
    return _step(by, locked(by, errand_id), Move.TAKEN_BACK, "", at=at)


@transaction.atomic
def give_back(*, by: Actor, errand_id: UUID, note: str, at: datetime) -> Errand:
    """The helper cannot do it and says why; nobody has it."""
    return _step(by, locked(by, errand_id), Move.GIVEN_BACK, note, at=at)


@transaction.atomic
def confirm(*, by: Actor, errand_id: UUID, note: str = "", at: datetime) -> Errand:
    """The household has received it: on its own page, or said to staff on the phone."""
    return _step(by, locked(by, errand_id), Move.CONFIRMED, note, at=at)


@transaction.atomic
def dispute(*, by: Actor, errand_id: UUID, note: str, at: datetime) -> Errand:
    """The household has not received it, or not all: the same helper has it again."""
    return _step(by, locked(by, errand_id), Move.DISPUTED, note, at=at)


@transaction.atomic
def withdraw(*, by: Actor, errand_id: UUID, note: str, at: datetime) -> Errand:
    """Not needed any more. A household takes back what nobody has yet; staff also what somebody has."""
    return _step(by, locked(by, errand_id), Move.WITHDRAWN, note, at=at)


@transaction.atomic
def reopen(*, by: Actor, errand_id: UUID, note: str = "", at: datetime) -> Errand:
    """Asked for again, after it was withdrawn or confirmed by mistake."""
    return _step(by, locked(by, errand_id), Move.REOPENED, note, at=at)


def locked(by: Actor, errand_id: UUID) -> Errand:
    """The errand, visible and locked."""
    rows = Errand.objects.visible_to(by).select_for_update(of=("self",))
    found: Errand = rows.get(pk=errand_id)
    return found


def _step(by: Actor, errand: Errand, move: Move, note: str, *, at: datetime) -> Errand:
    rights.check_step(by, errand, move)
    rules.check_said(move, note)
    _write(by, errand, move, note, at=at)
    facts = {"move": move.value, "kind": errand.kind, "state": errand.state}
    record(
        "services.stepped", by=by, at=at, about=errand, person=errand.person_id, committee=errand.committee_id,
        reason=note.strip()[:200], **facts,
    )  # fmt: skip
    return errand


def _write(by: Actor, errand: Errand, move: Move, note: str, *, at: datetime) -> None:
    """The step as a fact, and what follows from it in the errand's own columns."""
    errand.state = rules.state_after(rules.State(errand.state), move)
    _carry(by, errand, move, at)
    errand.save(update_fields=["state", "helper", "helper_name", "done_at", "closed_at"])
    Step.objects.create(
        subdistrict=by.subdistrict,
        errand=errand,
        move=move,
        helper=errand.helper,
        helper_name=errand.helper_name,
        note=note.strip()[:200],
        is_by_phone=move in rights.BY_HOUSEHOLD and by.role != Role.RESIDENT,
        by=by.id,
        by_name=by.name,
        at=at,
    )


def _carry(by: Actor, errand: Errand, move: Move, at: datetime) -> None:
    if move == Move.ASSIGNED:
        errand.helper, errand.helper_name = by.id, by.name
    if errand.state == rules.State.OPEN:
        errand.helper, errand.helper_name = None, ""
    if move == Move.DONE:
        errand.done_at = at
    elif errand.state in rules.RUNNING:
        errand.done_at = None
    errand.closed_at = at if errand.state in rules.OVER else None
