"""Sixty questions: workbook to form, form to page, answers checked. `python -m bench.questionnaires`"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import django
from openpyxl import Workbook

HEAD = ("type", "name", "label::中文 (zh)", "label::English (en)", "relevant", "constraint", "required")
TYPES = ("text", "integer", "decimal", "select_one yn", "select_multiple yn", "date")
GIVEN: tuple[Any, ...] = ("a", "5", "1.5", "yes", ["yes"], "2020-02-10")
QUESTIONS, TURNS = 60, 20
NOW = datetime(2020, 2, 10, 2, tzinfo=UTC)


def workbook() -> bytes:
    """Six types in turn; a third of the questions hang on another, a third have a constraint."""
    book = Workbook()
    survey = book.worksheets[0]
    survey.title = "survey"
    survey.append(HEAD)
    for n in range(QUESTIONS):
        relevant = f"${{q{n - 1}}} != 'x'" if n % 3 == 1 else None
        constraint = ". < 100" if n % 6 in (1, 2) else None
        must = "yes" if n % 4 == 0 else None
        survey.append((TYPES[n % 6], f"q{n}", f"第{n}题", f"Question {n}", relevant, constraint, must))
    choices = book.create_sheet("choices")
    for row in (("list_name", "name", "label"), ("yn", "yes", "是"), ("yn", "no", "否")):
        choices.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def milliseconds(work: Callable[[], object]) -> float:
    """The median of some turns."""
    taken = []
    for _turn in range(TURNS):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Prints each step."""
    django.setup()
    from lianfang.registry.forms.drawing import draw
    from lianfang.registry.forms.models import Version
    from lianfang.registry.forms.rules import planting, settling, validating, xform
    from lianfang.registry.forms.workbooks.opening import read_workbook

    body, begun = workbook(), time.perf_counter()
    read = read_workbook(body, {})
    print(f"workbook to form, in the limited child: {time.perf_counter() - begun:.2f} s")
    asked = xform.read_xform(read.xform)
    values = {f"q{n}": GIVEN[n % 6] for n in range(QUESTIONS)}

    def filled(given: dict[str, Any]) -> settling.Sheet:
        root, strays = planting.plant(asked, given)
        sheet = settling.Sheet(asked, root, NOW, asked.language)
        validating.read_answers(sheet)
        settling.settle(sheet)
        validating.problems_of(sheet, strays)
        return sheet

    blank, version = filled({}), cast(Version, SimpleNamespace(id="bench"))
    print(f"form read: {milliseconds(lambda: xform.read_xform(read.xform)):.1f} ms (once a process)")
    print(
        f"page drawn: {milliseconds(lambda: draw(blank, version)):.1f} ms, {len(draw(blank, version)):,} bytes"
    )
    print(f"answers settled and checked: {milliseconds(lambda: filled(values)):.1f} ms")


if __name__ == "__main__":
    main()
