"""What calls do by themselves: every minute, what an idle hand holds is free again."""

from __future__ import annotations

from procrastinate.contrib.django import app

from lianfang.core import clock
from lianfang.ledger.jobs import everywhere

from . import operations


@app.periodic(cron="* * * * *")
@app.task(name="calls.free_idle", queueing_lock="calls.free_idle")
def free_idle(timestamp: int) -> None:
    """Frees what no living page holds."""
    everywhere(lambda by: operations.free_idle(by=by, at=clock.now()))
