"""What became of each row once its list was joined, and how it differs from the issue before."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from lianfang.registry.people.models import Mention, Pair

from ..models import Import, Row

OPEN = (Pair.State.OPEN, Pair.State.LATER)


def previous_prints(source: Import) -> dict[bytes, tuple[UUID, UUID | None]]:
    """The rows of the issue before by fingerprint: row and mention. Empty for a first issue."""
    if source.previous_id is None:
        return {}
    rows = (
        Row.objects.of(source.subdistrict)
        .filter(source_id=source.previous_id)
        .exclude(state=Row.State.REFUSED)
    )
    return {
        bytes(print_): (key, mention) for print_, key, mention in rows.values_list("print", "id", "mention")
    }


def settle_rows(source: Import) -> dict[str, int]:
    """Names each row's end: to review, joined to somebody known, or a new person. Returns the counts."""
    rows = Row.objects.of(source.subdistrict).filter(source=source)
    open_rows = rows.filter(state__in=[Row.State.READ, Row.State.NEW, Row.State.JOINED, Row.State.REVIEW])
    waiting = Pair.objects.of(source.subdistrict).filter(
        Q(left=OuterRef("mention_id")) | Q(right=OuterRef("mention_id")), state__in=OPEN
    )
    earlier = Mention.objects.of(source.subdistrict).filter(
        person=OuterRef("mention__person"), id__lt=OuterRef("mention_id"), withdrawn_at=None
    )
    open_rows.update(state=Row.State.NEW)
    open_rows.filter(Exists(earlier)).update(state=Row.State.JOINED)
    open_rows.filter(Exists(waiting)).update(state=Row.State.REVIEW)
    counted = Counter(rows.values_list("state", flat=True))
    return {**{state.value: counted.get(state.value, 0) for state in Row.State}, "flagged": _flagged(source)}


def _flagged(source: Import) -> int:
    rows = Row.objects.of(source.subdistrict).filter(source=source, has_problems=True)
    return rows.exclude(state=Row.State.REFUSED).count()
