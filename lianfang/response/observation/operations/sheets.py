"""Readings in bulk from a sheet: what can be taken is taken, the rest goes back with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.ledger.operations import record

from .. import rights
from ..rules.sheet import Grid
from ..sheeting import Sheet, check
from .excuses import excuse_slots
from .readings import record_readings


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a sheet: readings and reasons kept, abnormal ones among them, and the sheet as it was."""

    readings: int
    reasons: int
    abnormal: int
    sheet: Sheet


@transaction.atomic
def take_sheet(*, by: Actor, grid: Grid, at: datetime) -> Taken:
    """Records the rows without problems; looked at anew, so that what came in meanwhile counts.

    The same sheet again changes nothing. Raises `observation.sheet_unreadable` where no heading is found.
    """
    rights.check(by, rights.CARERS)
    found = check(by, grid, at)
    if found.columns is None:
        raise Refused("observation.sheet_unreadable")
    typed = [one for row in found.fresh for one in row.typed]
    silences = [one for row in found.fresh for one in row.silences]
    receipts = record_readings(by=by, typed=typed, at=at) if typed else []
    reasons = excuse_slots(by=by, silences=silences, at=at) if silences else 0
    kept = sum(receipt.became == "new" for receipt in receipts)
    abnormal = sum(receipt.is_abnormal for receipt in receipts if receipt.became == "new")
    facts: dict[str, Any] = {
        "readings": kept,
        "reasons": reasons,
        "abnormal": abnormal,
        "refused": len(found.wrong),
    }
    record("observation.sheet_taken", by=by, at=at, rows=len(found.rows), **facts)
    return Taken(kept, reasons, abnormal, found)
