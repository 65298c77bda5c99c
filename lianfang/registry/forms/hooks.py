"""What rooms above add to questionnaires, which may not import them: append in the `ready` of an app.

`add_list`: a list beside questionnaires that is the phone's own and changes by the hour (the doors of a team). A
workbook names it as it would name a CSV file; ODK Collect gets it with the form, from whoever the phone's key is for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime

from lianfang.core import Actor

# (value, label) of each choice, for this viewer at this moment.
Lines = Callable[[Actor, datetime], Iterable[tuple[str, str]]]
LISTS: dict[str, Lines] = {}
NONE = ("none", "不在名单上 · not on the list")


def add_list(name: str, lines: Lines) -> None:
    """Offers a list under a file name. `none` is always among its choices: no list knows every door."""
    LISTS[name] = lines


def blank_lists() -> dict[str, bytes]:
    """Each list with nobody in it, as a workbook's reader wants to see it."""
    return {name: as_csv(()) for name in LISTS}


def named_in(xform: str) -> dict[str, bytes]:
    """Those of the lists that an XForm names."""
    return {name: body for name, body in blank_lists().items() if f"/{name}" in xform}


def list_for(name: str, viewer: Actor, at: datetime) -> bytes | None:
    """A list as it is for this viewer now; None where no room offers it."""
    lines = LISTS.get(name)
    return as_csv(lines(viewer, at)) if lines else None


def as_csv(lines: Iterable[tuple[str, str]]) -> bytes:
    """The file: `name,label`, `none` first."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["name", "label"])
    rows.writerows([NONE, *lines])
    return out.getvalue().encode()
