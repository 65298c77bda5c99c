"""What arrives at one moment is taken together: threads of one process hand over what they have, one of them takes
everything that waits, in one piece of work, and each gets its own answer.

Nobody waits for a timer. Who comes alone is taken at once; while a group is taken the next one gathers, so that groups
are as large as there is need for.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Generic, TypeVar

from django.db import close_old_connections, connection

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
R = TypeVar("R")
MOST = 50
log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Waiting(Generic[T, R]):
    """One thing handed over. `called` wakes its thread: with the answer, or to lead the next group."""

    one: T
    called: Event = field(default_factory=Event)
    answer: Future[R] = field(default_factory=Future)


class Gathering(Generic[K, T, R]):
    """Takes things of one key (an office's door) in groups, one group of a key at a time.

    `take(key, things)` returns an answer each, in order; it commits before it returns. Where it fails for several
    each is taken alone, so that none fails for another's sake.
    """

    def __init__(self, take: Callable[[K, Sequence[T]], Sequence[R]], most: int = MOST) -> None:
        self.take, self.most = take, most
        self._lock = Lock()
        # A key is here while somebody leads for it.
        self._waiting: dict[K, deque[_Waiting[T, R]]] = {}

    def hand(self, key: K, one: T) -> R:
        """Hands one over; returns its answer or raises what it met."""
        if connection.in_atomic_block:
            # The others would be told before what was done for them is committed.
            return self.take(key, [one])[0]
        mine: _Waiting[T, R] = _Waiting(one)
        if not self._leads(key, mine):
            mine.called.wait()
        if not mine.answer.done():
            self._lead(key)
        return mine.answer.result()

    def _leads(self, key: K, mine: _Waiting[T, R]) -> bool:
        with self._lock:
            is_first = key not in self._waiting
            self._waiting.setdefault(key, deque()).append(mine)
        return is_first

    def _lead(self, key: K) -> None:
        """Takes what waits now, the own thing first among it, then calls whoever leads next."""
        with self._lock:
            queue = self._waiting[key]
            group = [queue.popleft() for _ in range(min(len(queue), self.most))]
        try:
            self._settle(key, group)
        finally:
            following = self._following(key)
            for each in group:
                # Of those answered this changes nothing; whoever this thread's end left over is not left waiting.
                each.answer.cancel()
                each.called.set()
            if following:
                following.called.set()

    def _following(self, key: K) -> _Waiting[T, R] | None:
        """Who leads next; with nobody there the next to come leads."""
        with self._lock:
            if self._waiting[key]:
                return self._waiting[key][0]
            del self._waiting[key]
            return None

    def _settle(self, key: K, group: Sequence[_Waiting[T, R]]) -> None:
        try:
            answers = self.take(key, [each.one for each in group])
        except Exception as error:
            close_old_connections()
            if len(group) == 1:
                group[0].answer.set_exception(error)
                return
            log.warning("a group of %d was not taken; each is tried alone", len(group), exc_info=error)
            for each in group:
                self._settle(key, [each])
            return
        for each, answer in zip(group, answers, strict=True):
            each.answer.set_result(answer)
