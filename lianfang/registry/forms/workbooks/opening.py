"""Opening an office's workbook: a child process reads it, this process only receives an XForm or words."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from lianfang.core import Refused, confined

from .converting import Answer, Asking
from .packages import MOST_BYTES

CHILD = "lianfang.registry.forms.workbooks.child"
BOUNDS = confined.Bounds()
STOPPED = {"time": "forms.book_too_slow", "size": "forms.book_too_large", "memory": "forms.book_too_large"}


def read_workbook(
    workbook: bytes, files: Mapping[str, bytes], *, form_id: str = "", version: str = ""
) -> Answer:
    """The XForm of a workbook, under the id and version given.

    Raises `forms.book_refused` with `faults` (sheet, row, column, why), or `forms.book_*` for a file that is not
    opened at all.
    """
    if len(workbook) + sum(map(len, files.values())) > MOST_BYTES:
        raise Refused("forms.book_too_large")
    asking = msgspec.msgpack.encode(Asking(workbook, dict(files), form_id, version))
    try:
        said = msgspec.msgpack.decode(confined.run(CHILD, asking, BOUNDS), type=Answer)
    except confined.Stopped as error:
        raise Refused(STOPPED[error.why]) from error
    except msgspec.MsgspecError as error:
        raise Refused("forms.book_damaged") from error
    if said.refused:
        raise Refused(f"forms.book_{said.refused}")
    if said.faults:
        raise Refused(
            "forms.book_refused", faults=said.faults, count=len(said.faults), first=said.faults[0].said
        )
    return said
