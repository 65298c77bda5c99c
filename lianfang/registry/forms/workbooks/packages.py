"""What a file really is before it is read, by its first bytes and its parts; bombs and locks are refused here."""

from __future__ import annotations

import io
import zipfile

MOST_BYTES = 5_000_000
MOST_UNZIPPED = 80_000_000
MOST_PARTS = 500
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY", b"<\0!\0D\0O", b"\0<\0!\0D")


class NotTaken(ValueError):
    """A file that is not opened: the rest of its refusal's code (`forms.book_…`)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def kind_of(content: bytes) -> str:
    """.xlsx or .xls. Raises NotTaken."""
    if not content.strip(b"\0 \r\n"):
        raise NotTaken("empty")
    if content.startswith(OLE):
        if _LOCKED in content:
            raise NotTaken("encrypted")
        return ".xls"
    if not content.startswith(b"PK"):
        raise NotTaken("not_a_workbook")
    _check_parts(content)
    return ".xlsx"


def _check_parts(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check(package)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        if isinstance(error, NotTaken):
            raise
        raise NotTaken("damaged") from error


def _check(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise NotTaken("encrypted")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNZIPPED:
        raise NotTaken("too_large")
    if not any(part.filename.endswith("workbook.xml") for part in parts):
        raise NotTaken("not_a_workbook")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            body = package.read(part)
            if any(mark in body for mark in _DECLARED):
                raise NotTaken("hostile")
