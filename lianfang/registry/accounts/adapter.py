"""Sign-in rules that differ from allauth's defaults."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given by the data officer; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To 今天: the form once more would look as if nothing had happened."""
        return reverse("today")
