"""用微信报体温: the household's own page that ties an account of the official account to one of them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.core import Refused, Role, clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.notices import say
from lianfang.core.refusal import status

from .. import operations, selectors
from ..forms import MemberForm


@open_to(Role.RESIDENT)
@require_http_methods(["GET", "POST"])
def own(request: ActorRequest) -> HttpResponse:
    """Says how it is done; asked for, shows a code once, for one of the household."""
    account = selectors.official_account(request.actor.subdistrict)
    if account is None:
        return render(request, "messages/own.html", {"is_shut": True})
    grown = selectors.grown_of_household(request.actor, clock.now())
    form = MemberForm(grown, request.POST or None)
    code, said, answer = None, "", 200
    if request.method == "POST":
        try:
            code = _given(request, form)
        except Refused as refusal:
            said, answer = str(refusal), status(refusal.code)
        answer = 400 if form.errors else answer
    facts = {
        "account": account,
        "form": form,
        "code": code,
        "said": said,
        "tied": selectors.tied_to(request.actor),
    }
    return render(request, "messages/own.html", facts, status=answer)


def _given(request: ActorRequest, form: MemberForm) -> operations.Code | None:
    if not form.is_valid():
        return None
    return operations.give_code(by=request.actor, person_id=UUID(form.cleaned_data["person"]), at=clock.now())


@open_to(Role.RESIDENT)
@require_POST
def untie(request: ActorRequest, correspondent_id: UUID) -> HttpResponse:
    """An account that is theirs no longer."""
    operations.untie(by=request.actor, correspondent_id=correspondent_id, at=clock.now())
    say(request, _("Untied. What this account writes is no longer taken for yours."))
    return redirect("messages:own")
