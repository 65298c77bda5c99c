"""Looking a workbook through by ourselves, for what the converter refuses without saying where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from .faults import Fault
from .sheets import FIRST_ROW, Asked, Cells, cell, plain, rows

_NAME = re.compile(r"[^\W\d][\w.\-]*")
_SELECT = re.compile(
    r"(?:add )?(?:select[ _]?(?:one|1|multiple|all[ _]that[ _]apply)|select1|rank)"
    r"(?:[ _]prompt[ _]using|[ _]using|[ _]from)?\s+(?P<list>\S+)(?P<other>.*)",
    re.I,
)
_FILE = re.compile(r"select_(?:one|multiple)_(?:from_file|external)\b|select[ _]one[ _]external\b", re.I)
_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}]*?)\s*\}")
_LOOP = re.compile(r"(?:begin|end)[ _](?:group|repeat|loop)\b", re.I)
SPECIAL = re.compile(
    r"(?:audit|osm|cascading[ _]select|set[ _]form|calculate|hidden|group|repeat|loop|or_other)\b", re.I
)
LISTS = ("list_name", "list name", "list_name ")


def look(book: Any) -> Iterator[Fault]:
    """Everything that cannot stay as it is, row by row."""
    asked = list(rows(book.survey or []))
    if not asked:
        yield Fault("survey_missing", row=0)
        return
    yield from _pairs(asked)
    yield from _names(asked)
    yield from _types(asked, book)
    yield from _references(asked)
    yield from _choices(book.choices or [])


def _pairs(asked: Iterable[Asked]) -> Iterator[Fault]:
    """Groups and repeats that never end, ends without a beginning."""
    stack: list[Asked] = []
    for one in asked:
        if one.edge is None:
            continue
        if one.edge[0] == "begin":
            stack.append(one)
        elif stack and stack[-1].edge and stack[-1].edge[1] == one.edge[1]:
            stack.pop()
        else:
            yield Fault("end_alone", row=one.row, column="type", found=one.type)
    for one in stack:
        kind = one.edge[1] if one.edge else "group"
        yield Fault("begin_alone", row=one.row, column="type", found=one.name or one.type, more=kind)


def _names(asked: Iterable[Asked]) -> Iterator[Fault]:
    seen: set[tuple[tuple[str, ...], str]] = set()
    for one in asked:
        if one.edge and one.edge[0] == "end":
            continue
        if not one.name:
            if one.type and one.edge is None and not SPECIAL.match(one.type) and one.type != "note":
                yield Fault("name_missing", row=one.row, column="name")
            continue
        if (one.around, one.name) in seen:
            yield Fault("name_twice", row=one.row, column="name", found=one.name)
        elif not _NAME.fullmatch(one.name) and "{" not in one.name:
            yield Fault("name_letters", row=one.row, column="name", found=one.name)
        seen.add((one.around, one.name))


def _types(asked: Iterable[Asked], book: Any) -> Iterator[Fault]:
    known = {cell(plain(row), LISTS) for row in book.choices or []}
    for one in asked:
        if not one.type:
            if one.name:
                yield Fault("type_missing", row=one.row, column="type")
            continue
        if one.type.lower().startswith("include"):
            yield Fault("not_supported", row=one.row, column="type", found=one.type)
            continue
        if _LOOP.match(one.type) or _FILE.match(one.type) or SPECIAL.match(one.type):
            continue
        select = _SELECT.match(one.type)
        if select is None:
            if one.type not in QUESTION_TYPE_DICT and one.type.lower() not in QUESTION_TYPE_DICT:
                yield Fault("type_unknown", row=one.row, column="type", found=one.type)
        elif select["list"] not in known and "${" not in select["list"] and "." not in select["list"]:
            yield Fault("list_missing", row=one.row, column="type", found=select["list"])


def _references(asked: list[Asked]) -> Iterator[Fault]:
    names = {one.name for one in asked}
    for one in asked:
        for heading, text in one.cells.items():
            for name in _REFERENCE.findall(text):
                if name not in names:
                    yield Fault("question", row=one.row, column=heading, found=name)


def _choices(choices: list[dict[str, Any]]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for number, raw in enumerate(choices, FIRST_ROW):
        cells: Cells = plain(raw)
        of, name = cell(cells, LISTS), cell(cells, ("name", "value"))
        if of and not name:
            yield Fault("choice_name_missing", "choices", number, "name")
        elif of and (of, name) in seen:
            yield Fault("choice_twice", "choices", number, "name", name)
        seen.add((of, name))
