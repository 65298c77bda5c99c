"""Examples for the house's walk over every URL: the imports of whoever works for the area."""

from __future__ import annotations

from lianfang.registry.lists.models import Import
from tests.cast import AT


def _import(cast, area, state=Import.State.PREVIEW):
    worker = cast["chen" if area is cast.a else "bao"]
    made, _made = Import.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        digest=f"{worker.id}{state}"[:64],
        defaults={
            "file_name": "名单.csv",
            "label": "名单",
            "kind": "other",
            "state": state,
            "by": worker.id,
            "by_name": worker.name,
            "uploaded_at": AT,
        },
    )
    return {"import_id": made.id}


EXAMPLES = {
    f"lists:{name}": _import
    for name in ("show", "progress", "choose", "rows", "problems", "undo", "join_again")
}
