"""人员: one person's page, full values for a reason, and putting right who is who."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianfang.core import clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say
from lianfang.registry.accounts import operations as accounts
from lianfang.registry.accounts.rules import INVITERS, LINK_LASTS

from .. import operations, selectors
from ..forms import ReasonForm
from ..models import Mention
from ..rules import rights

CANDIDATES = 20


@open_to(*rights.READERS)
@require_GET
def person(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """One person; one who was merged away leads to the one kept."""
    viewer, at = request.actor, clock.now()
    found = selectors.standing(viewer, person_id)
    if found.id != person_id:
        return redirect("people:person", found.id)
    operations.open_page(by=viewer, person_id=found.id, at=at)
    context = {
        "dossier": selectors.person(viewer, found.id, at=at),
        "may_decide": viewer.role in rights.DECIDERS,
        "may_invite": viewer.role in INVITERS,
    }
    return render(request, "people/person.html", context)


@open_to(*(role for role in rights.READERS if role in INVITERS))
@require_POST
def invite(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """A one-time link for this person's own page, shown once: to send, or to read out."""
    found = selectors.standing(request.actor, person_id)
    path = accounts.invite(by=request.actor, person=found.id, at=clock.now())
    context = {"person": found, "link": request.build_absolute_uri(path), "days": LINK_LASTS.days}
    return render(request, "people/invited.html", context)


@open_to(*rights.READERS)
@require_POST
def reveal(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """One full value, for a reason; shown in the dialog and nowhere kept."""
    sent = _sent(request)
    value = operations.reveal(
        by=request.actor, person_id=person_id, field=sent["field"], reason=sent["reason"], at=clock.now()
    )
    context = {"value": value, "field": sent["field"], "person_id": person_id}
    template = "people/parts/revealed.html" if request.headers.get("HX-Request") else "people/revealed.html"
    return render(request, template, context)


@open_to(*rights.REVIEWERS)
@require_GET
def candidates(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Search for the other record of the same person."""
    viewer, at = request.actor, clock.now()
    found = selectors.standing(viewer, person_id)
    query = request.GET.get("q", "")[:80]
    others = selectors.persons(viewer, query or found.name, at=at).exclude(pk=found.id)[:CANDIDATES]
    context = {"person": found, "others": others, "q": query}
    return render(request, "people/candidates.html", context)


@open_to(*rights.REVIEWERS)
@require_http_methods(["GET", "POST"])
def merge(request: ActorRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Two records side by side, and the button that says they are one person."""
    viewer, at = request.actor, clock.now()
    if request.method == "POST":
        return _merge(request, person_id, other_id)
    context = {
        "left": selectors.person(viewer, person_id, at=at),
        "right": selectors.person(viewer, other_id, at=at),
    }
    context["rows"] = list(zip(context["left"].fields, context["right"].fields, strict=True))  # type: ignore[assignment]
    return render(request, "people/merge.html", context)


@open_to(*rights.REVIEWERS)
@require_POST
def unmerge(request: ActorRequest, merge_id: UUID) -> HttpResponse:
    """Undoes a merge."""
    done = operations.unmerge(by=request.actor, merge_id=merge_id, at=clock.now())
    say(request, _("The merge is undone; both records are as before."))
    return redirect("people:person", done.kept_id)


@open_to(*rights.REVIEWERS)
@require_POST
def split(request: ActorRequest, mention_id: UUID) -> HttpResponse:
    """Takes one mention out into a person of its own."""
    before = Mention.objects.visible_to(request.actor).get(pk=mention_id).person_id
    operations.split_mention(
        by=request.actor, mention_id=mention_id, at=clock.now(), reason=_sent(request)["reason"]
    )
    say(request, _("Taken out into a record of its own."))
    return redirect("people:person", before)


def _merge(request: ActorRequest, kept: UUID, gone: UUID) -> HttpResponse:
    reason = _sent(request)["reason"]
    done = operations.merge(by=request.actor, kept=kept, gone=gone, reason=reason, at=clock.now())
    say(request, _("Merged into one person."), undo=reverse("people:unmerge", args=[done.id]))
    return redirect("people:person", kept)


def _sent(request: ActorRequest) -> dict[str, str]:
    form = ReasonForm(request.POST)
    form.is_valid()
    return {"reason": form.cleaned_data.get("reason", ""), "field": form.cleaned_data.get("field", "")}
