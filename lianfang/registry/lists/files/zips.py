"""Looking into zipped workbooks before they are read: what they are, what they weigh, what is hidden."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from xml.etree import ElementTree

from .cells import Limits, megabytes
from .refusals import FileRefused

_KINDS = {"word/": "docx", "ppt/": "pptx", "Index/": "iwork", "AndroidManifest.xml": "apk"}
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.S)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_NUMBERED = re.compile(rb'\b(r|min|max)="(\d{1,7})"')
_RESULT = re.compile(rb"<(?:\w+:)?v>[^<]")


@dataclass
class Features:
    """What calamine does not tell of a sheet; rows and columns are 0-based."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)


class Package:
    """A zip that has been weighed: no part is read past the limit, none carries entity declarations."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.limits = limits
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
            self.parts = self.zip.infolist()
        except Exception as error:
            raise FileRefused("lists.file_damaged", kind="zip") from error
        self._weigh()

    def _weigh(self) -> None:
        if len(self.parts) > self.limits.parts:
            raise FileRefused("lists.file_too_many_parts", limit=self.limits.parts)
        if any(part.flag_bits & 1 for part in self.parts):
            raise FileRefused("lists.file_encrypted")
        if sum(part.file_size for part in self.parts) > self.limits.unzipped_bytes:
            raise FileRefused("lists.file_unpacks_too_large", limit=megabytes(self.limits.unzipped_bytes))

    @property
    def kind(self) -> str:
        """xlsx, xlsb, ods, or the name of what it is instead (docx, zip ...)."""
        names = {part.filename for part in self.parts}
        if "mimetype" in names and b"opendocument.spreadsheet" in self.read("mimetype"):
            return "ods"
        if "xl/workbook.bin" in names:
            return "xlsb"
        if "xl/workbook.xml" in names or any(name.endswith("workbook.xml") for name in names):
            return "xlsx"
        return next((kind for name in names for mark, kind in _KINDS.items() if name.startswith(mark)), "zip")

    def read(self, name: str) -> bytes:
        """One part's bytes; damage is refused."""
        try:
            return self.zip.read(name)
        except Exception as error:
            raise FileRefused("lists.file_damaged", kind="zip") from error

    def check_harmless(self) -> None:
        """Refuses document type declarations, the vehicle of entity bombs; no office program writes them."""
        for part in self.parts:
            if part.filename.endswith((".xml", ".rels")):
                start = self.read(part.filename)
                if (
                    b"<!DOCTYPE" in start
                    or b"<!ENTITY" in start
                    or b"<\0!\0D\0O" in start
                    or b"\0<\0!\0D" in start
                ):
                    raise FileRefused("lists.file_hostile")

    def sheet_features(self) -> dict[str, Features]:
        """Hidden rows and columns, error values and formulas without a result, by sheet name (xlsx only)."""
        try:
            return {name: _features(self.read(part)) for name, part in self._sheet_parts()}
        except (ElementTree.ParseError, KeyError, ValueError) as error:
            raise FileRefused("lists.file_damaged", kind="xlsx") from error

    def _sheet_parts(self) -> list[tuple[str, str]]:
        names = {part.filename for part in self.parts}
        book = next((name for name in sorted(names) if name.endswith("workbook.xml")), "")
        folder, base = posixpath.split(book)
        targets = self._targets(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels", names)
        found = []
        for sheet in _tagged(ElementTree.fromstring(self.read(book)), "sheet"):
            key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
            part = _resolve(folder, targets.get(key, ""))
            if part in names:
                found.append((sheet.attrib.get("name", ""), part))
        return found

    def _targets(self, rels: str, names: set[str]) -> dict[str, str]:
        if rels not in names:
            return {}
        links = _tagged(ElementTree.fromstring(self.read(rels)), "Relationship")
        return {link.attrib.get("Id", ""): link.attrib.get("Target", "") for link in links}


def _tagged(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == name]


def _resolve(folder: str, target: str) -> str:
    return (
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    )


def _features(xml: bytes) -> Features:
    found = Features()
    numbers: dict[bytes, int] = defaultdict(int)
    for row in _ROW.finditer(xml):
        if _HIDDEN.search(row[1]):
            numbers.update({key: int(value) for key, value in _NUMBERED.findall(row[1])})
            found.hidden_rows.append(numbers[b"r"] - 1)
    for column in _COLUMN.finditer(xml[: xml.find(b"<sheetData") + 1 or None]):
        if _HIDDEN.search(column[1]):
            numbers.update({key: int(value) for key, value in _NUMBERED.findall(column[1])})
            found.hidden_columns += range(numbers[b"min"] - 1, min(numbers[b"max"], 16_384))
    if b't="e"' in xml or b"<f" in xml or b":f>" in xml:
        _note_formulas(xml, found)
    return found


def _note_formulas(xml: bytes, found: Features) -> None:
    for match in _CELL.finditer(xml):
        place = _PLACE.search(match[1])
        if not place:
            continue
        if b't="e"' in match[1]:
            found.errors[_position(place)] = _error_text(match[2])
        elif b"f>" in match[2] and not _RESULT.search(match[2]):
            found.uncomputed.add(_position(place))


def _error_text(body: bytes) -> str:
    text = re.search(rb"<(?:\w+:)?v>([^<]{1,20})", body)
    return text[1].decode("ascii", "replace") if text else "#ERROR"


def _position(place: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in place[1]:
        column = column * 26 + letter - 64
    return int(place[2]) - 1, column - 1
