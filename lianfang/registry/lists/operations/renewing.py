"""What a row of a newer issue has in common with the issue before: whether it says the same, whatever the order of its
columns."""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable, Iterator, Sequence
from typing import Any
from uuid import UUID

from lianfang.core import cipher

from ..models import Import, Row
from ..rules.fields import Field
from ..rules.text import tight

Standing = dict[Hashable, tuple[UUID, UUID | None]]
"""Rows of the issue before, by what they say: row and mention."""


def fingerprint(counted: Collection[int], cells: Sequence[str]) -> bytes:
    """Equal for the same row in two issues of a list: everything but its running number (columns `counted`)."""
    text = "\0".join(cell for index, cell in enumerate(cells) if index not in counted)
    return cipher.lookup("row", text)


def standing_rows(source: Import) -> Standing:
    """The rows of the issue before; none of a first issue, nor where a column was understood otherwise then: what
    was corrected since is to reach every row."""
    before = source.previous
    if before is None or not reads_alike(before, source):
        return {}
    rows = Row.objects.of(source.subdistrict).filter(source=before, is_superseded=False)
    rows = rows.exclude(state=Row.State.REFUSED)
    if is_same_order(source):
        held = rows.values_list("print", "id", "mention")
        return {bytes(print_): (key, mention) for print_, key, mention in held}
    told = rows.values_list("cells", "id", "mention")
    return {by_heading(before, json.loads(cells)): (key, mention) for cells, key, mention in told if cells}


def is_same_order(source: Import) -> bool:
    """Whether the issue before has its columns in the order of this one, so that fingerprints compare."""
    return source.previous is None or source.previous.signature == source.signature


def by_heading(source: Import, cells: Sequence[str]) -> frozenset[tuple[str, str]]:
    """What a row says under which heading, its running number left out."""
    told = zip(_named(source), cells, strict=False)
    return frozenset(
        (heading, cell) for (heading, field), cell in told if cell and field != Field.SEQUENCE.value
    )


def reads_alike(before: Import, source: Import) -> bool:
    """Whether the headings of both are understood as the same."""
    then = dict(_named(before))
    return all(then.get(heading, field) == field for heading, field in _named(source))


def _named(source: Import) -> Iterator[tuple[str, Any]]:
    """Headings with their fields; one that stands twice is numbered."""
    seen: dict[str, int] = {}
    for column in source.columns:
        heading = tight(column["heading"]).lower()
        seen[heading] = seen.get(heading, 0) + 1
        yield f"{heading} {seen[heading]}", column["field"]
