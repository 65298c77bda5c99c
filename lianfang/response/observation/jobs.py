"""What observation does by itself: it reminds of readings, and looks every other minute whom to have called."""

from __future__ import annotations

from procrastinate.contrib.django import app

from lianfang.core import clock
from lianfang.ledger.jobs import everywhere

from . import operations


@app.periodic(cron="*/2 * * * *")
@app.task(name="observation.ask_calls", queueing_lock="observation.ask_calls")
def ask_calls(timestamp: int) -> None:
    """Late after the reminders, silent, frail: into the queue of calls."""
    everywhere(lambda by: operations.ask_calls(by=by, at=clock.now()))


@app.periodic(cron="*/5 * * * *")
@app.task(name="observation.remind", queueing_lock="observation.remind")
def remind(timestamp: int) -> None:
    """Reminds of readings, step by step."""
    everywhere(lambda by: operations.remind(by=by, at=clock.now()))
