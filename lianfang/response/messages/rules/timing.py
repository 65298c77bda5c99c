"""When a message may go: quiet hours, throttles, and how long to wait after it did not get through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lianfang.core import clock

# After a temporary failure: one minute, five, a quarter of an hour, an hour, three hours; then it is given up.
PAUSES = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 180))
# A sender that wrote "set out" and nothing since has died; longer than any time-out of the network.
LEASE = timedelta(minutes=5)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
# So long after a follower wrote the official account may write to them; then they have to write first.
ACCOUNT_OPEN = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Hours:
    """The rule of sending in force: quiet from and to (minutes since local midnight), how many an hour go to one
    number, how many a minute through one group robot (WeCom takes 20)."""

    quiet_from: int = 21 * 60
    quiet_to: int = 8 * 60
    per_hour: int = 4
    group_per_minute: int = 20


def earliest(hours: Hours, at: datetime, *, is_urgent: bool = False) -> datetime:
    """The first instant from `at` on that does not wake anybody; urgent messages and answers go at once."""
    if is_urgent or not is_quiet(hours, at):
        return at
    local = at.astimezone(clock.LOCAL)
    is_evening = local.hour * 60 + local.minute >= hours.quiet_from > hours.quiet_to
    day = local.date() + timedelta(days=1) if is_evening else local.date()
    return clock.at_local(day) + timedelta(minutes=hours.quiet_to)


def is_quiet(hours: Hours, at: datetime) -> bool:
    """True in the hours in which people sleep; they may pass midnight."""
    local = at.astimezone(clock.LOCAL)
    minute = local.hour * 60 + local.minute
    begins, ends = hours.quiet_from, hours.quiet_to
    if begins == ends:
        return False
    return begins <= minute < ends if begins < ends else minute >= begins or minute < ends


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries that did not get through; None: give it up."""
    return PAUSES[tries - 1] if 1 <= tries <= len(PAUSES) else None
