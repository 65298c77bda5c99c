"""The limited process that reads one hostile file: bytes on standard input, the answer on standard output.

Started only by `opening`. It bounds itself before it touches a byte: memory, processor time, size of what it
writes, no core dump, no further processes. Its environment holds no secret and it opens no connection.
"""

from __future__ import annotations

import contextlib
import resource
import sys

import msgspec

from lianfang.core import Refused

from . import sniff
from .cells import Limits, Workbook


class Answer(msgspec.Struct):
    """What the child says: a workbook, or a refusal's code and facts."""

    book: Workbook | None = None
    code: str = ""
    facts: dict[str, str | int] = {}


def bound(limits: Limits) -> None:
    """Puts the kernel's limits on this process; they cannot be raised again."""
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.answer_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a host's own limit may be lower already
            resource.setrlimit(kind, (value, value))


def answer(content: bytes, limits: Limits) -> Answer:
    """Reads the bytes; every way of failing becomes a refusal."""
    try:
        return Answer(book=sniff.read(content, limits))
    except Refused as refused:
        return Answer(code=refused.code, facts=refused.facts)
    except (MemoryError, RecursionError):
        return Answer(code="lists.file_too_much_memory")
    except BaseException as error:  # a panic in the reader's Rust is not an Exception
        name = type(error).__name__
        kind = "spreadsheet" if name == "PanicException" else name  # any other name tells a fault of ours
        return Answer(code="lists.file_damaged", facts={"kind": kind})


def main() -> None:
    """Reads limits from the first argument and the file from standard input, writes one answer."""
    limits = msgspec.json.decode(sys.argv[1], type=Limits)
    bound(limits)
    content = sys.stdin.buffer.read(limits.file_bytes + 1)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer(content, limits)))


if __name__ == "__main__":
    main()
