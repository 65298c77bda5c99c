"""What services do by themselves: isolated homes get what repeats, and tomorrow's errands are made."""

from __future__ import annotations

from procrastinate.contrib.django import app

from lianfang.core import clock
from lianfang.ledger.jobs import everywhere

from . import operations


@app.periodic(cron="*/20 * * * *")
@app.task(name="services.follow_everywhere", queueing_lock="services.follow_everywhere")
def follow_everywhere(timestamp: int) -> None:
    """Every subdistrict's homes."""
    everywhere(lambda by: operations.follow_homes(by=by, at=clock.now()))
