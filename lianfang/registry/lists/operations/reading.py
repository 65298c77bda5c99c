"""Opening a handed-in file: its tables, whose list each is, and what its columns are."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lianfang.core import Actor, Refused, cipher, clock, masking
from lianfang.ledger.operations import record
from lianfang.registry.places.rules import parse, render

from ..files import Workbook, open_workbook
from ..files.cells import clean
from ..models import File, Import, Layout
from ..rules.addresses import part_columns
from ..rules.choosing import choose, stamp, stem
from ..rules.columns import ColumnRead, Mapping, recognise
from ..rules.fields import Field
from ..rules.headers import Table, find_tables
from ..rules.rows import context_of, read_row
from ..rules.sources import guess_source
from .uploading import BODY, STATE, standing_tables

SHOWN = 3
LONG = re.compile(r"[0-9A-Za-z]{9,}")
FORM = 3
"""Fewer headings than these are no form of an office: 姓名 and 手机 stand on every list."""
STATED = re.compile(r"(?:单位|日期|时间|人|名称|电话|部门|编号|密级)\s*[:：]")


def to_building(text: str) -> str:
    """An address as far as its building; one that the grammar does not follow only by its first characters."""
    known = replace(parse(text), floor="", room="", person="", leftover="", text="")
    return render(known) or (text[:2] + "…" if text else "")


MASKS = {
    Field.ADDRESS: to_building,
    Field.DESTINATION: to_building,
    Field.ROOM: lambda text: "…" if text else "",
    Field.NAME: masking.name,
    Field.ID_NUMBER: masking.identity,
    Field.PHONE: masking.phone,
    Field.LANDLINE: masking.phone,
}


@transaction.atomic
def read(*, by: Actor, import_id: UUID, at: datetime) -> list[Import]:
    """Reads a file into one import a table, each waiting to be looked at; a file without one is refused.

    A refusal is kept with the import, so that who handed the file in sees why.
    """
    first = Import.objects.visible_to(by).select_for_update().get(pk=import_id)
    if first.state != STATE.READING:
        return [first]
    try:
        tables = _not_standing(first, tables_of(open_stored(first)))
    except Refused as refusal:
        return [_refuse(first, refusal, by, at)]
    if not tables:
        return [_refuse(first, Refused("lists.no_table"), by, at)]
    found = [first, *(_sibling(first) for _table in tables[1:])]
    for one, table in zip(found, tables, strict=True):
        _describe(one, table)
        record("lists.read", by=by, at=at, about=one, kind=one.kind, rows=one.rows_total)
    return found


def _not_standing(first: Import, tables: list[Table]) -> list[Table]:
    """The tables of a file that no import stands for: all of a new file, one of a file of which it was taken back."""
    standing = standing_tables(first.subdistrict, first.digest)
    fresh = [table for table in tables if clean(table.sheet.name)[:100] not in standing]
    return fresh or tables


@transaction.atomic
def give_up(*, by: Actor, import_id: UUID, at: datetime) -> Import:
    """Closes the reading of a file that broke off by a fault of ours, so that nobody waits for it."""
    source = Import.objects.visible_to(by).select_for_update().get(pk=import_id)
    if source.state != STATE.READING:
        return source
    return _refuse(source, Refused("lists.reading_broke_off"), by, at)


def open_stored(source: Import) -> Workbook:
    """The workbook of a stored file, opened in the limited child process."""
    stored = File.objects.of(source.subdistrict).filter(digest=source.digest).first()
    if stored is None:
        raise Refused("lists.file_destroyed")
    with tempfile.NamedTemporaryFile() as scratch:
        scratch.write(cipher.unseal_bytes(bytes(stored.body), BODY))
        scratch.flush()
        return open_workbook(scratch.name)


def tables_of(book: Workbook) -> list[Table]:
    """The tables with rows in a workbook, in sheet order."""
    return [found.table for found in find_tables(book) if found.table is not None and found.table.first_row]


def table_of(source: Import) -> Table:
    """The one table an import stands for."""
    tables = tables_of(open_stored(source))
    named = [table for table in tables if clean(table.sheet.name)[:100] == source.sheet_name]
    return (named or tables)[0]


def mapping_of(source: Import, table: Table) -> Mapping:
    """The columns as they were recognised and corrected."""
    return choose(recognise(table), [column["field"] for column in source.columns])


def _sibling(first: Import) -> Import:
    return Import(
        subdistrict=first.subdistrict,
        file_name=first.file_name,
        digest=first.digest,
        size=first.size,
        by=first.by,
        by_name=first.by_name,
        uploaded_at=first.uploaded_at,
    )


def _refuse(first: Import, refusal: Refused, by: Actor, at: datetime) -> Import:
    first.state = STATE.REFUSED
    first.refusal = {"code": refusal.code, "facts": {k: str(v) for k, v in refusal.facts.items()}}
    first.save(update_fields=["state", "refusal"])
    record("lists.refused", by=by, at=at, about=first, code=refusal.code)
    return first


def _describe(one: Import, table: Table) -> None:
    """Writes down what a table is, for people to look at; samples are masked."""
    mapping = recognise(table)
    one.signature = stamp(mapping.signature)
    remembered = Layout.objects.of(one.subdistrict).filter(signature=one.signature).first()
    if remembered:
        mapping = choose(mapping, remembered.fields)
    guess = guess_source(table, mapping, one.file_name)
    one.kind = remembered.kind if remembered else guess.kind.value
    one.sheet_name = clean(table.sheet.name)[:100]
    one.label = _title(one, table)[:120]
    issued = context_of(table, mapping, file_name=one.file_name).issued
    one.issued_at = issued.replace(tzinfo=clock.LOCAL) if issued else None
    one.rows_total = len(table.numbers())
    one.columns = [_column(read) for read in mapping.columns]
    _show_joined(one, table, mapping)
    one.state = STATE.PREVIEW
    one.save()


def _title(one: Import, table: Table) -> str:
    """The longest line above the headings that titles the list rather than stating who filled it in, or when."""
    named = (title.strip() for title in table.titles if not STATED.search(title))
    longest = max(named, key=len, default="")
    return longest if 4 <= len(longest) <= 60 else one.file_name.rpartition(".")[0] or one.file_name


def _column(read: ColumnRead) -> dict[str, Any]:
    mask = MASKS.get(read.field) if read.field else None
    samples = [mask(text) if mask else LONG.sub(_hidden, text[:40]) for text in read.samples[:SHOWN]]
    return {
        "index": read.index,
        "heading": read.heading,
        "field": read.field.value if read.field else "",
        "confidence": read.confidence,
        "reason": read.reason,
        "doubtful": read.is_doubtful,
        "hidden": read.hidden,
        "samples": samples,
    }


def _show_joined(one: Import, table: Table, mapping: Mapping) -> None:
    """Where the address stands in several columns, the first of them shows what they make together, masked."""
    parts = part_columns(mapping)
    if parts:
        context = context_of(table, mapping, file_name=one.file_name)
        numbers = table.numbers()[:SHOWN]
        rows = [read_row(number, table.row(number), mapping, context) for number in numbers]
        joined = [to_building(row.text(Field.ADDRESS)) for row in rows]
        [first] = [column for column in one.columns if column["index"] == parts[0]]
        first["joined"] = [address for address in joined if address]


def _hidden(found: re.Match[str]) -> str:
    return masking.identity(found[0])


def issue_before(one: Import) -> Import | None:
    """The issue this one renews: same kind, same form, same title but for its numbers, not issued later.

    The form is the same with its columns in another order, and with one more or fewer. Of a file with several
    sheets each renews its own. None where a person said that the list stands alone.
    """
    if one.stands_alone:
        return None
    earlier = Import.objects.of(one.subdistrict).in_force().filter(kind=one.kind).exclude(digest=one.digest)
    if one.issued_at:
        earlier = earlier.filter(Q(issued_at=None) | Q(issued_at__lte=one.issued_at))
    for found in earlier.exclude(pk=one.pk).order_by("-committed_at", "-id"):
        if stem(found.label) == stem(one.label) and _has_form_of(one, found) and _is_same_sheet(one, found):
            return found
    return None


def _has_form_of(one: Import, found: Import) -> bool:
    mine, theirs = one.form, found.form
    fewer = min(len(mine), len(theirs))
    is_near = fewer >= FORM and len(mine ^ theirs) == abs(len(mine) - len(theirs)) <= 1
    return one.signature == found.signature or is_near


def _is_same_sheet(one: Import, found: Import) -> bool:
    """Villages on sheets of their own share title and headings; their names tell which is which."""
    if stem(one.sheet_name) == stem(found.sheet_name):
        return True
    same = Q(digest=one.digest, uploaded_at=one.uploaded_at) & ~Q(pk=one.pk)
    same |= Q(digest=found.digest, uploaded_at=found.uploaded_at) & ~Q(pk=found.pk)
    return not Import.objects.of(one.subdistrict).filter(same).exists()
