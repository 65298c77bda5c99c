"""List pages: one page of rows with a bounded number of queries, and stable page sizes."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(request: HttpRequest, rows: QuerySet[Any] | list[Any], size: int = PAGE_SIZE) -> Page[Any]:
    """The page asked for by `?page=`; anything unreadable is page one, beyond the end the last."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
