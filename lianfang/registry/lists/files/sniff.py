"""What a file really is, by its first bytes and its parts; its name is never asked."""

from __future__ import annotations

import re

from . import books, ole, texts, web
from .cells import Limits, Workbook
from .refusals import FileRefused
from .zips import Package

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3", "SQLite"),
)
_MHTML = re.compile(rb"\s*MIME-Version:", re.I)
_SHEETS = {"xlsx", "xlsb", "ods"}
_HTML = re.compile(rb"<(?:!doctype\s+html|html|table|meta|head|body|style)\b", re.I)
_XML_SHEET = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")


def read(content: bytes, limits: Limits) -> Workbook:
    """The workbook in the bytes; anything else is refused with what it is."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FileRefused("lists.file_empty")
    if content.startswith(_ZIP):
        return _read_zip(content, limits)
    if content.startswith(ole.MAGIC):
        return _read_container(content, limits)
    _check_not_foreign(content)
    book = _read_writing(content, limits)
    return _nonempty(book)


def _read_zip(content: bytes, limits: Limits) -> Workbook:
    package = Package(content, limits)
    kind = package.kind
    if kind not in _SHEETS:
        raise FileRefused("lists.file_wrong_kind", kind=kind)
    return _nonempty(books.read_package(content, kind, limits, package))


def _read_container(content: bytes, limits: Limits) -> Workbook:
    try:
        container = ole.Container(content)
        kind = ole.kind_of(container)
    except Exception as error:
        raise FileRefused("lists.file_damaged", kind="xls") from error
    if kind == "encrypted":
        raise FileRefused("lists.file_encrypted")
    if kind != "xls":
        raise FileRefused("lists.file_wrong_kind", kind=kind)
    return _nonempty(books.read_old(content, container, limits))


def _check_not_foreign(content: bytes) -> None:
    for magic, kind in _FOREIGN:
        if content.startswith(magic) and (len(magic) > 2 or b"\0" in content[:64]):
            raise FileRefused("lists.file_wrong_kind", kind=kind)


def _read_writing(content: bytes, limits: Limits) -> Workbook:
    head = content[:4096].replace(b"\0", b"")
    if _XML_SHEET.search(head):
        raise FileRefused("lists.file_save_as", kind="XML 2003")
    if _MHTML.match(head):
        raise FileRefused("lists.file_save_as", kind="MHTML")
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        if _HTML.search(head):
            return web.read_page(content, limits)
        raise FileRefused("lists.file_wrong_kind", kind="XML")
    if head.lstrip()[:1] == b"{":
        raise FileRefused("lists.file_wrong_kind", kind="JSON")
    return texts.read_text(content, limits)


def _nonempty(book: Workbook) -> Workbook:
    if not any(row for sheet in book.sheets for row in sheet.rows):
        raise FileRefused("lists.file_empty")
    return book
