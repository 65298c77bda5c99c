"""What became of each row once its list was joined, and what it replaces in the issue before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianfang.core import Actor
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Mention, Pair
from lianfang.registry.people.operations.intake import restore, withdraw

from ..models import Import, Row
from .renewing import reads_alike

OPEN = (Pair.State.OPEN, Pair.State.LATER)
LINKED = (Row.State.READ, Row.State.NEW, Row.State.JOINED, Row.State.REVIEW)
TAKEN = (*LINKED, Row.State.RETURNED)


def taken_back(source: Import) -> dict[bytes, list[UUID]]:
    """What rows of lists with the same headings said before their import was undone: by fingerprint, the last first."""
    rows = (
        Row.objects.of(source.subdistrict)
        .filter(source__state=Import.State.UNDONE, source__signature=source.signature)
        .filter(mention__withdrawn_at__isnull=False, mention__person__isnull=False)
    )
    found: dict[bytes, list[UUID]] = defaultdict(list)
    for print_, mention in rows.order_by("-source__undone_at", "number").values_list("print", "mention_id"):
        found[bytes(print_)].append(mention)
    return dict(found)


def joined_imports(subdistrict: UUID) -> list[Import]:
    """Imports whose every row is about somebody by now, locked.

    One whose rows came too late for a run of joining waits for the next.
    """
    unjoined = Row.objects.of(subdistrict).filter(
        source=OuterRef("pk"),
        mention__isnull=False,
        mention__person=None,
        mention__withdrawn_at=None,
    )
    waiting = Import.objects.of(subdistrict).filter(state=Import.State.LINKING)
    return list(
        waiting.filter(~Exists(unjoined)).select_for_update(of=("self",)).order_by("uploaded_at", "id")
    )


def settle_rows(source: Import) -> dict[str, int]:
    """Names each row's end: to review, joined to somebody known, or a new person. Returns the counts."""
    rows = _rows(source)
    open_rows = rows.filter(state__in=LINKED)
    waiting = Pair.objects.of(source.subdistrict).filter(
        Q(left=OuterRef("mention_id")) | Q(right=OuterRef("mention_id")), state__in=OPEN
    )
    earlier = Mention.objects.of(source.subdistrict).filter(
        person=OuterRef("mention__person"), id__lt=OuterRef("mention_id"), withdrawn_at=None
    )
    open_rows.update(state=Row.State.NEW)
    open_rows.filter(Exists(earlier)).update(state=Row.State.JOINED)
    rows.filter(Exists(waiting), state__in=TAKEN).update(state=Row.State.REVIEW)
    counted = Counter(rows.values_list("state", flat=True))
    flagged = rows.filter(has_problems=True).exclude(state=Row.State.REFUSED).count()
    return {**{state.value: counted.get(state.value, 0) for state in Row.State}, "flagged": flagged}


def supersede(by: Actor, source: Import, at: datetime) -> int:
    """Rows of the issue before that are gone while a changed row of this one names their person: replaced.

    What they said counts no more. A row that is merely no longer listed keeps its word: a shorter list takes
    nothing back.
    """
    before = source.previous
    if before is None:
        return 0
    gone = _gone(before, source)
    _mark(before, gone, is_superseded=True)
    withdraw(by=by, mention_ids=[mention for mention in gone.values() if mention], at=at)
    if gone:
        record("lists.superseded", by=by, at=at, about=before, rows=len(gone))
    return len(gone)


def reinstate(by: Actor, source: Import, at: datetime) -> int:
    """When an issue is taken back, what it replaced in the issue before counts again."""
    before = source.previous
    if before is None:
        return 0
    replaced = _rows(before).filter(is_superseded=True)
    back = dict(replaced.values_list("id", "mention_id"))
    _mark(before, back, is_superseded=False)
    restore(by=by, mention_ids=[mention for mention in back.values() if mention], at=at)
    for other in before.reissues.in_force().exclude(pk=source.pk):
        supersede(by, other, at)
    return len(back)


def _gone(before: Import, source: Import) -> dict[UUID, UUID | None]:
    """Read whole and compared here: right after a bulk load the database has no statistics to join by."""
    renewed = _rows(source).filter(state__in=TAKEN)
    persons = set(renewed.values_list("mention__person_id", flat=True)) - {None}
    same = _rows(source).values_list("print", "mention_id", "state") if reads_alike(before, source) else ()
    prints = {bytes(print_) for print_, _mention, _state in same}
    kept = {mention for _print, mention, state in same if state == Row.State.UNCHANGED}
    old = _rows(before).filter(is_superseded=False).exclude(state=Row.State.REFUSED)
    return {
        key: mention
        for key, print_, mention, person in old.values_list("id", "print", "mention_id", "mention__person_id")
        if person in persons and bytes(print_) not in prints and mention not in kept
    }


def _mark(before: Import, rows: Collection[UUID], *, is_superseded: bool) -> None:
    _rows(before).filter(id__in=list(rows)).update(is_superseded=is_superseded)
    before.counts = {**before.counts, "superseded": _rows(before).filter(is_superseded=True).count()}
    before.save(update_fields=["counts"])


def _rows(source: Import) -> QuerySet[Row]:
    return Row.objects.of(source.subdistrict).filter(source=source)
