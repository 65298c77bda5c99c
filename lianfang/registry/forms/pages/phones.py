"""手机钥匙: which phones may fill questionnaires by ODK Collect, each as one member of staff."""

from __future__ import annotations

import base64
import json
import zlib
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lianfang.core import clock
from lianfang.core.access import ActorRequest, open_to
from lianfang.core.models import Subdistrict
from lianfang.core.notices import say, wrong

from .. import forms, operations, selectors
from ..rights import MANAGERS


@open_to(*MANAGERS)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The phones, and whom another one can be given to."""
    viewer = request.actor
    context = {"keys": selectors.device_keys(viewer), "staff": selectors.staff_for_keys(viewer)}
    return render(request, "forms/phones.html", context)


@open_to(*MANAGERS)
@require_POST
def give(request: ActorRequest) -> HttpResponse:
    """A key, shown once: as an address, and as the code that ODK Collect scans."""
    form = forms.KeyForm(request.actor, request.POST)
    if not form.is_valid():
        wrong(request, _("Choose somebody and name the phone."))
        return redirect("forms:phones")
    user, name = form.cleaned_data["user"], form.cleaned_data["name"]
    made, token = operations.give_key(by=request.actor, user_id=user.id, name=name, at=clock.now())
    office = Subdistrict.objects.get(pk=request.actor.subdistrict)
    way = reverse("forms:form_list", args=[office.code, token]).removesuffix("/formList")
    address = request.build_absolute_uri(way)
    context = {"key": made, "address": address, "settings": _settings(address)}
    return render(request, "forms/key.html", context)


def _settings(address: str) -> str:
    """What ODK Collect scans to set itself up: its settings as JSON, zipped, in base64."""
    wanted = {
        "general": {"server_url": address, "form_update_mode": "match_exactly"},
        "admin": {},
        "project": {},
    }
    return base64.b64encode(zlib.compress(json.dumps(wanted).encode())).decode()


@open_to(*MANAGERS)
@require_POST
def revoke(request: ActorRequest, key_id: UUID) -> HttpResponse:
    """Takes a key back at once."""
    operations.revoke_key(by=request.actor, key_id=key_id, at=clock.now())
    say(request, _("The phone can no longer come in."))
    return redirect("forms:phones")
