"""How the town throws its dice: every draw goes through a random.Random that somebody passed in."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def stream(seed: int, purpose: str) -> Random:
    """Give one purpose its own dice, so that changing how one list errs moves no other part of the town."""
    return Random(f"{seed}/{purpose}")


class Ranked(Generic[T]):
    """Items from the most to the least usual; the n-th is drawn with weight 1 / (n + flatness)."""

    def __init__(self, items: Iterable[T], flatness: float = 4.0) -> None:
        self.items: Sequence[T] = tuple(items)
        self._sums = list(accumulate(1 / (n + flatness) for n in range(len(self.items))))

    def draw(self, rng: Random) -> T:
        return self.items[bisect(self._sums, rng.random() * self._sums[-1], hi=len(self.items) - 1)]


class Odds:
    """A table {outcome: probability}; what is left up to one is the empty outcome ""."""

    def __init__(self, table: Mapping[str, float]) -> None:
        self._names = (*table, "")
        self._sums = list(accumulate(table.values()))

    def draw(self, rng: Random) -> str:
        return self._names[bisect(self._sums, rng.random())]


def share(total: int, weights: Sequence[float]) -> list[int]:
    """Split a whole number by weights; the parts add up to it exactly."""
    whole = sum(weights)
    edges = [round(total * sum_ / whole) for sum_ in accumulate(weights)]
    return [high - low for low, high in zip([0, *edges], edges, strict=False)]
