"""Builds the files that offices and enemies hand in, for the tests of this room."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable, Sequence

import openpyxl
import xlwt
from msgspec.structs import replace
from openpyxl.worksheet.worksheet import Worksheet

from lianfang.core import Refused
from lianfang.registry.lists.files import LIMITS, Cell, Limits, Sheet, Workbook
from lianfang.registry.lists.files.cells import text_cell
from lianfang.registry.lists.files.child import answer, bound


def xlsx(rows: Sequence[Sequence[object]], shape: Callable[[Worksheet], None] = lambda _: None) -> bytes:
    """An .xlsx of one sheet, shaped further by the caller."""
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append(list(row))
    shape(page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(rows: Sequence[Sequence[object]], shape: Callable[[object], None] = lambda _: None) -> bytes:
    """An .xls of one sheet."""
    book = xlwt.Workbook()
    page = book.add_sheet("名单")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(number, column, value)
    shape(page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in parts.items():
            pack.writestr(name, content)
    return out.getvalue()


def with_part(book: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one part changed."""
    with zipfile.ZipFile(io.BytesIO(book)) as pack:
        parts = {one: pack.read(one) for one in pack.namelist()}
    parts[name] = change(parts[name])
    return zipped(parts)


def container(*streams: str) -> bytes:
    """A compound file that has streams of these names and nothing in them."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<108I", header, 80, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b"".join(map(_entry, ("Root Entry", *streams)))
    return bytes(header) + table + entries.ljust(512, b"\0")[:512]


def _entry(name: str) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<H", len(text) + 2) + bytes(50)
    return head + struct.pack("<II", 0xFFFFFFFE, 0) + bytes(4)


def read(content: bytes, limits: Limits = LIMITS) -> Workbook:
    """What the child would answer, in this process; a refusal is raised."""
    found = answer(content, limits)
    if found.book is None:
        raise Refused(found.code, **found.facts)
    return found.book


def answer_apart(content: bytes) -> tuple[int, str, str]:
    """Exit status, refusal code and kind that a bounded copy of this process gives for hostile bytes.

    What the kernel stops (a reader that asks for all memory) must not stop the test run.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        bound(replace(LIMITS, memory_bytes=3_000_000_000))
        found = answer(content, LIMITS)
        os.write(writing, f"{found.code}|{found.facts.get('kind', '')}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    code, _, kind = said.partition("|")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), code, kind


def sheet(rows: Sequence[Sequence[str]], **more: object) -> Sheet:
    """A sheet of text cells."""
    return Sheet("名单", [[text_cell(value) for value in row] for row in rows], **more)


def texts(row: Sequence[Cell]) -> list[str]:
    """The texts of a row."""
    return [cell.text for cell in row]
