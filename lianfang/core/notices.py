"""What a page says after an act: a toast, with an undo where the act can be taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def say(request: HttpRequest, text: str, undo: str = "") -> None:
    """Shows `text` on the next page; `undo` is the URL that a POST takes it back with."""
    messages.success(request, text, extra_tags=undo)


def wrong(request: HttpRequest, text: str) -> None:
    """Shows in red what did not work."""
    messages.error(request, text)
