"""Who is acting or looking: a plain value that every selector and operation receives."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

NOWHERE: frozenset[UUID] = frozenset()


class Role(StrEnum):
    """The roles a person can hold in a subdistrict."""

    COMMANDER = "commander"
    DUTY_OFFICER = "duty_officer"
    DATA_OFFICER = "data_officer"
    COMMITTEE_WORKER = "committee_worker"
    LEADER = "leader"
    DOCTOR = "doctor"
    POLICE = "police"
    CALLER = "caller"
    GATE_GUARD = "gate_guard"
    FIRM_CONTACT = "firm_contact"
    RESIDENT = "resident"
    SYSTEM = "system"


LABELS = {
    Role.COMMANDER: _("Commander"),
    Role.DUTY_OFFICER: _("Duty officer"),
    Role.DATA_OFFICER: _("Data officer"),
    Role.COMMITTEE_WORKER: _("Committee worker"),
    Role.LEADER: _("Building-group leader"),
    Role.DOCTOR: _("Community doctor"),
    Role.POLICE: _("Community police officer"),
    Role.CALLER: _("Caller"),
    Role.GATE_GUARD: _("Gate guard"),
    Role.FIRM_CONTACT: _("Firm contact"),
    Role.RESIDENT: _("Resident"),
    Role.SYSTEM: _("System"),
}

STAFF = tuple(role for role in Role if role not in (Role.RESIDENT, Role.SYSTEM))
WHOLE = frozenset({Role.COMMANDER, Role.DUTY_OFFICER, Role.DATA_OFFICER, Role.SYSTEM})
BY_COMMITTEE = frozenset({Role.COMMITTEE_WORKER, Role.DOCTOR, Role.POLICE})
HEALTH = frozenset({Role.COMMANDER, Role.DUTY_OFFICER, Role.COMMITTEE_WORKER, Role.DOCTOR, Role.SYSTEM})


@dataclass(frozen=True, slots=True)
class Actor:
    """One viewer: who, in which role, in which subdistrict, over which areas.

    `committees` bound committee workers, doctors and police; `buildings` bound a leader;
    `person` is set for a resident who came by a one-time link. Empty areas see nothing.
    """

    id: UUID | None
    name: str
    role: Role
    subdistrict: UUID
    committees: frozenset[UUID] = NOWHERE
    buildings: frozenset[UUID] = NOWHERE
    person: UUID | None = None
    facts: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def sees_whole(self) -> bool:
        """True where the role covers the whole subdistrict."""
        return self.role in WHOLE

    @property
    def sees_health(self) -> bool:
        """True where the role may read readings and symptoms."""
        return self.role in HEALTH

    @property
    def label(self) -> str:
        """The role's name in the reader's language."""
        return str(LABELS[self.role])


def system(subdistrict: UUID, name: str = "系统") -> Actor:
    """The actor for work that no person started: nightly jobs, imports from the command line."""
    return Actor(id=None, name=name, role=Role.SYSTEM, subdistrict=subdistrict)
