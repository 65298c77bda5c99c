"""Who may see what in full, who may decide who is who, and when looking becomes conspicuous."""

from __future__ import annotations

from enum import StrEnum

from lianfang.core import Actor, Refused, Role

# More persons than this revealed by one person on one day are told to the data officer (docs/privacy.md).
REVEALS_A_DAY = 20
REASON_LENGTH = 200

READERS = (
    Role.COMMANDER,
    Role.DUTY_OFFICER,
    Role.DATA_OFFICER,
    Role.COMMITTEE_WORKER,
    Role.DOCTOR,
    Role.POLICE,
)
REVIEWERS = (Role.DATA_OFFICER, Role.COMMITTEE_WORKER, Role.POLICE)
DECIDERS = frozenset({*REVIEWERS, Role.SYSTEM})


class Field(StrEnum):
    """What can be revealed."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"


class Verdict(StrEnum):
    """What a person says of a pair."""

    SAME = "same"
    DIFFERENT = "different"
    LATER = "later"


def check_can_reveal(by: Actor, field: str, reason: str) -> Field:
    """Refuses roles that work without full values (leaders, callers, gates), unknown fields and silence."""
    if by.role not in READERS:
        raise Refused("people.not_revealed_to_this_role", role=by.label)
    if field not in list(Field):
        raise Refused("people.nothing_held")
    check_reason(reason)
    return Field(field)


def check_can_decide(by: Actor) -> None:
    """Refuses roles that do not decide who is who."""
    if by.role not in DECIDERS:
        raise Refused("people.not_decided_by_this_role", role=by.label)


def check_reason(reason: str) -> str:
    """A reason has to be said; longer ones are cut to what the record holds."""
    if not reason.strip():
        raise Refused("people.reason_missing")
    return reason.strip()[:REASON_LENGTH]


def verdict_of(text: str) -> Verdict:
    """The verdict a form sent."""
    if text not in list(Verdict):
        raise Refused("people.verdict_unknown")
    return Verdict(text)


def is_conspicuous(persons: int) -> bool:
    """True when this many persons revealed on one day should be told to the data officer."""
    return persons > REVEALS_A_DAY
