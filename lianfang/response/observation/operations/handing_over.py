"""交班与接班: who leaves the desk writes what stands open; who comes takes it over. One at a time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from .. import rights, selectors
from ..duty import KEEPERS, DutyRule, Handover

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True)
class Note:
    """What the one who leaves says: the shift's name, to whom it goes (a name, may be empty), the words."""

    shift: str = ""
    for_name: str = ""
    words: str = ""


@transaction.atomic
def write_handover(*, by: Actor, note: Note, at: datetime) -> Handover:
    """交班: writes the note, with what stands open at the desk listed by itself.

    Refused where somebody else has the desk, or a note waits to be taken over already.
    """
    current = _locked(by)
    if current is not None and current.receiver != by.id:
        raise Refused("observation.desk_is_anothers", name=current.receiver_name)
    if Handover.objects.visible_to(by).waiting().exists():
        raise Refused("observation.handover_waits")
    written = Handover.objects.create(
        shift=note.shift.strip()[:20],
        for_name=note.for_name.strip()[:60],
        note=note.words.strip()[:1000],
        giver=by.id,
        giver_name=by.name,
        **_frame(by, current, at),
    )
    record("observation.handover_written", by=by, at=at, about=written, **written.stood_open["counts"])
    return written


@transaction.atomic
def withdraw_handover(*, by: Actor, handover_id: UUID, at: datetime) -> Handover:
    """Takes a note back that nobody has taken over yet, to write it anew."""
    _locked(by)
    written = Handover.objects.visible_to(by).waiting().get(pk=handover_id)
    if written.giver != by.id:
        raise Refused("observation.desk_is_anothers", name=written.giver_name)
    written.withdrawn_at = at
    written.save(update_fields=["withdrawn_at"])
    record("observation.handover_withdrawn", by=by, at=at, about=written)
    return written


@transaction.atomic
def take_desk(*, by: Actor, after: UUID | None, at: datetime) -> Handover:
    """接班: from now on this person has the desk; the note that waits is theirs.

    `after` is the shift that the screen showed (None: nobody's). Of two who press at once the second is told
    who was first.
    """
    current = _locked(by)
    if current is not None and current.receiver == by.id:
        raise Refused("observation.desk_is_yours")
    if (current.id if current else None) != after:
        raise Refused("observation.desk_is_anothers", name=current.receiver_name if current else "")
    taken = Handover.objects.visible_to(by).waiting().first()
    taken = taken or Handover(**_frame(by, current, at))
    taken.receiver, taken.receiver_name, taken.received_at = by.id, by.name, at
    taken.save()
    waited = taken.giver is not None
    record("observation.desk_taken", by=by, at=at, about=taken, with_note=waited)
    return taken


@transaction.atomic
def set_duty_rule(*, by: Actor, begins_on: date, pace: Any, cutoffs: list[str], at: datetime) -> DutyRule:
    """Sets the minutes of each step and the day's cut-offs from a day on; the same day's rule is replaced.

    `pace` is a `rules.Pace`.
    """
    rights.check(by, rights.RULERS)
    minutes = {f"{name}_minutes": value for name, value in asdict(pace).items()}
    rule, _is_new = DutyRule.objects.update_or_create(
        subdistrict=by.subdistrict,
        begins_on=begins_on,
        defaults={**minutes, "cutoffs": sorted(cutoffs), "set_at": at, "set_by_name": by.name},
    )
    record("observation.duty_rule_set", by=by, at=at, about=rule, begins_on=begins_on.isoformat(), **minutes)
    return rule


def _locked(by: Actor) -> Handover | None:
    """The desk, for this transaction alone: the shift that has it now, None before the first."""
    rights.check(by, KEEPERS)
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"desk {by.subdistrict}"])
    return Handover.objects.visible_to(by).received().first()


def _frame(by: Actor, current: Handover | None, at: datetime) -> dict[str, Any]:
    return {
        "subdistrict": by.subdistrict,
        "after": current.id if current else None,
        "since": current.received_at if current else None,
        "stood_open": selectors.stands_open(by, at),
        "written_at": at,
    }
