"""What tips do by themselves: addresses are looked up, and what was verified meanwhile is settled."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lianfang.core import actor, clock, tenant
from lianfang.ledger.jobs import everywhere


@app.task(name="tips.locate")
def locate(subdistrict: str) -> None:
    """Looks up where new tips lead."""
    from . import operations

    home = UUID(subdistrict)
    with tenant.inside(home):
        operations.locate(by=actor.system(home), at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="tips.follow", queueing_lock="tips.follow")
def follow(timestamp: int) -> None:
    """Whatever was missed: addresses not looked up, reports verified by the hundred."""
    from . import operations

    everywhere(lambda by: operations.locate(by=by, at=clock.now()))
    everywhere(lambda by: operations.settle(by=by, at=clock.now()))


def locate_soon(home: UUID) -> None:
    """Asks for it; one that waits already will see these tips too."""
    job = locate.configure(queueing_lock=f"tips.locate {home}")
    try:
        with transaction.atomic():
            job.defer(subdistrict=str(home))
    except AlreadyEnqueued:
        return
