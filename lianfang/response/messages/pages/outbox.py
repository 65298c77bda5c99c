"""发件箱: what goes out, what came of it, and what the office gives by hand."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import clock, notices
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.listing import page_of

from .. import dossier, operations, rules, selectors
from .inbox import READERS

LINK = re.compile(r"(?:https?://[^\s/]+)?(/r/[0-9a-f]{32}/[\w-]+/)")


@open_to(*READERS)
@require_GET
def outbox(request: ActorRequest) -> HttpResponse:
    """Every message, by state; what has to be given by hand first."""
    counts = selectors.outbox_counts(request.actor)
    asked = request.GET.get("state", "")
    state = asked if asked in set(rules.State) else ""
    page = page_of(request, selectors.outbox(request.actor, state))
    facts = {
        "page": page,
        "rows": [(one, dossier.title_of(one.code)) for one in page],
        "state": state,
        "states": [(str(value), label, counts[value]) for value, label in rules.STATES.items()],
        "total": sum(counts.values()),
        "here": "messages:outbox",
    }
    return render(request, "messages/outbox.html", facts)


@open_to(*READERS)
@require_GET
def message(request: ActorRequest, message_id: UUID) -> HttpResponse:
    """One message: its words, its way, and what the office can do. Looking is in the record."""
    one = operations.open_message(by=request.actor, message_id=message_id, at=clock.now())
    link = LINK.search(one.body)
    facts = {
        "one": one,
        "title": dossier.title_of(one.code),
        # Without an address of its own set up, the office's present one stands before the link.
        "body": LINK.sub(lambda found: request.build_absolute_uri(found[1]), one.body),
        "link": request.build_absolute_uri(link[1]) if link else "",
        "steps": selectors.steps(request.actor, one),
    }
    return render(request, "messages/message.html", facts)


@open_to(*READERS)
@require_POST
def hand(request: ActorRequest, message_id: UUID) -> HttpResponse:
    """Given by the office itself."""
    operations.hand(by=request.actor, message_id=message_id, at=clock.now())
    notices.say(request, _("Written down as given."))
    return redirect("messages:message", message_id)


@open_to(*READERS)
@require_POST
def withdraw(request: ActorRequest, message_id: UUID) -> HttpResponse:
    """Taken back before it went out."""
    operations.withdraw(by=request.actor, message_id=message_id, at=clock.now())
    notices.say(request, _("Taken back."))
    return redirect("messages:message", message_id)
