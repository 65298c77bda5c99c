"""Opening a file from outside: a child process reads it, this process only receives typed cells."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

import msgspec

import lianfang

from .cells import LIMITS, Limits, Workbook, megabytes
from .child import Answer
from .refusals import FileRefused

_ROOT = str(Path(lianfang.__path__[0]).parent)
_CHILD = "lianfang.registry.lists.files.child"


def open_workbook(path: str | os.PathLike[str], *, limits: Limits = LIMITS) -> Workbook:
    """Reads an office's file in a limited child process.

    Takes .xlsx .xlsm .xlsb .xls .ods .csv .tsv .txt and web pages posing as .xls, told apart by content.
    Raises Refused `lists.file_*` for whatever cannot or must not be read, within `limits.wall_seconds`.
    """
    try:
        with Path(path).open("rb") as source:
            return _open(source, limits)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise FileRefused("lists.file_missing") from error


def _open(source: IO[bytes], limits: Limits) -> Workbook:
    size = os.fstat(source.fileno()).st_size
    if size == 0:
        raise FileRefused("lists.file_empty")
    if size > limits.file_bytes:
        raise FileRefused("lists.file_too_large", found=megabytes(size), limit=megabytes(limits.file_bytes))
    with _scratch() as out:
        _check_exit(_run(source, out, limits))
        out.seek(0)
        return _receive(out.read())


def _scratch() -> IO[bytes]:
    """Where the child writes its answer: nameless memory where the system has it, else an unlinked file."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("answer"), "w+b")
    return tempfile.TemporaryFile()


def _run(source: IO[bytes], out: IO[bytes], limits: Limits) -> int | None:
    """The child's exit status; None when it had to be stopped at the wall limit."""
    command = [sys.executable, "-s", "-B", "-m", _CHILD, msgspec.json.encode(limits).decode()]
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
        return child.wait(limits.wall_seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        child.kill()
        child.wait()


def _environment() -> dict[str, str]:
    """Only where the code is: keys and addresses of databases stay with the parent."""
    return {"PYTHONPATH": _ROOT, "PYTHONUTF8": "1", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}


def _check_exit(status: int | None) -> None:
    if status is None or status in (-signal.SIGXCPU, -signal.SIGKILL):
        raise FileRefused("lists.file_too_slow")
    if status == -signal.SIGXFSZ:
        raise FileRefused("lists.file_unpacks_too_large", limit=megabytes(LIMITS.answer_bytes))
    if status != 0:
        raise FileRefused("lists.file_too_much_memory")


def _receive(answer: bytes) -> Workbook:
    try:
        found = msgspec.msgpack.decode(answer, type=Answer)
    except msgspec.MsgspecError as error:
        raise FileRefused("lists.file_damaged", kind="?") from error
    if found.book is None:
        raise FileRefused(found.code, **found.facts)
    return found.book
