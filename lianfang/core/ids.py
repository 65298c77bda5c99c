"""Identifiers: UUID version 7, so that keys grow with time and indexes stay dense (RFC 9562, May 2024)."""

from __future__ import annotations

import os
import time
from uuid import UUID


def new() -> UUID:
    """A fresh UUIDv7: 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds << 80) | tail
    value = (value & ~(0xF << 76)) | (7 << 76)
    value = (value & ~(0x3 << 62)) | (2 << 62)
    return UUID(int=value)
