"""Identifiers: UUID version 7, so that keys grow with time and indexes stay dense (RFC 9562, May 2024)."""

from __future__ import annotations

import os
import time
from uuid import UUID


def new() -> UUID:
    """A fresh UUIDv7: 48 bits of Unix milliseconds, 12 bits of their fraction, then random bits.

    With the fraction (§6.2, method 3) keys made one after the other in one process keep their order, so that
    "who was named first" is told by the key also among the rows of one list.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    tail = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=(milliseconds << 80) | (7 << 76) | (fraction << 64) | (2 << 62) | tail)
