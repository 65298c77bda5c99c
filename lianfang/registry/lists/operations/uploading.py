"""Handing a list in, and saying what its columns are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from lianfang.core import Actor, Refused, Role, cipher
from lianfang.ledger.operations import record

from ..files import LIMITS, FileRefused
from ..files.cells import megabytes
from ..models import File, Import, Layout
from ..rules.fields import Field
from ..rules.sources import Source

HANDING_IN = frozenset({Role.COMMANDER, Role.DATA_OFFICER, Role.COMMITTEE_WORKER, Role.SYSTEM})
FIRST = (Source.DIVISIONS.value, Source.LEDGER.value, Source.REGISTER.value)
STATE = Import.State
GONE = (STATE.UNDONE, STATE.REFUSED, STATE.FAILED)
BODY = "lists_file.body"


@transaction.atomic
def upload(*, by: Actor, file_name: str, body: bytes, at: datetime) -> Import:
    """Takes a file in, encrypted. The same file again gives the import that already stands for it."""
    if by.role not in HANDING_IN:
        raise Refused("lists.not_handing_in")
    check_size(len(body))
    digest = hashlib.sha256(body).hexdigest()
    _hold(by.subdistrict, digest)
    standing = _standing(by, digest)
    if standing and not _lacks_a_table(by, digest):
        return standing
    mine = File.objects.of(by.subdistrict)
    if not mine.filter(digest=digest).exists():
        mine.create(subdistrict=by.subdistrict, digest=digest, body=cipher.seal_bytes(body, BODY))
    made = Import.objects.create(
        subdistrict=by.subdistrict,
        file_name=file_name[-200:],
        digest=digest,
        size=len(body),
        by=by.id,
        by_name=by.name,
        uploaded_at=at,
    )
    record("lists.uploaded", by=by, at=at, about=made, size=len(body), digest=digest)
    return made


def check_size(size: int) -> None:
    """Refuses a file of more bytes than any office's list has, before it is read into memory."""
    if size > LIMITS.file_bytes:
        raise FileRefused("lists.file_too_large", found=megabytes(size), limit=megabytes(LIMITS.file_bytes))


@transaction.atomic
def choose(
    *,
    by: Actor,
    import_id: UUID,
    fields: Sequence[str],
    kind: str,
    label: str,
    is_reissue: bool,
    at: datetime,
) -> Import:
    """Corrects what the list and its columns are; remembered for the next list with the same headings."""
    found = _waiting(by, import_id)
    found.kind = Source(kind).value
    found.label = label.strip()[:120] or found.label
    found.columns = _corrected(found.columns, fields)
    found.stands_alone = not is_reissue
    found.save(update_fields=["kind", "label", "columns", "stands_alone"])
    Layout.objects.update_or_create(
        subdistrict=by.subdistrict,
        signature=found.signature,
        defaults={"kind": found.kind, "fields": [c["field"] for c in found.columns], "saved_at": at},
    )
    record("lists.chosen", by=by, at=at, about=found, kind=found.kind)
    return found


def turn(one: Import) -> tuple[int, float, str]:
    """The place of a list among several: what others stand on first, then by day of issue.

    So registers are anchors for the rest, and newer issues renew older ones.
    """
    rank = FIRST.index(one.kind) if one.kind in FIRST else len(FIRST)
    return (rank, one.issued_at.timestamp() if one.issued_at else 0.0, one.file_name)


@transaction.atomic
def queue(*, by: Actor, import_id: UUID, at: datetime) -> Import:
    """Sends a looked-at list to be imported in the background."""
    found = _waiting(by, import_id)
    if not any(column["field"] for column in found.columns):
        raise Refused("lists.nothing_mapped")
    found.state = STATE.QUEUED
    found.save(update_fields=["state"])
    record("lists.queued", by=by, at=at, about=found)
    return found


def _hold(subdistrict: UUID, digest: str) -> None:
    """The same file handed in twice at one moment waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"file {subdistrict} {digest}"]
        )


def standing_tables(subdistrict: UUID, digest: str) -> set[str]:
    """The sheets of a file whose imports stand; one still being read names no sheet yet."""
    mine = Import.objects.of(subdistrict).filter(digest=digest)
    return set(mine.exclude(state__in=(*GONE, STATE.READING)).values_list("sheet_name", flat=True))


def _lacks_a_table(by: Actor, digest: str) -> bool:
    """Whether one sheet of a standing file was taken back: handing the file in again brings that one back."""
    mine = Import.objects.of(by.subdistrict).filter(digest=digest)
    if mine.filter(state=STATE.READING).exists():
        return False
    gone = set(mine.filter(state=STATE.UNDONE).values_list("sheet_name", flat=True))
    return bool(gone - standing_tables(by.subdistrict, digest))


def _standing(by: Actor, digest: str) -> Import | None:
    return Import.objects.of(by.subdistrict).filter(digest=digest).exclude(state__in=GONE).first()


def _waiting(by: Actor, import_id: UUID) -> Import:
    found = Import.objects.visible_to(by).select_for_update().get(pk=import_id)
    if found.state != STATE.PREVIEW:
        raise Refused("lists.not_waiting", state=found.get_state_display())
    return found


def _corrected(columns: list[dict[str, object]], fields: Sequence[str]) -> list[dict[str, object]]:
    named = {*(field.value for field in Field), ""}
    if len(fields) != len(columns) or not set(fields) <= named:
        raise Refused("lists.columns_wrong")
    return [
        {**column, "field": field, "doubtful": False} for column, field in zip(columns, fields, strict=True)
    ]
