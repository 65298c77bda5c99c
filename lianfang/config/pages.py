"""The front door: 今天 for each role, and the pages for what went wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lianfang.core.access import open_to, public
from lianfang.core.actor import STAFF, Role
from lianfang.core.refusal import Refused, sentence, status


@open_to(*STAFF, Role.RESIDENT)
def today(request: HttpRequest) -> HttpResponse:
    """What waits for me, most urgent first."""
    return render(request, "today.html", {})


@public
def health(request: HttpRequest) -> HttpResponse:
    """For the supervisor: the web process answers."""
    return HttpResponse("ok", content_type="text/plain")


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal in the reader's words, with the status its catalogue line names."""
    return wrong(request, status(refusal.code), sentence(refusal.code, **refusal.facts))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """A row that does not exist, or not for this viewer: the same answer, so nothing is told."""
    return wrong(request, 404, _("There is nothing here, or not for your role and area."))


def missing(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404."""
    return not_found(request, exception)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403."""
    return wrong(request, 403, _("This is not open to you."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere."""
    return wrong(request, 403, _("This form has expired. Go back, reload the page and send it again."))


def broken(request: HttpRequest) -> HttpResponse:
    """500: says that nothing was saved."""
    return wrong(request, 500, _("Something went wrong on our side. Nothing was saved; please try again."))


def wrong(request: HttpRequest, code: int, sentence_: str) -> HttpResponse:
    """One page for everything that did not work; for htmx only the sentence."""
    template = "wrong_part.html" if request.headers.get("HX-Request") else "wrong.html"
    return render(request, template, {"code": code, "sentence": sentence_}, status=code)
