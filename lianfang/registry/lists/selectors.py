"""Reading lists: what came in, what became of it, and the rows behind each number."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, clock, masking
from lianfang.core.waiting import Urgency, Waiting
from lianfang.registry.people.models import Person

from .files.writing import write_problems
from .models import Import, ImportQuerySet, Row
from .operations.reading import LONG, MASKS, table_of
from .operations.uploading import turn
from .rules.fields import Field
from .rules.rows import Problem
from .rules.wording import describe

STATE = Import.State
Masks = Mapping[Field, Callable[[str], str]]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as a page shows it: its number, its cells in the file's order, what is wrong with it.

    `person` is whom it became, where the viewer may see them.
    """

    row: Row
    cells: list[str]
    problems: list[str]
    person: UUID | None = None


def imports(viewer: Actor) -> ImportQuerySet:
    """Lists handed in, newest first."""
    others = Import.objects.filter(
        subdistrict=OuterRef("subdistrict"), digest=OuterRef("digest"), uploaded_at=OuterRef("uploaded_at")
    ).exclude(pk=OuterRef("pk"))
    return (
        Import.objects.visible_to(viewer)
        .annotate(has_siblings=Exists(others))
        .order_by("-uploaded_at", "-id")
    )


def overview(viewer: Actor) -> dict[str, int]:
    """How many imports stand in each state."""
    counted = Import.objects.visible_to(viewer).values_list("state").annotate(Count("id"))
    return dict(counted)


def clear(viewer: Actor) -> list[Import]:
    """Waiting lists whose columns leave no doubt, in the order in which they should go in."""
    waiting = Import.objects.visible_to(viewer).filter(state=STATE.PREVIEW)
    return sorted((one for one in waiting if one.is_clear), key=turn)


def one(viewer: Actor, import_id: UUID) -> Import:
    """One import this viewer sees; DoesNotExist otherwise."""
    return Import.objects.visible_to(viewer).select_related("previous").get(pk=import_id)


def so_far(source: Import) -> dict[str, int]:
    """What a running import has done: rows taken, unchanged, refused."""
    counted = dict(
        Row.objects.of(source.subdistrict).filter(source=source).values_list("state").annotate(Count("id"))
    )
    unchanged, refused = counted.pop(Row.State.UNCHANGED, 0), counted.pop(Row.State.REFUSED, 0)
    return {"taken": sum(counted.values()), "unchanged": unchanged, "refused": refused}


def unfinished(subdistrict: UUID) -> list[Import]:
    """Imports that a stopped process left on their way."""
    stuck = (STATE.READING, STATE.QUEUED, STATE.RUNNING, STATE.LINKING)
    return list(Import.objects.of(subdistrict).filter(state__in=stuck).order_by("id"))


def siblings(source: Import) -> QuerySet[Import]:
    """The other tables of the same file."""
    same = Import.objects.of(source.subdistrict).filter(digest=source.digest, uploaded_at=source.uploaded_at)
    return same.exclude(pk=source.pk)


def rows(viewer: Actor, source: Import, state: str = "") -> QuerySet[Row]:
    """The rows of an import, in file order; `state` may also be "flagged" or "superseded", "" is all."""
    found = Row.objects.visible_to(viewer).filter(source=source).select_related("mention")
    if state == "flagged":
        found = found.filter(has_problems=True).exclude(state=Row.State.REFUSED)
    elif state == "superseded":
        found = found.filter(is_superseded=True)
    elif state in Row.State.values:
        found = found.filter(state=state)
    return found.order_by("number")


def shown(viewer: Actor, source: Import, rows: Iterable[Row]) -> list[ShownRow]:
    """Rows opened for reading: as the office wrote them, names, numbers and phones masked."""
    rows = list(rows)
    named = {row.mention.person_id for row in rows if row.mention}
    seen = set(Person.objects.visible_to(viewer).filter(id__in=named).values_list("id", flat=True))
    return [_shown(source, row, seen) for row in rows]


def _shown(source: Import, row: Row, seen: set[UUID]) -> ShownRow:
    masks = [MASKS.get(Field(column["field"])) if column["field"] else None for column in source.columns]
    cells = [
        mask(cell) if mask else LONG.sub(lambda found: masking.identity(found[0]), cell)
        for cell, mask in zip(json.loads(row.cells), masks, strict=False)
    ]
    person = row.mention.person_id if row.mention else None
    return ShownRow(row, cells, problem_sentences(source, row, MASKS), person if person in seen else None)


def problem_sentences(source: Import, row: Row, masks: Masks | None = None) -> list[str]:
    """What is wrong with a row, in the reader's language, each with the heading of its column.

    With `masks` the values that a sentence repeats are masked as their cells are.
    """
    kept = json.loads(row.problems) if row.problems else []
    cells = json.loads(row.cells)
    sentences = []
    for field, code, text in kept:
        mask = (masks or {}).get(Field(field)) if field else None
        heading = _heading(source, cells, field, text)
        sentences.append(_with_heading(heading, Problem(None, code, mask(text) if mask else text)))
    return sentences


def _heading(source: Import, cells: Sequence[str], field: str, text: str) -> str:
    """What the column is called that holds the value; several columns may be telephones."""
    columns = [column for column in source.columns if field and column["field"] == field]
    for column in columns:
        if column["index"] < len(cells) and cells[column["index"]] == text:
            return str(column["heading"]).replace("|", " · ")
    return str(columns[0]["heading"]).replace("|", " · ") if columns else ""


def _with_heading(heading: str, problem: Problem) -> str:
    said = describe(problem, _)
    return _("%(heading)s: %(problem)s") % {"heading": heading, "problem": said} if heading else said


def problems_workbook(viewer: Actor, source: Import) -> bytes:
    """The refused and flagged rows as the office's own workbook with a 问题 column."""
    table = table_of(source)
    flawed = rows(viewer, source).filter(Q(state=Row.State.REFUSED) | Q(has_problems=True))
    problems = {row.number: problem_sentences(source, row) for row in flawed}
    return write_problems(table.sheet, problems, heading_rows=table.header_rows or (1,))


def headings(source: Import) -> list[str]:
    """The columns' headings as the office wrote them."""
    return [column["heading"].replace("|", " · ") for column in source.columns]


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """What lists ask of this viewer today: to look at what was read, to mend what failed."""
    counts = overview(viewer)
    index = reverse("lists:index")
    look = Waiting(
        title=_("Lists waiting for your look"),
        count=counts.get(STATE.PREVIEW, 0),
        urgency=Urgency.TODAY,
        url=f"{index}?state={STATE.PREVIEW}",
        action=_("Look and import"),
    )
    failed = Waiting(
        title=_("Imports that failed"),
        count=counts.get(STATE.FAILED, 0),
        urgency=Urgency.OVERDUE,
        url=f"{index}?state={STATE.FAILED}",
        action=_("See why"),
    )
    return [_stuck(viewer), failed, look]


def _stuck(viewer: Actor) -> Waiting:
    """Rows that are in and about nobody: joining failed, and nothing goes on until somebody sends it again."""
    found = Import.objects.visible_to(viewer).stuck().order_by("stuck_at", "id")
    first = found.first()
    since = (
        _("since %(time)s") % {"time": first.stuck_at.astimezone(clock.LOCAL).strftime("%m-%d %H:%M")}
        if first and first.stuck_at
        else ""
    )
    return Waiting(
        title=_("Imports whose rows could not be joined to people"),
        count=found.count(),
        urgency=Urgency.OVERDUE,
        url=reverse("lists:show", args=[first.id]) if first else "",
        action=_("See and join again"),
        hint=since,
    )
