"""Every door of the house."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

from . import pages

ROOMS = {
    "places/": "lianfang.registry.places.urls",
    "accounts/": "lianfang.registry.accounts.urls",
    "people/": "lianfang.registry.people.urls",
    "lists/": "lianfang.registry.lists.urls",
    "screening/": "lianfang.response.screening.urls",
    "observation/": "lianfang.response.observation.urls",
    "board/": "lianfang.command.board.urls",
    "record/": "lianfang.ledger.urls",
}

urlpatterns = [
    path("", pages.today, name="today"),
    path("health/", pages.health, name="health"),
    path("sign-in/", include("allauth.urls")),
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
