"""Finds every text shown to people, in code and templates, and the Chinese that stands beside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[2] / "lianfang"
KEYWORDS = {
    "_": None,
    "_lazy": None,
    "_n": (1, 2),
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
SINGLE = re.compile(r"\b_\(" + STRING + r"\)|\bgettext\(" + STRING + r"\)")
PLURAL = re.compile(r"\bngettext\(" + STRING + r",\s*" + STRING)


def rooms() -> list[Path]:
    """Folders that hold an app."""
    return sorted(path.parent for path in ROOT.rglob("apps.py"))


def msgids(room: Path) -> set[str]:
    """Every text of a room that wants a translation (the singular stands for both)."""
    return set(_of_code(room)) | set(_of_templates(room))


def chinese(room: Path) -> dict[str, str]:
    """A room's translations; empty ones are left out."""
    path = room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    said = {}
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        words = message.string if isinstance(message.string, str) else message.string[0]
        if key and words:
            said[key] = words
    return said


def _of_code(room: Path) -> Iterator[str]:
    for path in room.rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts or _is_deeper(path, room):
            continue
        with path.open("rb") as file:
            for _line, found, _comments, _context in extract("python", file, keywords=KEYWORDS):
                yield found if isinstance(found, str) else found[0]


def _of_templates(room: Path) -> Iterator[str]:
    for path in room.rglob("templates/**/*"):
        if path.suffix not in {".html", ".txt"} or _is_deeper(path, room):
            continue
        code = templatize(path.read_text(encoding="utf-8"))
        for found in SINGLE.findall(code):
            yield _plain(found[0] or found[1])
        for singular, _plural in PLURAL.findall(code):
            yield _plain(singular)


def _plain(literal: str) -> str:
    return str(ast.literal_eval(literal))


def _is_deeper(path: Path, room: Path) -> bool:
    # A room inside another folder that is itself a room answers for its own words.
    return any((parent / "apps.py").exists() for parent in path.parents if room in parent.parents)
