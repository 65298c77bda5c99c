"""Knocking at the door for readings as its server does: many requests at one moment, in one event loop."""

from __future__ import annotations

import asyncio
import json

from django.conf import settings
from django.test import Client

from lianfang.config.ingest.door import MANY, ONE, Door
from tests.house.test_access import BACKEND

PATIENCE = 20


class Knock:
    """One request: who sends (headers), where, what; `told` and `status` once it was answered."""

    def __init__(self, headers, body, path=ONE, method="POST"):
        self.headers = {b"content-type": b"application/json", b"host": b"testserver"} | headers
        self.body = body if isinstance(body, bytes) else json.dumps(body, default=str).encode()
        self.path, self.method = path, method
        self.status, self.told, self.answered = None, None, {}

    async def at(self, door):
        """Goes through the door and comes back."""
        scope = {
            "type": "http",
            "method": self.method,
            "path": self.path,
            "query_string": b"",
            "scheme": "http",
            "headers": [(name, line) for name, value in self.headers.items() for line in _lines(name, value)],
        }
        await asyncio.wait_for(door(scope, self._receive, self._send), PATIENCE)
        return self

    async def _receive(self):
        return {"type": "http.request", "body": self.body, "more_body": False}

    async def _send(self, message):
        if "status" in message:
            self.status, self.answered = message["status"], dict(message["headers"])
        else:
            self.told = json.loads(message["body"])


def _lines(name, value):
    """Cookies as HTTP/2 sends them: a line for each."""
    return value.split(b"; ") if name == b"cookie" else [value]


def knock(*knocks, door=None):
    """All at one moment; the knocks as they were answered."""

    async def together():
        here = door or Door()
        done = await asyncio.gather(*(one.at(here) for one in knocks))
        await here.finish()
        return done

    return asyncio.run(together())


def signed_in(user):
    """The headers of somebody's browser: session, and the token in both places."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    client.get("/")
    jar = {name: one.value for name, one in client.cookies.items()}
    token = jar[settings.CSRF_COOKIE_NAME].encode()
    return {b"cookie": "; ".join(map("=".join, jar.items())).encode(), b"x-csrftoken": token}


__all__ = ["MANY", "ONE", "Door", "Knock", "knock", "signed_in"]
