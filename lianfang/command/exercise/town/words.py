"""Stocks of words written as one text, which reads better than a hundred quotation marks."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Cut a stock at its blanks."""
    return tuple(text.split())


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Cut a stock of "left/right" at its blanks and each entry at its first slash; the right may be empty."""
    halves = (entry.partition("/") for entry in text.split())
    return tuple((left, right) for left, _, right in halves)
