"""What stands around every request: the content policy, and the subdistrict it works in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation

from lianfang.core import tenant
from lianfang.core.refusal import Refused
from lianfang.registry.accounts import selectors as accounts

from . import pages

OPEN_BEFORE_OWN_PASSWORD = frozenset({"account_change_password", "account_logout", "language", "health"})
Answer = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


class ContentPolicy:
    """No inline script, nothing from elsewhere; personal pages are not kept by browsers."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Adds the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not response.headers.get("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response


class Language(LocaleMiddleware):
    """Chinese unless somebody chose otherwise; only a resident's link follows the telephone's own language."""

    def process_request(self, request: HttpRequest) -> None:
        """The cookie's language; without one Chinese, whatever the browser was installed with."""
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.path.startswith("/r/"):
            super().process_request(request)
            return
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]


class Tenant:
    """Gives the request its actor and runs it in one transaction as the actor's subdistrict.

    A refusal and a response of 500 roll everything back: nothing is half-saved. Without an actor no subdistrict
    is set, and row-level security shows nothing.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers inside the transaction."""
        subdistrict = accounts.subdistrict_of(request)
        request.actor = None  # type: ignore[attr-defined]
        if subdistrict is None:
            return self.get_response(request)
        with tenant.inside(subdistrict):
            request.actor = accounts.actor_of(request)  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "was_refused", False):
                transaction.set_rollback(True)
        return response

    def process_view(
        self, request: HttpRequest, view: Answer, args: object, facts: object
    ) -> HttpResponse | None:
        """Who signed in with a password given by somebody else chooses one first."""
        if not request.user.is_authenticated or not request.user.must_change_password:
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in OPEN_BEFORE_OWN_PASSWORD:
            return None
        is_api = request.path.startswith(pages.API)
        return pages.forbidden(request) if is_api else redirect("account_change_password")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal becomes its page; a row that is not there, or not for this viewer, a 404."""
        if isinstance(exception, Refused):
            request.was_refused = True  # type: ignore[attr-defined]
            return pages.refused(request, exception)
        if isinstance(exception, ObjectDoesNotExist):
            return pages.not_found(request, exception)
        return None
