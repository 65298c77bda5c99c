"""What the record does by itself: sealing every minute, expiry and a walk along the chain every night."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from procrastinate.contrib.django import app

from lianfang.core import Actor, clock, tenant
from lianfang.core.actor import system
from lianfang.core.models import Subdistrict

from . import operations


@app.periodic(cron="* * * * *")
@app.task(name="ledger.seal", queueing_lock="ledger.seal")
def seal(timestamp: int) -> None:
    """Chains what was written since the last minute."""
    everywhere(lambda by: operations.seal(by=by, at=clock.now()))


# 19:00 UTC is 03:00 in Shanghai.
@app.periodic(cron="0 19 * * *")
@app.task(name="ledger.expire", queueing_lock="ledger.expire")
def expire(timestamp: int) -> None:
    """Destroys what has had its day."""
    everywhere(lambda by: operations.expire(by=by, at=clock.now()))


@app.periodic(cron="30 19 * * *")
@app.task(name="ledger.verify", queueing_lock="ledger.verify")
def verify(timestamp: int) -> None:
    """Walks the chain and writes down what was found."""
    everywhere(lambda by: operations.check_chain(by=by, at=clock.now()))


def everywhere(work: Callable[[Actor], object]) -> dict[UUID, object]:
    """Does something in every subdistrict, each in its own transaction; returns the answers."""
    answers = {}
    for subdistrict in Subdistrict.objects.order_by("code"):
        with tenant.inside(subdistrict.id):
            answers[subdistrict.id] = work(system(subdistrict.id))
    return answers
