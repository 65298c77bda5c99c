"""Races run against committed rows: each test in a subdistrict of its own, everything emptied at the end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
import time_machine

from lianfang.core import ids, tenant
from tests import cast as people
from tests import emptying

CODES = count(310198001)


@pytest.fixture(scope="module", autouse=True)
def _emptied(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield
        emptying.empty()


@pytest.fixture
def town(_emptied: None) -> Iterator[people.Cast]:
    """The cast, committed. The test works as their subdistrict, outside any transaction."""
    key = ids.new()
    with time_machine.travel(people.AT, tick=False):
        with tenant.inside(key):
            cast = people.fill(people.assemble(key, str(next(CODES))))
        with tenant.working_as(key):
            yield cast
