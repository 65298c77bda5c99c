"""Importing a looked-at list: every row is kept word for word, and says of somebody what it says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from lianfang.core import Actor, Refused, bulk, clock, ids
from lianfang.ledger.operations import record
from lianfang.registry.people.operations.intake import take_in
from lianfang.registry.people.operations.returning import sum_up_again, take_up_again
from lianfang.registry.places import operations as places

from ..models import Import, Row
from ..rules.columns import Mapping
from ..rules.fields import Field
from ..rules.headers import Table
from ..rules.rows import Context, context_of, read_row
from ..rules.rows import Row as Reading
from ..rules.sources import Source
from .reading import issue_before, mapping_of, table_of
from .renewing import Standing, by_heading, fingerprint, is_same_order, standing_rows
from .sayings import division, household, saying, sharing
from .settling import joined_imports, settle_rows, supersede, taken_back
from .undoing import drop_rows
from .uploading import STATE

CHUNK = 4000
PILE = timedelta(hours=12)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Job:
    """What every chunk of one import needs."""

    source: Import
    table: Table
    mapping: Mapping
    context: Context
    standing: Standing
    taken_back: dict[bytes, list[UUID]]
    is_same_order: bool
    sharing: frozenset[int]


def commit(*, by: Actor, import_id: UUID, at: datetime) -> Import:
    """Imports every row, chunk by chunk, and leaves the list waiting to be joined.

    Each chunk is one transaction with its progress, so a stopped import goes on where it stopped. An error
    takes all its rows back and leaves the import failed: nothing is half-saved.
    """
    source = _start(by, import_id, at)
    try:
        job = _job(source)
        done = _last_number(source)
        numbers = [number for number in job.table.numbers() if number > done]
        for part in _parts(numbers):
            _commit_chunk(by, job, part, at)
        return _end(by, source, at)
    except Exception as error:
        _fail(by, source, error, at)
        raise


@transaction.atomic
def finish(*, by: Actor, at: datetime) -> list[Import]:
    """Closes the imports whose rows have been joined, and tells it: one event each."""
    done = joined_imports(by.subdistrict)
    _sum_up(by, done, at)
    for source in done:
        source.counts = {**source.counts, **settle_rows(source), "replaced": supersede(by, source, at)}
        source.state, source.committed_at, source.stuck_at = STATE.DONE, at, None
        source.save(update_fields=["counts", "state", "committed_at", "stuck_at"])
        record("lists.committed", by=by, at=at, about=source, kind=source.kind, **source.counts)
    return done


def _sum_up(by: Actor, done: Sequence[Import], at: datetime) -> None:
    """Persons to whom rows came back are listed again: their addresses have been looked up by now."""
    back = Row.objects.of(by.subdistrict).filter(source__in=done, state=Row.State.RETURNED)
    mentions = list(back.exclude(mention=None).values_list("mention_id", flat=True))
    if mentions:
        sum_up_again(by=by, mention_ids=mentions, at=at)


@transaction.atomic
def _start(by: Actor, import_id: UUID, at: datetime) -> Import:
    source = Import.objects.visible_to(by).select_for_update().get(pk=import_id)
    if source.state not in (STATE.QUEUED, STATE.RUNNING):
        raise Refused("lists.not_waiting", state=source.get_state_display())
    if source.state == STATE.QUEUED:
        source.previous = issue_before(source)
    source.state = STATE.RUNNING
    source.save(update_fields=["state", "previous"])
    record("lists.begun", by=by, at=at, about=source)
    return source


def _job(source: Import) -> _Job:
    table = table_of(source)
    mapping = mapping_of(source, table)
    context = context_of(table, mapping, file_name=source.file_name, fallback=_near(source))
    standing, back = standing_rows(source), taken_back(source)
    shared = sharing(table, mapping) if source.kind == Source.LEDGER else frozenset()
    return _Job(source, table, mapping, context, standing, back, is_same_order(source), shared)


def _near(source: Import) -> date:
    """A day near the list's own, to complete dates without a year: what lists handed in with it say of themselves.

    A gate's book says 2/7 and no year; the police list of the same pile was issued on 10 February 2020.
    """
    span = (source.uploaded_at - PILE, source.uploaded_at + PILE)
    pile = Import.objects.of(source.subdistrict).filter(uploaded_at__range=span, issued_at__isnull=False)
    latest = pile.aggregate(latest=Max("issued_at"))["latest"]
    return clock.day_of(latest or source.uploaded_at)


def _last_number(source: Import) -> int:
    last = Row.objects.of(source.subdistrict).filter(source=source).order_by("-number").first()
    return last.number if last else 0


@transaction.atomic
def _commit_chunk(by: Actor, job: _Job, numbers: Sequence[int], at: datetime) -> None:
    readings = [read_row(n, job.table.row(n), job.mapping, job.context) for n in numbers]
    rows = [_row(job, reading) for reading in readings]
    fresh = [
        (row, reading) for row, reading in zip(rows, readings, strict=True) if row.state == Row.State.READ
    ]
    _enter_places(by, job, [reading for _row, reading in fresh], at)
    if job.source.kind != Source.DIVISIONS:
        said = [saying(job.source, reading) for _row, reading in fresh]
        mentions = take_in(by=by, sayings=said, at=at) if said else []
        for (row, _reading), mention in zip(fresh, mentions, strict=True):
            row.mention_id = mention
        _bring_back(by, job, [row for row, _reading in fresh], at)
    bulk.insert(rows)
    job.source.rows_done += len(rows)
    job.source.save(update_fields=["rows_done"])
    refused = sum(reading.is_refused for reading in readings)
    record("lists.rows_taken", by=by, at=at, about=job.source, rows=len(rows), refused=refused)


def _bring_back(by: Actor, job: _Job, rows: Sequence[Row], at: datetime) -> None:
    """Rows that say what was taken back before are about the same persons again, so that nobody is verified twice."""
    again = {
        row.mention_id: said.pop(0)
        for row in rows
        if row.mention_id and (said := job.taken_back.get(bytes(row.print)))
    }
    back = take_up_again(by=by, again=again, at=at) if again else set()
    for row in rows:
        if row.mention_id in back:
            row.state = Row.State.RETURNED


def _row(job: _Job, reading: Reading) -> Row:
    cells = [cell.text for cell in job.table.row(reading.number)]
    row = Row(
        id=ids.new(),
        subdistrict=job.source.subdistrict,
        source=job.source,
        number=reading.number,
        cells=json.dumps(cells, ensure_ascii=False),
        print=fingerprint(job.mapping.by_field.get(Field.SEQUENCE, ()), cells),
    )
    if reading.problems:
        row.has_problems = True
        kept = [[p.field.value if p.field else "", p.code, p.text] for p in reading.problems]
        row.problems = json.dumps(kept, ensure_ascii=False)
    if reading.is_refused:
        row.state = Row.State.REFUSED
    elif held := job.standing.get(row.print if job.is_same_order else by_heading(job.source, cells)):
        row.state, row.mention_id = Row.State.UNCHANGED, held[1]
    return row


def _enter_places(by: Actor, job: _Job, readings: Sequence[Reading], at: datetime) -> None:
    if job.source.kind == Source.LEDGER:
        entries = [household(one, is_shared=one.number in job.sharing) for one in readings]
        places.settle(by=by, entries=entries, at=at)
    elif job.source.kind == Source.DIVISIONS:
        places.load_divisions(by=by, divisions=[division(reading) for reading in readings], at=at)


@transaction.atomic
def _end(by: Actor, source: Import, at: datetime) -> Import:
    source.state = STATE.LINKING
    source.save(update_fields=["state"])
    record("lists.rows_done", by=by, at=at, about=source, rows=source.rows_done)
    return source


@transaction.atomic
def _fail(by: Actor, source: Import, error: Exception, at: datetime) -> None:
    drop_rows(by, source, at)
    refused = error if isinstance(error, Refused) else Refused("lists.broke_off")
    source.state, source.rows_done = STATE.FAILED, 0
    source.refusal = {"code": refused.code, "facts": {k: str(v) for k, v in refused.facts.items()}}
    source.save(update_fields=["state", "rows_done", "refusal"])
    record("lists.failed", by=by, at=at, about=source, code=refused.code)


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    running = iter(items)
    while part := list(islice(running, CHUNK)):
        yield part
