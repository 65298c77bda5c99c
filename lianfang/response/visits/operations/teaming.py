"""Teams and their shifts: who goes together, when, from where, with how many sets of protection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role, clock
from lianfang.ledger.operations import record
from lianfang.registry.accounts.models import User

from .. import rules
from ..models import Member, Policy, Shift, Stop, Team
from ..terms import FIELDS

DISPATCHERS = (Role.DUTY_OFFICER, Role.COMMANDER, Role.SYSTEM)
LONGEST = timedelta(hours=12)
MOST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Seat:
    """One member of a team to be: the account, the part, and what they bring."""

    user: UUID
    part: str
    is_female: bool = False
    languages: tuple[str, ...] = ()


@transaction.atomic
def form_team(
    *, by: Actor, name: str, seats: Sequence[Seat], committees: Sequence[UUID] = (), at: datetime
) -> Team:
    """Puts accounts together as a team with a name and an area. Refused for a name in use and for nobody."""
    check_dispatcher(by)
    if not name.strip() or not seats:
        raise Refused("visits.team_empty")
    if Team.objects.of(by.subdistrict).standing().filter(name=name.strip()).exists():
        raise Refused("visits.team_name_taken", name=name.strip())
    team = Team.objects.create(
        subdistrict=by.subdistrict, name=name.strip()[:40], committees=list(committees), made_at=at
    )
    _seat(by, team, seats, at)
    record("visits.team_formed", by=by, at=at, about=team, members=len(seats))
    return team


@transaction.atomic
def change_team(
    *, by: Actor, team_id: UUID, seats: Sequence[Seat], committees: Sequence[UUID] = (), at: datetime
) -> Team:
    """Says anew who is in a team and where it goes; who is not named leaves it."""
    check_dispatcher(by)
    team: Team = Team.objects.visible_to(by).standing().select_for_update().get(pk=team_id)
    if not seats:
        raise Refused("visits.team_empty")
    team.committees = list(committees)
    team.save(update_fields=["committees"])
    Member.objects.of(by.subdistrict).filter(team=team, left_at=None).update(left_at=at)
    _seat(by, team, seats, at)
    record("visits.team_changed", by=by, at=at, about=team, members=len(seats))
    return team


@transaction.atomic
def end_team(*, by: Actor, team_id: UUID, at: datetime) -> Team:
    """Dissolves a team: its lists are free for others, its records stay."""
    check_dispatcher(by)
    team: Team = Team.objects.visible_to(by).standing().select_for_update().get(pk=team_id)
    team.ended_at = at
    team.save(update_fields=["ended_at"])
    Member.objects.of(by.subdistrict).filter(team=team, left_at=None).update(left_at=at)
    Stop.objects.of(by.subdistrict).ahead().filter(
        shift__team=team, request__state=rules.State.WAITING
    ).delete()
    record("visits.team_ended", by=by, at=at, about=team)
    return team


@dataclass(frozen=True, slots=True)
class Hours:
    """When a team is out, from which compound, and with how many sets of protection."""

    begins_at: datetime
    ends_at: datetime
    base: UUID | None = None
    sets: int = 10


@transaction.atomic
def set_shift(*, by: Actor, team_id: UUID, hours: Hours, at: datetime) -> Shift:
    """Sends a team out for some hours, at most twelve; the same beginning again corrects the shift."""
    check_dispatcher(by)
    team = Team.objects.visible_to(by).standing().get(pk=team_id)
    if not hours.begins_at < hours.ends_at <= hours.begins_at + LONGEST:
        raise Refused("visits.hours_wrong")
    others = Shift.objects.of(by.subdistrict).filter(team=team).exclude(begins_at=hours.begins_at)
    if others.filter(begins_at__lt=hours.ends_at, ends_at__gt=hours.begins_at).exists():
        raise Refused("visits.shifts_overlap")
    shift, _made = Shift.objects.update_or_create(
        subdistrict=by.subdistrict,
        team=team,
        begins_at=hours.begins_at,
        defaults={"ends_at": hours.ends_at, "base_id": hours.base, "sets": max(hours.sets, 0)},
    )
    record("visits.shift_set", by=by, at=at, about=shift, team=team.id)
    return shift


@transaction.atomic
def set_shifts(*, by: Actor, team_id: UUID, hours: Hours, days: int, at: datetime) -> list[Shift]:
    """The same hours on so many days one after another; all of them or none."""
    spans = [
        replace(
            hours, begins_at=hours.begins_at + timedelta(days=n), ends_at=hours.ends_at + timedelta(days=n)
        )
        for n in range(min(max(days, 1), MOST_DAYS))
    ]
    return [set_shift(by=by, team_id=team_id, hours=span, at=at) for span in spans]


@transaction.atomic
def end_shift(*, by: Actor, shift_id: UUID, at: datetime) -> Shift:
    """Calls a team off: a shift that has begun ends now, one that has not is struck. Its doors wait for others."""
    check_dispatcher(by)
    shift: Shift = (
        Shift.objects.visible_to(by).select_for_update(of=("self",)).select_related("team").get(pk=shift_id)
    )
    if shift.ends_at <= at:
        raise Refused("visits.shift_over")
    ahead = Stop.objects.of(by.subdistrict).ahead().filter(shift=shift)
    ahead.filter(request__state=rules.State.WAITING).delete()
    record("visits.shift_ended", by=by, at=at, about=shift, team=shift.team_id)
    if shift.begins_at < at:
        shift.ends_at = at
        shift.save(update_fields=["ends_at"])
    else:
        shift.delete()
    return shift


@transaction.atomic
def set_policy(*, by: Actor, begins_on: date, terms: rules.Terms, at: datetime) -> Policy:
    """The minutes, hours and paces in force from a day on; the commander's. Refused for a day gone by."""
    if by.role not in (Role.COMMANDER, Role.SYSTEM):
        raise Refused("visits.not_for_this_role")
    if begins_on < clock.day_of(at):
        raise Refused("visits.policy_too_early")
    facts = {name: getattr(terms, name) for name in FIELDS} | {"set_by_name": by.name}
    policy, _made = Policy.objects.update_or_create(
        subdistrict=by.subdistrict, begins_on=begins_on, defaults=facts
    )
    record("visits.policy_set", by=by, at=at, about=policy, begins_on=begins_on)
    return policy


def check_dispatcher(by: Actor) -> None:
    """Teams and lists are the duty officer's and the commander's."""
    if by.role not in DISPATCHERS:
        raise Refused("visits.not_for_this_role")


def _seat(by: Actor, team: Team, seats: Sequence[Seat], at: datetime) -> None:
    users = User.objects.visible_to(by).in_bulk([seat.user for seat in seats])
    Member.objects.bulk_create(
        Member(
            subdistrict=by.subdistrict,
            team=team,
            user=seat.user,
            name=users[seat.user].name,
            part=rules.Part(seat.part),
            is_female=seat.is_female,
            languages=[one for one in seat.languages if one in rules.LANGUAGES],
            joined_at=at,
        )
        for seat in seats
        if seat.user in users
    )
