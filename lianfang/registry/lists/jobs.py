"""Work on lists that goes on in the background. A job carries ids only.

Jobs hold no procrastinate lock: one of a killed worker would keep it for ever. Database locks end with the
connection.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from lianfang.core import actor, clock, tenant
from lianfang.core.refusal import Refused
from lianfang.registry.people.jobs import join_soon

from . import operations, selectors
from .models import Import

QUEUE = "lists"


@app.task(queue=QUEUE, name="lists.read")
def read(subdistrict: str, import_id: str) -> None:
    """Opens a handed-in file. What breaks off is told to whoever waits for it, and stays loud here."""
    home, key = UUID(subdistrict), UUID(import_id)
    try:
        with tenant.inside(home):
            operations.read(by=actor.system(home), import_id=key, at=clock.now())
    except Exception:
        with tenant.inside(home):
            operations.give_up(by=actor.system(home), import_id=key, at=clock.now())
        raise


@app.task(queue=QUEUE, name="lists.commit")
def commit(subdistrict: str, import_id: str) -> None:
    """Imports a list and asks for the joining. Its chunks are transactions of their own."""
    home = UUID(subdistrict)
    try:
        import_rows(home, UUID(import_id))
    except Refused:
        return  # kept with the import; the person who handed it in sees it
    join_soon(home)


def import_rows(home: UUID, import_id: UUID) -> Import:
    """The import itself, outside any transaction, so that progress is seen while it runs.

    Raises Refused, also `lists.under_way` where another worker is at it.
    """
    with tenant.working_as(home), _alone(import_id):
        return operations.commit(by=actor.system(home), import_id=import_id, at=clock.now())


def send_again(home: UUID) -> int:
    """After a stop: sends unfinished imports on their way again."""
    with tenant.inside(home):
        found = selectors.unfinished(home)
        for one in found:
            if one.state == Import.State.LINKING:
                join_soon(home)
            else:
                task = read if one.state == Import.State.READING else commit
                task.defer(subdistrict=str(home), import_id=str(one.id))
        return len(found)


@contextmanager
def _alone(import_id: UUID) -> Iterator[None]:
    """One worker at an import; the lock ends with the connection, so a killed worker keeps nobody out."""
    key = f"import {import_id}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        if not cursor.fetchone()[0]:
            raise Refused("lists.under_way")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])
