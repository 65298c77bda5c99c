"""Shares as pages of rounds say them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> int:
    """A share of one as whole per cent."""
    return round(100 * share)
