"""文书: issued for one or a household, printed on A4, signed; the day's register; and today's releases in one go."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from lianfang.core import Refused, Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say, wrong
from lianfang.registry.people.operations import revealing

from .. import operations, printing, register_of, selectors
from ..models import Paper
from ..operations import Signature
from ..paper_forms import IssueForm, RegisterForm, SignForm
from ..rules import papers
from .listing import TYPISTS

AT_ONCE = 200
READERS = (*TYPISTS, Role.COMMANDER)


@open_to(*TYPISTS)
@require_http_methods(["GET", "POST"])
def issue(request: ActorRequest, episode_id: UUID) -> HttpResponse:
    """Which papers, for whom of the household, in which language; then straight to the print."""
    viewer, at = request.actor, clock.now()
    one = selectors.episode(viewer, episode_id)
    mates = selectors.household_of(viewer, one)
    form = IssueForm(one, mates, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = operations.issue_papers(by=viewer, episode_ids=form.people, at=at, **form.facts)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_print_url(found, english=form.cleaned_data["english"]))
    context = {"episode": one, "form": form, "papers": selectors.papers_of(viewer, [one.id]).get(one.id, {})}
    return render(request, "observation/issue.html", context, status=400 if form.is_bound else 200)


def _print_url(found: list[Paper], *, english: bool = False) -> str:
    keys = "&".join(f"p={paper.id}" for paper in found[1:])
    return f"{reverse('observation:print', args=[found[0].id])}?{keys}{'&lang=en' if english else ''}"


@open_to(*TYPISTS)
@require_GET
def printed(request: ActorRequest, paper_id: UUID) -> HttpResponse:
    """A paper on A4, and those named by `p` with it, with full names: they are the persons' own, and opening them is
    in the record."""
    viewer, at = request.actor, clock.now()
    keys = [paper_id, *(key for text in request.GET.getlist("p")[:AT_ONCE] if (key := _key(text)))]
    rows = Paper.objects.visible_to(viewer).filter(pk__in=keys)
    by_key = {paper.id: paper for paper in rows.select_related(*selectors.PRINTED)}
    found = [by_key[key] for key in keys if key in by_key]
    if not found or found[0].id != paper_id:
        raise Paper.DoesNotExist
    operations.show_papers(by=viewer, found=found, at=at)
    base = request.build_absolute_uri(reverse("observation:paper", args=[found[0].id]))[
        : -len(f"{found[0].id}/")
    ]
    context = {
        "sheets": printing.sheets(viewer, found, base, at),
        "office": printing.office_of(viewer),
        "english": request.GET.get("lang") == "en",
        "back": reverse("observation:episode", args=[found[0].episode_id]),
    }
    return render(request, "observation/papers.html", context)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@open_to(*TYPISTS)
@require_http_methods(["GET", "POST"])
def paper(request: ActorRequest, paper_id: UUID) -> HttpResponse:
    """Where a paper's QR code leads: has it come back signed?"""
    viewer, at = request.actor, clock.now()
    rows = Paper.objects.visible_to(viewer).select_related(*selectors.PRINTED)
    one: Paper = rows.get(pk=paper_id)
    [sheet] = printing.sheets(viewer, [one], "", at)
    form = SignForm(request.POST or None, initial={"signer": "guardian" if sheet.is_minor else "self"})
    if request.method == "POST" and form.is_valid():
        signature = Signature(form.signed_by, declined=form.declined, note=form.cleaned_data["note"])
        operations.sign_paper(by=viewer, paper_id=paper_id, signature=signature, at=at)
        say(request, _("Written down on the paper."))
        return redirect("observation:episode", episode_id=one.episode_id)
    context = {"paper": one, "episode": one.episode, "sheet": sheet, "form": form}
    return render(request, "observation/paper.html", context, status=400 if form.is_bound else 200)


@open_to(*READERS)
@require_http_methods(["GET", "POST"])
def register(request: ActorRequest) -> HttpResponse:
    """居家观察登记表 on A4 landscape: per committee and day, masked; in full by POST with a reason, in the record."""
    viewer, at = request.actor, clock.now()
    form = RegisterForm(viewer, request.GET or None, at=at)
    day, committee = form.read()
    if committee is None:
        return render(request, "observation/register_ask.html", {"form": form})
    rows = register_of.lines(viewer, committee, day, at)
    is_full = request.method == "POST"
    if is_full:
        reason = request.POST.get("reason", "")
        keys = [row.episode.person_id for row in rows]
        full = revealing.reveal_rows(by=viewer, person_ids=keys, reason=reason, at=at)
        rows = register_of.in_full(rows, full)
    context = {
        "rows": rows, "committee": committee, "day": day, "at": at, "is_full": is_full,
        "office": printing.office_of(viewer), "slots": register_of.slots_of(rows), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "observation/register.html", context)


@open_to(Role.DOCTOR, Role.COMMITTEE_WORKER)
@require_http_methods(["GET", "POST"])
def releases(request: ActorRequest) -> HttpResponse:
    """Whose days are over: released together where the record supports it, and their notices printed."""
    viewer, at = request.actor, clock.now()
    if request.method == "POST":
        keys = [key for text in request.POST.getlist("episode")[:AT_ONCE] if (key := _key(text))]
        return _release(request, keys, at)
    ready, waiting = selectors.releasable(viewer, at)
    return render(
        request, "observation/releases.html", {"ready": ready, "waiting": waiting, "today": _today(at)}
    )


def _today(at: datetime) -> date:
    return clock.day_of(at)


def _release(request: ActorRequest, keys: list[UUID], at: datetime) -> HttpResponse:
    viewer = request.actor
    done, left = operations.release_many(by=viewer, episode_ids=keys, at=at)
    if left:
        wrong(request, ngettext("%(n)d not released.", "%(n)d not released.", left) % {"n": left})
    released = selectors.released_of(viewer, keys)
    if not done or not released:
        return redirect("observation:releases")
    kinds: list[Any] = [papers.Kind.RELEASE]
    found = operations.issue_papers(by=viewer, episode_ids=released, kinds=kinds, at=at)
    say(request, ngettext("%(n)d released.", "%(n)d released.", done) % {"n": done})
    return redirect(_print_url(found))
