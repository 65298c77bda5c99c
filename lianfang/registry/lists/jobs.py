"""Work on lists that goes on in the background. A job carries ids only."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from lianfang.core import actor, clock, tenant
from lianfang.core.refusal import Refused
from lianfang.registry.people.jobs import link

from . import operations
from .models import Import

QUEUE = "lists"


@app.task(queue=QUEUE, name="lists.read")
def read(subdistrict: str, import_id: str) -> None:
    """Opens a handed-in file."""
    home = UUID(subdistrict)
    with tenant.inside(home):
        operations.read(by=actor.system(home), import_id=UUID(import_id), at=clock.now())


@app.task(queue=QUEUE, name="lists.commit")
def commit(subdistrict: str, import_id: str) -> None:
    """Imports a list and asks for the joining. Its chunks are transactions of their own."""
    home = UUID(subdistrict)
    try:
        import_rows(home, UUID(import_id))
    except Refused:
        return  # kept with the import; the person who handed it in sees it
    link.configure(queueing_lock=f"link {home}", lock=f"link {home}").defer(subdistrict=str(home))


def import_rows(home: UUID, import_id: UUID) -> Import:
    """The import itself, outside any transaction, so that progress is seen while it runs."""
    with tenant.working_as(home):
        return operations.commit(by=actor.system(home), import_id=import_id, at=clock.now())


def send_again(home: UUID) -> int:
    """After a stop: sends unfinished imports on their way again."""
    with tenant.inside(home):
        found = Import.objects.of(home).filter(id__in=operations.resume(by=actor.system(home)))
        for one in found:
            task = read if one.state == Import.State.READING else commit
            if one.state == Import.State.LINKING:
                link.configure(queueing_lock=f"link {home}").defer(subdistrict=str(home))
            else:
                task.defer(subdistrict=str(home), import_id=str(one.id))
        return len(found)
