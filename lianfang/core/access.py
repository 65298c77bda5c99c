"""Which roles a door is open to. A page without this mark does not exist: a house test walks every URL."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .actor import Actor, Role
from .refusal import Refused, catalogue

View = Callable[..., HttpResponse]

catalogue(
    {
        "core.not_for_this_role": (_("This page is not for the role %(role)s."), 403),
        "core.no_post": (_("Your account holds no post at the moment. Ask the data officer."), 403),
    }
)


class ActorRequest(HttpRequest):
    """A request after the tenant middleware: it has its actor."""

    actor: Actor


def open_to(*roles: Role) -> Callable[[View], View]:
    """Opens a page to these roles only; strangers are sent to sign in, other roles are refused (403)."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = cast("Actor | None", getattr(request, "actor", None))
            if actor is None:
                if request.user.is_authenticated:
                    raise Refused("core.no_post")
                return redirect_to_login(request.get_full_path())
            if actor.role not in roles:
                raise Refused("core.not_for_this_role", role=actor.label)
            return view(request, *args, **kwargs)

        guarded.roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return mark


def caller(*roles: Role) -> Callable[[HttpRequest], Actor | None]:
    """For an operation of the API what `open_to` is for a page: nobody signed in is answered 401 (None here),
    other roles are refused (403)."""

    def known(request: HttpRequest) -> Actor | None:
        actor = cast("Actor | None", getattr(request, "actor", None))
        if actor is None and request.user.is_authenticated:
            raise Refused("core.no_post")
        if actor is not None and actor.role not in roles:
            raise Refused("core.not_for_this_role", role=actor.label)
        return actor

    known.roles = frozenset(roles)  # type: ignore[attr-defined]
    return known


def public(view: View) -> View:
    """Opens a page to everybody, signed in or not."""
    view.roles = None  # type: ignore[attr-defined]
    return view
