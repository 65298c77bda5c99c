"""A limited child process for what comes from outside: bytes in, bytes out, bounded in memory, time and size.

The child bounds itself (`bound`) before it touches a byte. Its environment holds no secret.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

import lianfang

_ROOT = str(Path(lianfang.__path__[0]).parent)


class Bounds(msgspec.Struct, frozen=True):
    """How much one child may cost."""

    memory_bytes: int = 800_000_000
    cpu_seconds: int = 20
    wall_seconds: float = 30.0
    answer_bytes: int = 50_000_000


class Stopped(Exception):
    """The child had to be stopped: `why` is time, size or memory."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def run(module: str, content: bytes, bounds: Bounds) -> bytes:
    """Runs `python -m module` with the bytes on standard input; what it wrote. Raises Stopped."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as out:
        source.write(content)
        source.seek(0)
        status = _status(module, source.fileno(), out.fileno(), bounds)
        if status is None or status in (-signal.SIGXCPU, -signal.SIGKILL):
            raise Stopped("time")
        if status != 0:
            raise Stopped("size" if status == -signal.SIGXFSZ else "memory")
        out.seek(0)
        return out.read()


def _status(module: str, source: int, out: int, bounds: Bounds) -> int | None:
    command = [sys.executable, "-s", "-B", "-m", module, msgspec.json.encode(bounds).decode()]
    child = subprocess.Popen(
        command,
        stdin=source,
        stdout=out,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=_environment(),
        close_fds=True,
    )
    try:
        return child.wait(bounds.wall_seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        child.kill()
        child.wait()


def _environment() -> dict[str, str]:
    """Only where the code is: keys and addresses of databases stay with the parent."""
    plain = {"PYTHONPATH": _ROOT, "PYTHONUTF8": "1", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}
    return plain | ({"PATH": os.environ["PATH"]} if "PATH" in os.environ else {})


def bound() -> None:
    """In the child: puts the kernel's limits, given as first argument, on this process for good."""
    bounds = msgspec.json.decode(sys.argv[1], type=Bounds)
    for kind, value in (
        (resource.RLIMIT_AS, bounds.memory_bytes),
        (resource.RLIMIT_CPU, bounds.cpu_seconds),
        (resource.RLIMIT_FSIZE, bounds.answer_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a host's own limit may be lower already
            resource.setrlimit(kind, (value, value))
