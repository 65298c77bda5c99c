"""What messages do by themselves: every minute, and soon after something was put into the outbox."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from lianfang.core import clock, tenant
from lianfang.core.actor import system
from lianfang.core.models import Subdistrict

from . import gateways

LONGEST = 45.0  # seconds; the next minute's round goes on
AT_ONCE = 8  # network calls side by side: a slow gateway does not hold up the others for long


@app.periodic(cron="* * * * *")
@app.task(queue="messages", name="messages.deliver", queueing_lock="messages.deliver")
def deliver(timestamp: int) -> None:
    """Empties every subdistrict's outbox of what may go."""
    for subdistrict in Subdistrict.objects.order_by("code").values_list("pk", flat=True):
        empty(subdistrict)


@app.task(queue="messages", name="messages.deliver_one")
def deliver_one(subdistrict: str) -> None:
    """Empties one subdistrict's outbox."""
    empty(UUID(subdistrict))


def empty(home: UUID, send: Callable[[gateways.Envelope], gateways.Said] = gateways.send) -> int:
    """Takes out what may go, a hundred at a time, each stamped in a transaction that is over before the network is
    touched; returns how many were sent. A second one at the same moment takes others."""
    from . import operations

    begun, count = monotonic(), 0
    while monotonic() - begun < LONGEST:
        with tenant.inside(home):
            going = operations.set_out(by=system(home), at=clock.now())
        if not going:
            break
        with ThreadPoolExecutor(AT_ONCE) as pool:
            said = list(pool.map(send, going))
        outcomes = [operations.Outcome(one, answer) for one, answer in zip(going, said, strict=True)]
        with tenant.inside(home):
            count += operations.note(by=system(home), outcomes=outcomes, at=clock.now())
    return count


def deliver_soon(home: UUID) -> None:
    """Asks for the outbox to be emptied once this transaction is over; one request that waits is enough."""
    lock = f"deliver {home}"
    # Asked first: a refused insert costs more than a look, and a hundred messages a second come by here.
    if ProcrastinateJob.objects.filter(queueing_lock=lock, status="todo").exists():
        return
    try:
        with transaction.atomic():
            deliver_one.configure(queueing_lock=lock).defer(subdistrict=str(home))
    except AlreadyEnqueued:
        pass
