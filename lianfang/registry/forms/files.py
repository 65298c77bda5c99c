"""Files that come with answers, and how many and how large they may be."""

from __future__ import annotations

from dataclasses import dataclass

MOST_FILES = 20
MOST_FILE_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that came with answers: stands in the values where its question is."""

    name: str
    kind: str
    body: bytes

    def __str__(self) -> str:
        return self.name
