"""The old Office container (compound file): which streams it has, and what calamine does not tell of an .xls.

Layout after the published [MS-CFB] and [MS-XLS] specifications.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and above are markers, not sectors
_FILEPASS, _BOUNDSHEET, _BOF, _COLINFO, _ROW = 0x2F, 0x85, 0x809, 0x7D, 0x208

Hidden = tuple[list[int], list[int]]


class Container:
    """A compound file opened for reading. Raises ValueError or struct.error when it is damaged."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector size")
        self.size = 1 << shift
        self.table = self._sector_table()
        self.entries = dict(self._directory(struct.unpack_from("<I", content, 48)[0]))

    def _sector(self, number: int) -> bytes:
        return self.content[(number + 1) * self.size : (number + 2) * self.size]

    def _sector_table(self) -> list[int]:
        """The allocation table: from each sector to the next one of its stream."""
        heads = list(struct.unpack_from("<109I", self.content, 76))
        extra, count = struct.unpack_from("<II", self.content, 68)
        while extra < _END and count > 0 and len(heads) < len(self.content) // self.size + 128:
            block = struct.unpack(f"<{self.size // 4}I", self._sector(extra))
            heads, extra, count = [*heads, *block[:-1]], block[-1], count - 1
        table: list[int] = []
        for head in (one for one in heads if one < _END):
            table += struct.unpack(f"<{self.size // 4}I", self._sector(head))
        return table

    def _chain(self, sector: int) -> bytes:
        """The stream that begins at a sector; a loop or a jump outside ends in ValueError."""
        parts: list[bytes] = []
        while sector < _END:
            if sector >= len(self.table) or len(parts) > len(self.table):
                raise ValueError("broken chain")
            parts.append(self._sector(sector))
            sector = self.table[sector]
        return b"".join(parts)

    def _directory(self, sector: int) -> Iterator[tuple[str, tuple[int, int]]]:
        listing = self._chain(sector)
        for at in range(0, len(listing) - 127, 128):
            length = struct.unpack_from("<H", listing, at + 64)[0]
            if 2 <= length <= 64:
                name = listing[at : at + length - 2].decode("utf-16-le", "replace")
                start, size = struct.unpack_from("<II", listing, at + 116)
                yield name, (start, size)

    def stream(self, name: str) -> bytes:
        """A stream's bytes (streams under 4,096 bytes live elsewhere and come back empty)."""
        start, size = self.entries[name]
        return self._chain(start)[:size] if size >= 4096 else b""


def kind_of(container: Container) -> str:
    """What the container holds: xls, encrypted, doc, ppt or other."""
    names = container.entries
    if "EncryptedPackage" in names:
        return "encrypted"
    if "Workbook" in names or "Book" in names:
        return "encrypted" if _is_locked(_book(container)) else "xls"
    if "WordDocument" in names:
        return "doc"
    return "ppt" if "PowerPoint Document" in names else "other"


def _book(container: Container) -> bytes:
    return container.stream("Workbook" if "Workbook" in container.entries else "Book")


def _records(book: bytes, at: int = 0) -> Iterator[tuple[int, int, bytes]]:
    while at + 4 <= len(book):
        code, length = struct.unpack_from("<HH", book, at)
        yield at, code, book[at + 4 : at + 4 + length]
        at += 4 + length


def _is_locked(book: bytes) -> bool:
    """Whether a password record stands among the first records (it comes right after the beginning)."""
    for count, (_, code, _body) in enumerate(_records(book)):
        if code == _FILEPASS:
            return True
        if count > 20:
            break
    return False


def hidden_parts(container: Container) -> list[Hidden]:
    """For each sheet in workbook order: its hidden rows and hidden columns, 0-based."""
    book = _book(container)
    starts = [struct.unpack_from("<I", body)[0] for _, code, body in _records(book) if code == _BOUNDSHEET]
    return [_hidden_in_sheet(book, start) for start in starts]


def _hidden_in_sheet(book: bytes, start: int) -> Hidden:
    rows: list[int] = []
    columns: list[int] = []
    for at, code, body in _records(book, start):
        if code == _BOF and at != start:
            break
        if code == _COLINFO:
            first, last, _width, _style, flags = struct.unpack_from("<5H", body)
            columns += range(first, min(last, 255) + 1) if flags & 1 else []
        elif code == _ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            rows.append(struct.unpack_from("<H", body)[0])
    return rows, columns
