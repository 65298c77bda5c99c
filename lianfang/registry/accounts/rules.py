"""What a post must name, and how long things last. No database, no clock."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from lianfang.core import Refused, Role
from lianfang.core.actor import BY_COMMITTEE, STAFF

MANAGERS = frozenset({Role.COMMANDER, Role.DATA_OFFICER, Role.SYSTEM})
BY_STAIR = frozenset({Role.LEADER})
INVITERS = frozenset({Role.DUTY_OFFICER, Role.DATA_OFFICER, Role.COMMITTEE_WORKER, Role.DOCTOR, Role.SYSTEM})
LINK_LASTS = timedelta(days=2)
VISIT_LASTS = timedelta(hours=2)
SLIP_PHONES = 3  # a printed slip serves a household, not the whole stair
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread when written on paper
PASSWORD_GROUPS, GROUP = 4, 4


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a post stands: the role, and the committee or the stair it covers."""

    role: Role
    committee: UUID | None = None
    building: UUID | None = None


def check_can_manage(role: Role) -> None:
    """Accounts are managed by the commander and the data officer. Raises `accounts.not_a_manager`."""
    if role not in MANAGERS:
        raise Refused("accounts.not_a_manager")


def check_placement(placement: Placement) -> Placement:
    """A committee role names a committee, a leader a stair, everybody else nothing.

    Returns the placement without what its role does not use. Raises `accounts.no_such_role`,
    `accounts.committee_missing`, `accounts.stair_missing`.
    """
    role = placement.role
    if role not in STAFF:
        raise Refused("accounts.no_such_role")
    if role in BY_COMMITTEE and not placement.committee:
        raise Refused("accounts.committee_missing")
    if role in BY_STAIR and not placement.building:
        raise Refused("accounts.stair_missing")
    return Placement(
        role,
        placement.committee if role in BY_COMMITTEE else None,
        placement.building if role in BY_STAIR else None,
    )


def spell_password(letters: list[str]) -> str:
    """Letters as a password that can be read over the telephone: groups of four with hyphens."""
    groups = ["".join(letters[i : i + GROUP]) for i in range(0, len(letters), GROUP)]
    return "-".join(groups)


def hash_of(token: str) -> bytes:
    """What is kept of a link. Tokens are 192 random bits, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
