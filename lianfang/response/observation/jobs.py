"""What observation does by itself: it reminds of readings, looks every other minute whom to have called, and asks for
the day's visits where the protocol wants them."""

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


@app.periodic(cron="*/20 * * * *")
@app.task(name="observation.ask_daily_visits", queueing_lock="observation.ask_daily_visits")
def ask_daily_visits(timestamp: int) -> None:
    """每日见面: who began yesterday or fell silent since is asked for as well, until the afternoon."""
    everywhere(lambda by: operations.ask_daily_visits(by=by, at=clock.now()))


@app.periodic(cron="*/5 * * * *")
@app.task(name="observation.remind", queueing_lock="observation.remind")
def remind(timestamp: int) -> None:
    """Reminds of readings, step by step."""
    everywhere(lambda by: operations.remind(by=by, at=clock.now()))
