"""What waits at this instant shares one commit; whoever sent it is answered after that commit."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db import close_old_connections, connections

from lianfang.core import Actor, Refused, clock, tenant
from lianfang.response.observation.operations import record_together
from lianfang.response.observation.taking import Receipt, Typed

# Readings that may wait in all, and that share one commit: what waits longer than some seconds is told so at once.
ROOM, TOGETHER = 20_000, 2_000
log = logging.getLogger(__name__)
Outcome = list[Receipt] | Exception


@dataclass(frozen=True, slots=True)
class Post:
    """What one sender sent in one request."""

    by: Actor
    typed: list[Typed]


Waiting = tuple[Post, "asyncio.Future[list[Receipt]]"]
Write = Callable[[Sequence[Post]], list[Outcome]]


class Sharing:
    """The queue before the database. One thread writes; while it commits, the next group gathers."""

    def __init__(self, write: Write | None = None, room: int = ROOM) -> None:
        self.write = write or write_group
        self.room = room
        self.size = 0
        self._posts: deque[Waiting] = deque()
        self._writer = ThreadPoolExecutor(1, "writer")
        self._work: asyncio.Task[None] | None = None

    async def record(self, post: Post) -> list[Receipt]:
        """Receipts in order, after the commit. Refused (`observation.busy`) where the queue is full. A sender that
        hangs up changes nothing: what was taken in counts."""
        if self.size + len(post.typed) > self.room:
            raise Refused("observation.busy")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[Receipt]] = loop.create_future()
        self.size += len(post.typed)
        self._posts.append((post, answer))
        if self._work is None or self._work.done():
            self._work = loop.create_task(self._empty(loop))
        return await answer

    async def finish(self) -> None:
        """Waits until nobody waits any more."""
        if self._work is not None:
            await self._work
        await asyncio.get_running_loop().run_in_executor(self._writer, connections.close_all)
        self._writer.shutdown()

    async def _empty(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._posts:
            group = self._next()
            posts = [post for post, _answer in group]
            outcomes = await loop.run_in_executor(self._writer, self.write, posts)
            for (_post, answer), outcome in zip(group, outcomes, strict=True):
                _settle(answer, outcome)

    def _next(self) -> list[Waiting]:
        group: list[Waiting] = []
        count = 0
        while self._posts and (not group or count + len(self._posts[0][0].typed) <= TOGETHER):
            group.append(self._posts.popleft())
            count += len(group[-1][0].typed)
        self.size -= count
        return group


def _settle(answer: asyncio.Future[list[Receipt]], outcome: Outcome) -> None:
    if answer.done():
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)


def write_group(posts: Sequence[Post]) -> list[Outcome]:
    """Writes posts, those of a subdistrict in one transaction; what each came to, in order."""
    outcomes: dict[int, Outcome] = {}
    places = sorted(range(len(posts)), key=lambda n: posts[n].by.subdistrict.int)
    for subdistrict, group in groupby(places, key=lambda n: posts[n].by.subdistrict):
        mine = list(group)
        outcomes |= zip(mine, _write(subdistrict, [posts[n] for n in mine]), strict=True)
    return [outcomes[n] for n in range(len(posts))]


def _write(subdistrict: UUID, posts: Sequence[Post]) -> list[Outcome]:
    try:
        return list(_commit(subdistrict, posts))
    except Exception as error:
        close_old_connections()
        if len(posts) == 1:
            return [error]
        log.warning("a group of posts was not written; each is tried alone", exc_info=error)
        # Something is wrong with one of them: none may fail for another's sake.
        return [outcome for post in posts for outcome in _write(subdistrict, [post])]


def _commit(subdistrict: UUID, posts: Sequence[Post]) -> list[list[Receipt]]:
    senders = [post.by for post in posts for _one in post.typed]
    typed = [one for post in posts for one in post.typed]
    with tenant.inside(subdistrict):
        receipts = iter(record_together(by=senders, typed=typed, at=clock.now()))
    return [[next(receipts) for _one in post.typed] for post in posts]
