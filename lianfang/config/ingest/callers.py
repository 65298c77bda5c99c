"""Who sends: the account behind a session, asked again every few seconds.

A session is worth what it is worth at every other door: the cookie, and for what a browser could be made to send the
CSRF token or an Origin of ours. The answer is kept under a hash of everything it was decided by, for HOLD seconds:
who is signed out, frozen or moved to another post sends for that long at most.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections, connections
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from ninja.errors import AuthenticationError

from lianfang.core import Actor, tenant
from lianfang.core.access import caller
from lianfang.registry.accounts import selectors as accounts
from lianfang.response.observation.api import SENDERS, channel_of

HOLD, MOST = 5.0, 10_000
# Everything an answer depends on; nothing else of the request may be asked while it is found.
ASKED = (b"authorization", b"cookie", b"x-csrftoken", b"origin", b"referer", b"host", b"x-forwarded-proto")
Headers = dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends, and by which channel their readings are marked."""

    actor: Actor
    channel: str


class Callers:
    """Finds callers in a thread of their own, and keeps them for a moment."""

    def __init__(self, find: Callable[[dict[str, Any]], Caller] | None = None) -> None:
        self.find = find or find_caller
        self._held: dict[bytes, tuple[float, Caller]] = {}
        self._asked: dict[bytes, asyncio.Task[Caller]] = {}
        self._finder = ThreadPoolExecutor(1, "callers")

    async def of(self, scope: dict[str, Any], headers: Headers) -> Caller:
        """The caller. Raises AuthenticationError for strangers, Refused for other roles, PermissionDenied where the
        token is missing or the password is still a borrowed one."""
        loop = asyncio.get_running_loop()
        key = _mark(scope, headers)
        held = self._held.get(key)
        if held and held[0] > loop.time():
            return held[1]
        # A hundred requests of one sender at this moment ask once; who hangs up does not end it for the others.
        task = self._asked.get(key) or loop.create_task(
            self._ask(key, {**scope, "headers": list(headers.items())})
        )
        self._asked[key] = task
        return await asyncio.shield(task)

    async def finish(self) -> None:
        """Asks nobody any more."""
        await asyncio.get_running_loop().run_in_executor(self._finder, connections.close_all)
        self._finder.shutdown()

    async def _ask(self, key: bytes, scope: dict[str, Any]) -> Caller:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._finder, self.find, scope)
        finally:
            del self._asked[key]
        if len(self._held) >= MOST:
            self._held.clear()
        self._held[key] = (loop.time() + HOLD, found)
        return found


def _mark(scope: dict[str, Any], headers: Headers) -> bytes:
    parts = [headers.get(name, b"") for name in ASKED]
    return hashlib.sha256(b"\n".join([scope.get("scheme", "").encode(), *parts])).digest()


def find_caller(scope: dict[str, Any]) -> Caller:
    """The caller of a request, as the middleware of the pages would find it."""
    close_old_connections()
    request: Any = ASGIRequest(scope, io.BytesIO())
    SessionMiddleware(_nothing).process_request(request)
    AuthenticationMiddleware(_nothing).process_request(request)
    subdistrict = accounts.subdistrict_of(request)
    if subdistrict is None:
        raise AuthenticationError
    _check_token(request)
    if request.user.is_authenticated and request.user.must_change_password:
        raise PermissionDenied
    with tenant.inside(subdistrict):
        request.actor = accounts.actor_of(request)
        actor = caller(*SENDERS)(request)
    if actor is None:
        raise AuthenticationError
    return Caller(actor, channel_of(actor))


def _check_token(request: Any) -> None:
    guard = CsrfViewMiddleware(_nothing)
    guard.process_request(request)
    if guard.process_view(request, _nothing, (), {}) is not None:
        raise PermissionDenied


def _nothing(request: Any) -> HttpResponse:
    return HttpResponse()
