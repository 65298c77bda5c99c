"""The subdistrict a transaction works in. Row-level security reads it; without it nothing is seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

SETTING = "lianfang.subdistrict"
_SET = "SELECT set_config(%s, %s, %s)"


@contextmanager
def inside(subdistrict: UUID) -> Iterator[None]:
    """Runs a transaction as one subdistrict; on leaving a nested one the outer is restored."""
    if not connection.in_atomic_block:
        # The transaction's end forgets it by itself.
        with transaction.atomic():
            _enter(str(subdistrict))
            yield
        return
    with transaction.atomic():
        before = current()
        _enter(str(subdistrict))
        yield
        # After an error the rollback restores the setting by itself.
        if not connection.needs_rollback:
            _enter(before)


@contextmanager
def working_as(subdistrict: UUID) -> Iterator[None]:
    """For long work in many transactions: the connection works as one subdistrict until this is left.

    Only for jobs and commands, whose connection serves nobody else meanwhile.
    """
    before = current()
    _enter(str(subdistrict), local=False)
    try:
        yield
    finally:
        _enter(before, local=False)


def current() -> str:
    """The subdistrict set in this transaction, or the empty string."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [SETTING])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _enter(subdistrict: str, *, local: bool = True) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, [SETTING, subdistrict, local])
