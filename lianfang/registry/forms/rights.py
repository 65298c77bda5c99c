"""Who does what with questionnaires."""

from __future__ import annotations

from lianfang.core import Actor, Refused, Role

MANAGERS = (Role.COMMANDER, Role.DATA_OFFICER)
READERS = (*MANAGERS, Role.DUTY_OFFICER, Role.COMMITTEE_WORKER)
# Who reads answers: as far as each sees.
SEERS = (Role.COMMANDER, Role.DUTY_OFFICER, Role.COMMITTEE_WORKER)
# What is kept for a person may speak of health: not for the data officer.
DECIDERS = (Role.COMMANDER, Role.DUTY_OFFICER)


def check(by: Actor, roles: tuple[Role, ...]) -> None:
    """Refuses other roles; the system does everything."""
    if by.role not in (*roles, Role.SYSTEM):
        raise Refused("forms.not_for_this_role")
