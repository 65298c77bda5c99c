"""People of the cast at their browsers, on a day that the journey sets; what goes on in the background is done
between two steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from lianfang.registry.lists.operations import reading
from lianfang.registry.lists.tests import handing
from tests.cast import AT

MARK = "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def at() -> Iterator[Callable[..., None]]:
    """`at(moment)` moves the clock; the journey begins on Monday 10 February 2020, 10:00 in Shanghai."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def as_(cast: object, at: object) -> Callable[[str], Client]:
    """`as_("chen")`: a browser in which Chen has just signed in."""

    def enter(name: str) -> Client:
        client = Client()
        client.force_login(cast.users[name], backend=BACKEND)  # type: ignore[attr-defined]
        return client

    return enter


@pytest.fixture
def work(cast: object) -> Callable[[], int]:
    """Does what waits in the background, in order, until nothing waits; returns how many jobs that were."""

    def run() -> int:
        count = 0
        while waiting := ProcrastinateJob.objects.filter(status="todo").order_by("id").first():
            _mark(waiting.id, "doing")
            app.tasks[waiting.task_name](**waiting.args)
            _mark(waiting.id, "succeeded")
            count += 1
        return count

    return run


def _mark(job: int, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", [status, job]
        )


@pytest.fixture(autouse=True)
def _files_are_opened_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process for each file; that process has tests of its own."""
    monkeypatch.setattr(reading, "open_workbook", handing.read_here)
