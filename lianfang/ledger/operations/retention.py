"""The end of what has had its day: every declared dataset, minus what is held, written down with counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection, models, transaction

from lianfang.core import Actor, Refused, Role
from lianfang.core.purposes import Dataset, in_order

from .. import selectors
from .recording import record

DESTROYERS = frozenset({Role.SYSTEM, Role.DATA_OFFICER, Role.COMMANDER})


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What happened to one dataset: rows destroyed, or refused because rows are still named elsewhere."""

    label: str
    rows: int
    refused: bool = False


@transaction.atomic
def expire(*, by: Actor, at: datetime) -> list[Destroyed]:
    """Destroys every row whose day has come and that no hold keeps; one entry in the record per dataset.

    A dataset the database refuses to let go is left whole and written down as refused; the others go on.
    Raises `ledger.not_a_keeper`.
    """
    if by.role not in DESTROYERS:
        raise Refused("ledger.not_a_keeper")
    holds = selectors.holds_in_force(by.subdistrict, at)
    done = []
    for dataset in in_order():
        rows = selectors.rows_due(dataset, by.subdistrict, at, holds)
        if rows is None or not rows.exists():
            continue
        result = _destroy(dataset, rows)
        event = "ledger.expiry_refused" if result.refused else "ledger.expired"
        record(event, by=by, at=at, dataset=result.label, purpose=dataset.purpose.value, rows=result.rows)
        done.append(result)
    return done


def _destroy(dataset: Dataset, rows: models.QuerySet[models.Model]) -> Destroyed:
    label = dataset.model._meta.label
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            count = dataset.destroy(rows)
            # Composite foreign keys wait until the transaction ends; ask them now, inside the savepoint.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except (models.ProtectedError, models.RestrictedError, DatabaseError):
        return Destroyed(label, 0, refused=True)
    return Destroyed(label, count)
