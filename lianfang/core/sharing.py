"""One answer for all who ask the same at one moment: several screens of one office show one and the same desk."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MOST = 64


@dataclass(slots=True)
class _Slot(Generic[V]):
    """The latest answer of one key: when it was begun, and by which mark it is known."""

    lock: Lock = field(default_factory=Lock)
    begun: float = 0.0
    mark: str = ""
    value: V | None = None


class Sharing(Generic[K, V]):
    """Answers by key, in this process. Who asks while an answer is being made waits for the one that is begun then;
    an answer stands as long as its mark is the one asked for."""

    def __init__(self, make_mark: Callable[[V], str], most: int = MOST) -> None:
        self.mark_of, self.most = make_mark, most
        self._lock = Lock()
        self._slots: dict[K, _Slot[V]] = {}

    def get(self, key: K, mark: str, make: Callable[[], V]) -> V:
        """The answer with this mark, or one that was begun after this was asked."""
        asked, slot = monotonic(), self._slot(key)
        with slot.lock:
            if slot.value is not None and (slot.mark == mark or slot.begun >= asked):
                return slot.value
            begun, value = monotonic(), make()
            slot.begun, slot.mark, slot.value = begun, self.mark_of(value), value
            return value

    def _slot(self, key: K) -> _Slot[V]:
        with self._lock:
            if key not in self._slots and len(self._slots) >= self.most:
                self._slots.pop(next(iter(self._slots)))
            return self._slots.setdefault(key, _Slot())
