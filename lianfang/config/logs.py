"""Logs carry no personal data: an exception's place is kept, its values and the request are not."""

from __future__ import annotations

import logging


class WithoutRequestData(logging.Filter):
    """Drops the request and the exception's message; keeps type and stack, which name code only."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through, after stripping it."""
        record.__dict__.pop("request", None)
        if record.exc_info and record.exc_info[1] is not None:
            kind, error, trace = record.exc_info
            record.exc_info = (kind, Exception(f"{type(error).__name__} (message withheld)"), trace)
        return True
