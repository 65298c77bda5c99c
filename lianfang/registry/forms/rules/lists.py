"""Lists beside the form: choices within the XForm, and CSV files handed in with the workbook."""

from __future__ import annotations

import csv
import io

from lxml import etree

from .definition import Line
from .safexml import local

MOST_LINES = 20_000


class NotAList(ValueError):
    """A file that is no list."""


def of_xml(element: etree._Element) -> Line:
    """The branches of a list that stands inside the XForm."""
    return Line(
        local(element),
        (element.text or "").strip() if not len(element) else "",
        [of_xml(kid) for kid in element],
    )


def of_csv(body: bytes, name: str = "") -> Line:
    """root/item/column for each line of a CSV file in UTF-8 or GB18030; `name`: only lines of this list_name.

    Raises NotAList.
    """
    rows = csv.reader(io.StringIO(_decoded(body), newline=""))
    head = [cell.strip() for cell in next(rows, [])]
    if not any(head):
        raise NotAList("empty")
    root = Line("root")
    for row in rows:
        if len(root.kids) >= MOST_LINES:
            raise NotAList("long")
        cells = dict(zip(head, (cell.strip() for cell in row), strict=False))
        if any(cells.values()) and (not name or cells.get("list_name") == name):
            root.kids.append(Line("item", "", [Line(key, value) for key, value in cells.items() if key]))
    return Line("", "", [root])


def _decoded(body: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotAList("encoding")
