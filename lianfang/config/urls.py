"""Every door of the house."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path, re_path

from lianfang.registry.accounts import pages as accounts

from . import pages, signin
from .api import api

ROOMS = {
    "places/": "lianfang.registry.places.urls",
    "accounts/": "lianfang.registry.accounts.urls",
    "forms/": "lianfang.registry.forms.urls",
    "people/": "lianfang.registry.people.urls",
    "lists/": "lianfang.registry.lists.urls",
    "calls/": "lianfang.response.calls.urls",
    "services/": "lianfang.response.services.urls",
    "screening/": "lianfang.response.screening.urls",
    "rounds/": "lianfang.response.rounds.urls",
    "tips/": "lianfang.response.tips.urls",
    "visits/": "lianfang.response.visits.urls",
    "messages/": "lianfang.response.messages.urls",
    "observation/": "lianfang.response.observation.urls",
    "board/": "lianfang.command.board.urls",
    "record/": "lianfang.ledger.urls",
}

urlpatterns = [
    path("", pages.today, name="today"),
    path("health/", pages.health, name="health"),
    path("api/v1/", api.urls),
    path("language/", pages.language, name="language"),
    path("sign-in/", include(signin)),
    re_path(
        r"^r/(?P<subdistrict>[0-9a-f]{32})/(?P<token>[\w-]{20,64})/$",
        accounts.resident_link,
        name="resident_link",
    ),
    re_path(
        r"^r/(?P<subdistrict>[0-9a-f]{32})/(?P<token>[\w-]{20,64})/enter/$",
        accounts.enter,
        name="resident_enter",
    ),
]


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns += [path(prefix, include(module)) for prefix, module in ROOMS.items() if _exists(module)]
handler404 = "lianfang.config.pages.missing"
handler500 = "lianfang.config.pages.broken"
handler403 = "lianfang.config.pages.forbidden"
