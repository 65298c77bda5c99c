"""体温表: today's sheet out, filled in with Excel, back in; looked at before anything is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import Actor, Refused, clock, masking
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say
from lianfang.core.refusal import status
from lianfang.ledger import exports
from lianfang.registry.lists.files import Cell, Limits, Mark, open_workbook
from lianfang.registry.lists.files import Sheet as Page
from lianfang.registry.lists.files.writing import write_problems
from lianfang.registry.places.models import Committee

from .. import operations, rules, selectors, sheeting
from ..models import Episode
from ..rules import sheet as lines
from ..rules.protocol import SLOT_NAMES
from .listing import TYPISTS

SALT = "observation.sheet"
LASTS = 3600
LIMITS = Limits(
    file_bytes=3_000_000, unzipped_bytes=40_000_000, sheets=10, rows=1200, columns=60, cells=40_000,
    answer_bytes=20_000_000, wall_seconds=20.0,
)  # fmt: skip
WIDE = 20
LONG = 200


@open_to(*TYPISTS)
@require_http_methods(["GET", "POST"])
def sheet(request: ActorRequest) -> HttpResponse:
    """Download and hand in; a sheet handed in is shown with what it would add and what is wrong."""
    if request.method != "POST":
        return render(request, "observation/sheet.html", {})
    try:
        grid = _opened(request)
    except Refused as refusal:
        return render(request, "observation/sheet.html", {"said": str(refusal)}, status=status(refusal.code))
    found = sheeting.check(request.actor, grid, clock.now())
    if found.columns is None:
        said = str(Refused("observation.sheet_unreadable"))
        return render(request, "observation/sheet.html", {"said": said}, status=400)
    context = {"sheet": found, "kept": _sealed(request.actor, grid), "adds": len(found.fresh)}
    return render(request, "observation/sheet.html", context)


def _opened(request: ActorRequest) -> lines.Grid:
    """The first sheet with a heading, as texts; opened in a limited child process, never in this one."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused("lists.no_file")
    with tempfile.NamedTemporaryFile() as scratch:
        for part in file.chunks():
            scratch.write(part)
        scratch.flush()
        book = open_workbook(scratch.name, limits=LIMITS)
    grids = [[[_text(cell) for cell in row[:WIDE]] for row in page.rows] for page in book.sheets]
    return next((grid for grid in grids if lines.find_columns(grid)), [])


def _text(cell: Cell) -> str:
    return lines.UNCOMPUTED if cell.marks & Mark.UNCOMPUTED else cell.text[:LONG]


def _sealed(by: Actor, grid: lines.Grid) -> str:
    """The sheet as the preview carries it to the next step: signed for this person, for an hour."""
    return signing.dumps([str(by.id), list(grid)], salt=SALT, compress=True)


def _unsealed(request: ActorRequest) -> lines.Grid:
    try:
        owner, grid = signing.loads(request.POST.get("kept", ""), salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError) as error:
        raise Refused("observation.sheet_expired") from error
    if owner != str(request.actor.id):
        raise Refused("observation.sheet_expired")
    return grid  # type: ignore[no-any-return]


@open_to(*TYPISTS)
@require_POST
def take(request: ActorRequest) -> HttpResponse:
    """Keeps the rows without problems; those refused stay on the page, to be taken home as the same workbook."""
    grid = _unsealed(request)
    done = operations.take_sheet(by=request.actor, grid=grid, at=clock.now())
    text = ngettext("%(n)d reading kept.", "%(n)d readings kept.", done.readings) % {"n": done.readings}
    if done.reasons:
        text += " " + _("%(n)d reasons kept.") % {"n": done.reasons}
    if done.abnormal:
        text += " " + _("%(n)d abnormal: on the duty desk.") % {"n": done.abnormal}
    say(request, text)
    if not done.sheet.wrong:
        return redirect("observation:sheet")
    left = sheeting.Sheet(done.sheet.columns, done.sheet.wrong)
    context = {"sheet": left, "kept": _sealed(request.actor, grid), "adds": 0, "is_taken": True}
    return render(request, "observation/sheet.html", context)


@open_to(*TYPISTS)
@require_POST
def problems(request: ActorRequest) -> HttpResponse:
    """The refused rows as the same workbook with a 问题 column."""
    viewer, at = request.actor, clock.now()
    grid = _unsealed(request)
    found = sheeting.check(viewer, grid, at)
    if found.columns is None or not found.wrong:
        raise Refused("observation.sheet_expired")
    page = Page(_("Temperatures"), [[Cell(text) for text in row] for row in grid])
    wrong = {row.line.number: row.problems for row in found.wrong}
    body = write_problems(page, wrong, heading_rows=[found.columns.heading])
    subject = Episode(subdistrict=viewer.subdistrict)
    return exports.file_answer(body, _("Temperatures, rows with problems"), by=viewer, at=at, about=subject)


@open_to(*TYPISTS)
@require_GET
def download(request: ActorRequest) -> HttpResponse:
    """Today's sheet for the own area: names masked, a key a row, what is known filled in."""
    viewer, at = request.actor, clock.now()
    found = list(selectors.episodes(viewer, selectors.Filters(), at))
    shown = sorted(selectors.rows(viewer, found, at), key=_place)
    codes = selectors.codes_of(shown) or ["am", "pm"]
    values = [_("%(slot)s temperature") % {"slot": SLOT_NAMES[code]} for code in codes]
    headings = [_("Name"), _("Address"), _("Day of the count"), *values]
    headings += [_("Symptoms"), _("Why not measured"), _("Row key")]
    where = "、".join(
        Committee.objects.visible_to(viewer).filter(pk__in=viewer.committees).values_list("name", flat=True)
    )
    title = f"{_('Temperatures')} {clock.day_of(at):%Y-%m-%d} {where}".strip()
    widths = (10, 30, 8, *[12] * len(codes), 24, 24, 44)
    sheet_ = exports.Sheet(title, headings, _rows(shown, codes, at), widths)
    return exports.export(sheet_, by=viewer, at=at)


def _rows(shown: list[selectors.Row], codes: list[str], at: datetime) -> Iterator[list[Any]]:
    today = clock.day_of(at)
    for row, name in zip(shown, _names(shown, today), strict=True):
        one = row.episode
        cells = {cell.slot.code: cell for cell in row.today}
        taken = [cells[code].taken if code in cells else None for code in codes]
        symptoms = dict.fromkeys(symptom for one_ in taken if one_ for symptom in one_.symptoms)
        excuse = next((cell.excuse for cell in row.today if cell.excuse), "")
        yield [
            name,
            one.where,
            row.day,
            *(str(one_.celsius) if one_ and one_.celsius is not None else "" for one_ in taken),
            "、".join(str(rules.SYMPTOMS[symptom]) for symptom in symptoms),
            str(rules.EXCUSES[rules.ExcuseReason(excuse)]) if excuse else "",
            lines.write_key(today, one.id),
        ]


def _names(shown: list[selectors.Row], today: date) -> Iterator[str]:
    """The masked names, those of one building told apart: `shown` is in the order of the buildings."""
    for _where, rows in groupby(shown, key=lambda row: row.episode.where):
        people = [row.episode.person for row in rows]
        yield from masking.apart([(one.name, one.born_on) for one in people], today)


def _place(row: selectors.Row) -> tuple[str, str, str]:
    person = row.episode.person
    stair = person.building.sort_key if person.building else ""
    return str(person.compound or ""), str(stair), person.sort_key
