"""The limited process that reads one office's workbook: started only by `opening`, bounded before it reads a byte."""

from __future__ import annotations

import logging
import sys

import msgspec

from lianfang.core import confined


def main() -> None:
    """Reads what is asked from standard input, writes one answer."""
    confined.bound()
    logging.disable(logging.CRITICAL)
    from .converting import Answer, Asking, answer  # large libraries, loaded inside the limits

    asking = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Asking)
    try:
        said = answer(asking)
    except (MemoryError, RecursionError):
        said = Answer(refused="too_large")
    sys.stdout.buffer.write(msgspec.msgpack.encode(said))


if __name__ == "__main__":
    main()
