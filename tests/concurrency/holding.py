"""Lets a group gather for certain: the first thing handed over is taken only when the others wait behind it."""

from __future__ import annotations

from threading import Semaphore
from typing import Any

PATIENCE = 20


def hold_first(monkeypatch: Any, gathering: Any, others: int) -> list[int]:
    """Holds the first group until so many others wait; returns the list in which each group's size is noted."""
    sizes: list[int] = []
    behind, leads, take = Semaphore(0), gathering._leads, gathering.take

    def noted(key: Any, mine: Any) -> bool:
        is_first = leads(key, mine)
        if not is_first:
            behind.release()
        return is_first

    def held(key: Any, ones: Any) -> Any:
        sizes.append(len(ones))
        if len(sizes) == 1:
            for _ in range(others):
                assert behind.acquire(timeout=PATIENCE)
        return take(key, ones)

    monkeypatch.setattr(gathering, "_leads", noted)
    monkeypatch.setattr(gathering, "take", held)
    return sizes
