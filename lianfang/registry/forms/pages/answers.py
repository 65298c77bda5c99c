"""答卷: what was answered to a questionnaire, as far as each may see it."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lianfang.core import cipher, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of

from .. import selectors
from ..models import SEALED_FILE, Attachment, Questionnaire
from ..rights import SEERS

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")


@open_to(*SEERS)
@require_GET
def index(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """Answers to one questionnaire, newest first."""
    found = Questionnaire.objects.visible_to(request.actor).get(pk=questionnaire_id)
    rows = selectors.submissions(request.actor, found.id)
    return render(request, "forms/answers.html", {"questionnaire": found, "page": page_of(request, rows)})


@open_to(*SEERS)
@require_GET
def show(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    """One set of answers with the questions' words, and the files that came with it."""
    found = selectors.submission(request.actor, submission_id)
    lines = selectors.readable(found.version, selectors.answers(found), clock.now())
    files = (
        Attachment.objects.visible_to(request.actor).filter(submission=found).defer("body").order_by("name")
    )
    return render(request, "forms/answers_one.html", {"submission": found, "lines": lines, "files": files})


@open_to(*SEERS)
@require_GET
def file(request: ActorRequest, attachment_id: UUID) -> HttpResponse:
    """A file that came with answers: pictures are shown, anything else is only handed out."""
    found = Attachment.objects.visible_to(request.actor).get(pk=attachment_id)
    body = cipher.unseal_bytes(bytes(found.body), SEALED_FILE)
    is_picture = found.kind in PICTURES
    answer = HttpResponse(body, content_type=found.kind if is_picture else "application/octet-stream")
    way = "inline" if is_picture else "attachment"
    answer.headers["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(found.name)}"
    return answer
