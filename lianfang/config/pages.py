"""The front door: 今天 for each role, and the pages for what went wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from lianfang.core import Actor, clock
from lianfang.core.access import ActorRequest, open_to, public
from lianfang.core.actor import STAFF, Role
from lianfang.core.refusal import Refused, sentence, status
from lianfang.core.waiting import Urgency, Waiting
from lianfang.response.observation.pages import resident

from .waiting import waiting_for

API = "/api/"
NOTHING = {
    "": (
        _lazy("Nothing waits for you now"),
        _lazy("New work appears here by itself; the most urgent stands first."),
    ),
    Role.CALLER: (
        _lazy("Nobody to call now"),
        _lazy("When somebody is due to be called, you will see that one person here."),
    ),
    Role.GATE_GUARD: (
        _lazy("Nothing to register now"),
        _lazy("The gate register opens here when your gate is set up."),
    ),
    Role.FIRM_CONTACT: (
        _lazy("Nothing to declare now"),
        _lazy("Your firm's declaration opens here when your building joins."),
    ),
    Role.LEADER: (
        _lazy("Your stair is quiet"),
        _lazy("If somebody came back, report it: it takes half a minute."),
    ),
}
LOOKS = {Urgency.NOW: "bad", Urgency.OVERDUE: "bad", Urgency.TODAY: "due", Urgency.LATER: "now"}
WORDS = {
    Urgency.NOW: _lazy("now"),
    Urgency.OVERDUE: _lazy("overdue"),
    Urgency.TODAY: _lazy("today"),
    Urgency.LATER: "",
}


@open_to(*STAFF, Role.RESIDENT)
def today(request: ActorRequest) -> HttpResponse:
    """What waits for me, most urgent first."""
    at = clock.now()
    if request.actor.role == Role.RESIDENT:
        return resident.mine(request)
    piles = [_shown(pile) for pile in waiting_for(request.actor, at)]
    title, text = NOTHING.get(request.actor.role, NOTHING[""])
    facts = {"today": clock.day_of(at), "piles": piles, "nothing": {"title": title, "text": text}}
    facts["first_act"] = first_act(request.actor.role)
    return render(request, "today.html", facts)


def first_act(role: Role) -> tuple[str, str] | None:
    """What a role does of its own accord, whatever waits: its word and its URL."""
    if role == Role.LEADER:
        return _("Somebody came back"), reverse("screening:stair")
    return None


def _shown(pile: Waiting) -> dict[str, Any]:
    facts = {name: getattr(pile, name) for name in ("title", "count", "url", "action", "top", "hint")}
    return facts | {"look": LOOKS[pile.urgency], "word": WORDS[pile.urgency]}


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Chinese or English from now on, kept in a cookie."""
    return set_language(request)


@public
def health(request: HttpRequest) -> HttpResponse:
    """For the supervisor: the web process answers."""
    return HttpResponse("ok", content_type="text/plain")


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal in the reader's words, with the status its catalogue line names."""
    return wrong(request, status(refusal.code), sentence(refusal.code, **refusal.facts))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """A row that does not exist, or not for this viewer: the same answer, so nothing is told. Whoever has no post
    here came by a link."""
    if works_here(request):
        return wrong(request, 404, _("There is nothing here, or not for your role and area."))
    text = _(
        "Nothing is at this address. Open the link or QR code again in full, or ask your committee for it."
    )
    return wrong(request, 404, text)


def works_here(request: HttpRequest) -> bool:
    """True for who signed in with an account."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor is not None and actor.role != Role.RESIDENT


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
    """500: says that nothing was saved. No query may run here: the transaction may be broken."""
    words = _("Something went wrong on our side. Nothing was saved; please try again.")
    if request.path.startswith(API):
        return wrong(request, 500, words)
    if request.headers.get("HX-Request"):
        return HttpResponse(render_to_string("wrong_part.html", {"sentence": words}), status=500)
    return HttpResponse(render_to_string("broken.html"), status=500)


def wrong(request: HttpRequest, code: int, sentence_: str) -> HttpResponse:
    """One page for everything that did not work; for htmx only the sentence, for the API JSON."""
    if request.path.startswith(API):
        return JsonResponse({"code": f"http.{code}", "message": sentence_, "fields": []}, status=code)
    template = "wrong_part.html" if request.headers.get("HX-Request") else "wrong.html"
    return render(request, template, {"code": code, "sentence": sentence_}, status=code)
