"""The door itself: two paths, JSON in, JSON out, by the words of the API."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

import msgspec
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError
from django.http.cookie import parse_cookie
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError
from pydantic import TypeAdapter
from pydantic import ValidationError as NotValid

from lianfang.core import Refused, clock
from lianfang.response.observation.api import AT_ONCE, ReadingIn, receipt_out
from lianfang.response.observation.taking import Receipt

from ..api import EXPECTED, problem_of
from .callers import Callers, Headers
from .sharing import Post, Sharing

ONE, MANY = "/api/v1/observation/readings", "/api/v1/observation/readings/batch"
READ_ONE = TypeAdapter(ReadingIn)
READ_MANY: TypeAdapter[list[ReadingIn]] = TypeAdapter(list[ReadingIn])
# Seconds after which a sender who was told that it is too much may try again.
AGAIN = b"2"
log = logging.getLogger(__name__)
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = tuple[int, Any]


class Door:
    """An ASGI application. Everything but the two paths is answered 404: pages live at the web server's door."""

    def __init__(self, sharing: Sharing | None = None, callers: Callers | None = None) -> None:
        self.sharing = sharing or Sharing()
        self.callers = callers or Callers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the server's own beginning and end."""
        if scope["type"] == "lifespan":
            return await self._live(receive, send)
        headers = _headers(scope)
        try:
            status, told = await self._answer(scope, headers, receive)
        except Exception as error:
            status, told = _in_words(headers, partial(_problem, error))
        await _send(send, status, msgspec.json.encode(told))

    async def _answer(self, scope: Scope, headers: Headers, receive: Receive) -> Answer:
        if scope["path"] not in (ONE, MANY):
            raise ObjectDoesNotExist
        if scope["method"] != "POST":
            raise HttpError(405, "")
        at = clock.now()
        caller = await self.callers.of(scope, headers)
        readings = _read(scope["path"], headers, await _body(receive))
        typed = [one.typed(caller.channel, at) for one in readings]
        receipts = await self.sharing.record(Post(caller.actor, typed))
        return _told(receipts, headers) if scope["path"] == MANY else _told_one(receipts[0])

    async def finish(self) -> None:
        """Answers those who wait; then nobody is let in any more."""
        await self.sharing.finish()
        await self.callers.finish()

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self.finish()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return


def _headers(scope: Scope) -> Headers:
    """Each header once; HTTP/2 sends every cookie in a line of its own, and who sends is known by all of them."""
    found: Headers = {}
    for name, value in scope["headers"]:
        found[name] = found[name] + b"; " + value if name in found else value
    return found


def _read(path: str, headers: Headers, body: bytes) -> list[ReadingIn]:
    """The readings of a body; ValidationError names each wrong field as the framework does."""
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != b"application/json":
        raise HttpError(415, "")
    try:
        readings = READ_MANY.validate_json(body) if path == MANY else [READ_ONE.validate_json(body)]
    except NotValid as error:
        name = "readings" if path == MANY else "reading"
        raise _wrong(error, name) from None
    if len(readings) > AT_ONCE:
        raise Refused("observation.too_many")
    return readings


def _wrong(error: NotValid, name: str) -> Exception:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if any(one["type"] == "json_invalid" for one in found):
        return HttpError(400, "")
    return ValidationError([{**one, "loc": ("body", name, *one["loc"])} for one in found])


async def _body(receive: Receive) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HttpError(400, "")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise Refused("observation.too_many")
        if not message.get("more_body"):
            return b"".join(parts)


def _problem(error: Exception) -> Answer:
    if isinstance(error, EXPECTED):
        return problem_of(error)
    log.error("readings were not taken in", exc_info=error)
    if isinstance(error, OperationalError | InterfaceError):
        # The database is away: what was sent may be sent again, and counts once.
        return problem_of(Refused("observation.busy"))
    said = _("Something went wrong on our side. Nothing was saved; please try again.")
    return 500, {"code": "http.500", "message": said, "fields": []}


def _told_one(receipt: Receipt) -> Answer:
    if receipt.refusal is not None:
        raise receipt.refusal
    return (201 if receipt.became == "new" else 200), receipt_out(receipt)


def _told(receipts: Iterable[Receipt], headers: Headers) -> Answer:
    return _in_words(headers, lambda: (200, [receipt_out(receipt) for receipt in receipts]))


def _in_words(headers: Headers, say: Callable[[], Answer]) -> Answer:
    """In the language that the sender chose, or Chinese."""
    chosen = parse_cookie(headers.get(b"cookie", b"").decode("latin-1")).get(settings.LANGUAGE_COOKIE_NAME)
    known = dict(settings.LANGUAGES)
    with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
        return say()


async def _send(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    headers.append((b"content-length", str(len(body)).encode()))
    if status == 503:
        headers.append((b"retry-after", AGAIN))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
