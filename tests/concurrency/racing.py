"""Sends several people off at one moment, each with a connection and a transaction of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

from django.db import connection

from lianfang.core import Refused, tenant

PATIENCE = 20
Work = Callable[[], Any]


def race(home: UUID, *works: Work) -> list[Any]:
    """What each came to, in order: what it returned, or the Refused it met. Everything else is raised.

    Everybody stands inside an open transaction before anybody moves.
    """

    def inside(work: Work) -> Any:
        with tenant.inside(home):
            start.wait(PATIENCE)
            return work()

    start = Barrier(len(works))
    return _all([lambda work=work: inside(work) for work in works])


def run_up(*works: Work) -> list[Any]:
    """The same for works that open their own transactions: requests, jobs."""

    def go(work: Work) -> Any:
        start.wait(PATIENCE)
        return work()

    start = Barrier(len(works))
    return _all([lambda work=work: go(work) for work in works])


def _all(works: list[Work]) -> list[Any]:
    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result(PATIENCE) for one in [pool.submit(_alone, work) for work in works]]


def _alone(work: Work) -> Any:
    try:
        return work()
    except Refused as refusal:
        return refusal
    finally:
        connection.close()


def refusals(results: list[Any]) -> list[str]:
    """The codes of those who were refused."""
    return [result.code for result in results if isinstance(result, Refused)]
