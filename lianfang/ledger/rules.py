"""What a hold must say, and how long it may last. No database, no clock."""

from __future__ import annotations

from datetime import date, timedelta

from lianfang.core import Refused

HOLD_DAYS = 90


def check_hold(*, basis: str, assessment: str, has_object: bool, begins_on: date, ends_on: date) -> None:
    """A hold names its basis and its assessment, what it keeps, and an end within ninety days.

    Raises `ledger.hold_needs_basis`, `ledger.hold_needs_object`, `ledger.hold_too_long`,
    `ledger.hold_ends_early`.
    """
    if not basis.strip() or not assessment.strip():
        raise Refused("ledger.hold_needs_basis")
    if not has_object:
        raise Refused("ledger.hold_needs_object")
    if ends_on < begins_on:
        raise Refused("ledger.hold_ends_early")
    if ends_on > begins_on + timedelta(days=HOLD_DAYS):
        raise Refused("ledger.hold_too_long", days=HOLD_DAYS)
