"""One tiny town for all tests of the loader; nothing of it stays."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command
from django.utils import translation

from lianfang.command.exercise import operations
from lianfang.command.exercise.operations import Wanted
from lianfang.config.office import demonstration
from lianfang.core import clock, ids, tenant
from lianfang.core.actor import system

NOW = datetime(2026, 3, 5, 14, 30, tzinfo=clock.LOCAL)
TINY = 46


class _TakenBack(Exception):
    pass


@pytest.fixture(scope="package")
def town(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[SimpleNamespace]:
    """A tiny town as it stands at NOW, with what was said while it was loaded; time stands still there."""
    by, said = system(ids.new(), "演练"), []
    wanted = Wanted("tiny", TINY, demonstration.password())
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), translation.override("zh-hans"):
        try:
            with tenant.inside(by.subdistrict):
                drawn = operations.load(by=by, wanted=wanted, at=NOW, tell=said.append)
                yield SimpleNamespace(by=by, drawn=drawn, said=said)
                raise _TakenBack
        except _TakenBack:
            pass


@pytest.fixture
def sign_ins(town: SimpleNamespace) -> str:
    """What `show_sign_ins` prints."""
    out = io.StringIO()
    call_command("show_sign_ins", "http://example.test/", stdout=out, no_color=True)
    return out.getvalue()
