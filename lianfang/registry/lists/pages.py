"""名单: hand in, look, import, see what became of it, take it back."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import Actor, Refused, Role, clock
from lianfang.core.access import open_to
from lianfang.core.listing import page_of
from lianfang.core.notices import say, wrong
from lianfang.ledger.exports import Sheet, export, file_answer
from lianfang.registry.people.jobs import join_soon
from lianfang.registry.people.rules.rights import REVIEWERS

from . import jobs, operations, selectors
from .files import LIMITS
from .files.cells import megabytes
from .forms import ChooseForm
from .models import Import, Row
from .operations.reading import issue_before
from .operations.uploading import check_size

READ = (Role.COMMANDER, Role.DUTY_OFFICER, Role.DATA_OFFICER, Role.COMMITTEE_WORKER)
WRITE = (Role.COMMANDER, Role.DATA_OFFICER, Role.COMMITTEE_WORKER)
MOST_FILES = 20


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


@open_to(*READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What was handed in, newest first, and the box to hand in more."""
    viewer = _actor(request)
    found = selectors.imports(viewer)
    state = request.GET.get("state", "")
    if state in Import.State.values:
        found = found.filter(state=state)
    context = {
        "page": page_of(request, found),
        "counts": selectors.overview(viewer),
        "states": Import.State,
        "limit": megabytes(LIMITS.file_bytes),
        "may_upload": viewer.role in WRITE,
        "moving": any(one.is_moving for one in found[:20]),
        "clear": len(selectors.clear(viewer)),
    }
    part = request.headers.get("HX-Target") == "imports"
    return render(request, "lists/_imports.html" if part else "lists/index.html", context)


@open_to(*WRITE)
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes files in; they are read in the background. A file too large is named and the others are taken."""
    files = request.FILES.getlist("files")
    if not files:
        raise Refused("lists.no_file")
    if len(files) > MOST_FILES:
        raise Refused("lists.too_many_files", limit=MOST_FILES)
    viewer, at = _actor(request), clock.now()
    taken = [one for file in files if (one := _take(request, viewer, file, at))]
    fresh = {one.id for one in taken if one.uploaded_at == at}
    for key in fresh:
        jobs.read.defer(subdistrict=str(viewer.subdistrict), import_id=str(key))
    _say_known(request, len(taken) - len(fresh))
    if len(files) == len(taken) == 1 and selectors.imports(viewer).filter(pk=taken[0].pk).exists():
        return redirect("lists:show", taken[0].id)
    return redirect("lists:index")


def _take(request: HttpRequest, viewer: Actor, file: UploadedFile[bytes], at: datetime) -> Import | None:
    """One file; None where it is too large, and that is said."""
    try:
        check_size(file.size or 0)
    except Refused as refusal:
        said = {"name": file.name, "reason": refusal}
        wrong(request, _("“%(name)s” was not taken: %(reason)s") % said)
        return None
    return operations.upload(by=viewer, file_name=file.name or "", body=file.read(), at=at)


def _say_known(request: HttpRequest, known: int) -> None:
    if known:
        said = ngettext(
            "%(count)d file has been handed in before; nothing changes.",
            "%(count)d files have been handed in before; nothing changes.",
            known,
        )
        say(request, said % {"count": known})


@open_to(*READ)
@require_GET
def show(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """One import: its preview while it waits, its progress while it runs, its result afterwards."""
    viewer = _actor(request)
    source = selectors.one(viewer, import_id)
    context = {"source": source, "siblings": selectors.siblings(source), "may_upload": viewer.role in WRITE}
    if source.is_moving:
        return render(request, "lists/moving.html", {**context, "so_far": selectors.so_far(source)})
    if source.state == Import.State.PREVIEW:
        return _preview(request, source, ChooseForm(source, issue_before(source)))
    context |= {"doors": _doors(source), "may_review": viewer.role in REVIEWERS}
    return render(request, "lists/result.html", context)


def _preview(request: HttpRequest, source: Import, form: ChooseForm) -> HttpResponse:
    context = {
        "source": source,
        "siblings": selectors.siblings(source),
        "may_upload": _actor(request).role in WRITE,
        "form": form,
        "columns": form.columns(source),
        "before": form.before,
    }
    return render(request, "lists/preview.html", context, status=400 if form.errors else 200)


@open_to(*READ)
@require_GET
def progress(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The moving figures; when the work is over the page reloads itself."""
    source = selectors.one(_actor(request), import_id)
    if not source.is_moving:
        response = HttpResponse(status=286)
        response.headers["HX-Redirect"] = reverse("lists:show", args=[source.id])
        return response
    return render(request, "lists/_progress.html", {"source": source, "so_far": selectors.so_far(source)})


@open_to(*WRITE)
@require_POST
def choose(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Takes the mapping as looked at, and sends the list to be imported."""
    viewer = _actor(request)
    source = selectors.one(viewer, import_id)
    if source.state != Import.State.PREVIEW:
        return redirect("lists:show", import_id)
    form = ChooseForm(source, issue_before(source), request.POST)
    if not form.is_valid():
        return _preview(request, source, form)
    at = clock.now()
    operations.choose(
        by=viewer,
        import_id=import_id,
        fields=form.chosen(source),
        kind=form.cleaned_data["kind"],
        label=form.cleaned_data["label"],
        is_reissue=form.cleaned_data.get("is_reissue", True),
        at=at,
    )
    operations.queue(by=viewer, import_id=import_id, at=at)
    jobs.commit.defer(subdistrict=str(viewer.subdistrict), import_id=str(import_id))
    return redirect("lists:show", import_id)


@open_to(*WRITE)
@require_POST
def choose_all(request: HttpRequest) -> HttpResponse:
    """Imports every waiting list whose columns leave no doubt; the others stay to be looked at."""
    viewer, at = _actor(request), clock.now()
    ready = selectors.clear(viewer)
    for one in ready:
        operations.queue(by=viewer, import_id=one.id, at=at)
        jobs.commit.defer(subdistrict=str(viewer.subdistrict), import_id=str(one.id))
    said = ngettext("%(count)d list is being imported.", "%(count)d lists are being imported.", len(ready))
    say(request, said % {"count": len(ready)})
    return redirect("lists:index")


@open_to(*READ)
@require_GET
def rows(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The rows behind a number, as the office wrote them, with what is wrong and whom they became."""
    viewer = _actor(request)
    source = selectors.one(viewer, import_id)
    state = request.GET.get("state", "")
    page = page_of(request, selectors.rows(viewer, source, state))
    context = {
        "source": source,
        "page": page,
        "rows": selectors.shown(viewer, source, page),
        "headings": selectors.headings(source),
        "state": state,
        "doors": [door for door in _doors(source) if door["state"] != "replaced"],
    }
    return render(request, "lists/rows.html", context)


@open_to(*WRITE)
@require_GET
def problems(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The rows with problems, as the same workbook with a 问题 column."""
    viewer = _actor(request)
    source = selectors.one(viewer, import_id)
    body = selectors.problems_workbook(viewer, source)
    title = f"{source.label}-问题"
    return file_answer(body, title, by=viewer, at=clock.now(), about=source)


@open_to(*WRITE)
@require_POST
def undo(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Takes a whole import back."""
    viewer = _actor(request)
    source = operations.undo(by=viewer, import_id=import_id, at=clock.now())
    join_soon(viewer.subdistrict)
    say(request, _("The import “%(label)s” was taken back.") % {"label": source.label})
    return redirect("lists:show", import_id)


@open_to(*WRITE)
@require_POST
def join_again(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Joining failed: sends it again, for this list and all that wait with it."""
    viewer = _actor(request)
    source = selectors.one(viewer, import_id)
    if source.is_stuck:
        operations.join_again(by=viewer, at=clock.now())
    join_soon(viewer.subdistrict)
    return redirect("lists:show", import_id)


@open_to(*READ)
@require_GET
def export_index(request: HttpRequest) -> HttpResponse:
    """The list of imports as Excel."""
    viewer = _actor(request)
    found = selectors.imports(viewer)
    sheet = Sheet(
        _("Lists"),
        [
            _("List"),
            _("Whose list"),
            _("State"),
            _("Rows"),
            _("New"),
            _("Joined"),
            _("To review"),
            _("Problems"),
            _("Handed in at"),
            _("Handed in by"),
        ],
        (
            [
                one.label,
                one.get_kind_display(),
                one.get_state_display(),
                one.rows_total,
                *(one.counts.get(key, 0) for key in ("new", "joined", "review", "refused")),
                one.uploaded_at,
                one.by_name,
            ]
            for one in found
        ),
        [36, 16, 12, 8, 8, 8, 8, 8, 18, 12],
    )
    return export(sheet, by=viewer, at=clock.now())


def _doors(source: Import) -> list[dict[str, object]]:
    """The figures of a result, each with the rows behind it."""
    told = [
        (Row.State.NEW, _("New people"), ""),
        (Row.State.JOINED, _("Joined to known people"), ""),
        (Row.State.RETURNED, _("Back with their people, as before it was taken back"), ""),
        (Row.State.REVIEW, _("To review"), "due"),
        (Row.State.REFUSED, _("Rows with a problem, not taken"), "bad"),
        ("flagged", _("Taken, with a value to look at"), ""),
        (Row.State.UNCHANGED, _("Unchanged since the issue before"), ""),
        ("replaced", _("Replaced in the issue before"), ""),
        ("superseded", _("Replaced by a newer issue"), ""),
    ]
    doors: list[dict[str, object]] = []
    for state, title, tone in told:
        count = source.counts.get(str(state), 0)
        if count or state in (Row.State.NEW, Row.State.JOINED, Row.State.REVIEW, Row.State.REFUSED):
            doors.append(
                {
                    "title": title,
                    "count": count,
                    "url": _behind(source, str(state)),
                    "tone": tone if count else "",
                    "state": str(state),
                }
            )
    return doors


def _behind(source: Import, state: str) -> str:
    """Where the rows behind a figure are; replaced ones stand in the issue before."""
    if state == "replaced" and source.previous_id:
        return reverse("lists:rows", args=[source.previous_id]) + "?state=superseded"
    return reverse("lists:rows", args=[source.id]) + f"?state={state}"
