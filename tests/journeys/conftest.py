"""People of the cast at their browsers, on a day that the journey sets; what goes on in the background is done
between two steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from lianfang.registry.lists.operations import reading
from lianfang.registry.lists.tests import handing
from tests import background
from tests.cast import AT

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

    return background.work


@pytest.fixture(autouse=True)
def _files_are_opened_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process for each file; that process has tests of its own."""
    monkeypatch.setattr(reading, "open_workbook", handing.read_here)
