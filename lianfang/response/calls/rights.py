"""Which roles do what at the phones."""

from __future__ import annotations

from collections.abc import Iterable

from lianfang.core import Actor, Refused, Role

AGENTS = (Role.CALLER, Role.COMMITTEE_WORKER, Role.DUTY_OFFICER, Role.DOCTOR)
SUPERVISORS = (Role.DUTY_OFFICER, Role.COMMANDER)
READERS = (*SUPERVISORS, Role.DATA_OFFICER)


def check(by: Actor, roles: Iterable[Role]) -> None:
    """Refuses an act to every other role."""
    if by.role not in roles:
        raise Refused("calls.not_for_this_role")


def knows_more(viewer: Actor) -> bool:
    """True where the caller is staff who may read health: the fortnight, the address, other needs. A volunteer sees
    the number, how to address somebody, and the script."""
    return viewer.sees_health
