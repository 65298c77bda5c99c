"""List pages: one page of rows with a bounded number of queries, and stable page sizes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50
# In an address instead of a committee: people whose committee nobody knows.
NONE = "none"


def page_of(request: HttpRequest, rows: QuerySet[Any] | list[Any], size: int = PAGE_SIZE) -> Page[Any]:
    """The page asked for by `?page=`; anything unreadable is page one, beyond the end the last."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def committee_of(text: str) -> str:
    """A committee out of an address: its id, `none` for people without one, and nothing for anything else."""
    try:
        return NONE if text == NONE else str(UUID(text)) if text else ""
    except ValueError:
        return ""
