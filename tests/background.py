"""What waits in the background, done at once: stands for the worker in tests that go through pages."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

MARK = "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s"


def work() -> int:
    """Runs every waiting job in order, and those that they ask for; returns how many."""
    count = 0
    while waiting := ProcrastinateJob.objects.filter(status="todo").order_by("id").first():
        mark(waiting.id, "doing")
        app.tasks[waiting.task_name](**waiting.args)
        mark(waiting.id, "succeeded")
        count += 1
    return count


def mark(job: int, status: str) -> None:
    """Sets a job's state as a worker would."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, [status, job])
