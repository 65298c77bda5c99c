"""Rounds from door to door, and the loudspeaker's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role, bulk
from lianfang.ledger.operations import record
from lianfang.registry.places.models import Committee, Compound, Door

from .. import rules
from ..models import Broadcast, Knock, Sweep, Turn
from ..rules import rentals
from .asking import Ask, ask, withdraw_about

SWEEPERS = (Role.COMMITTEE_WORKER, Role.DUTY_OFFICER, Role.POLICE, Role.DOCTOR, Role.SYSTEM)
ABOUT = "visits.Turn"
OPENERS = (Role.COMMITTEE_WORKER, Role.DUTY_OFFICER, Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A round to be: what it is called, which doors of which committee."""

    name: str
    kind: str
    committee: UUID


@dataclass(frozen=True, slots=True)
class Seen:
    """What one knock found. `client_id` makes a retry count once; the landlord and the phone only of rentals."""

    client_id: str
    outcome: str
    occupants: int | None = None
    dependants: int = 0
    rooms: int | None = None
    area: Decimal | None = None
    is_rented: bool = False
    landlord: str = ""
    landlord_phone: str = ""
    came_back: bool = False
    note: str = ""
    slip: str = ""


@transaction.atomic
def open_sweep(*, by: Actor, wanted: Wanted, at: datetime) -> Sweep:
    """Opens a round and gives every door of it its turn; refused where there is no such door."""
    if by.role not in OPENERS:
        raise Refused("visits.not_for_this_role")
    if not by.sees_whole and wanted.committee not in by.committees:
        raise Refused("visits.not_your_committee")
    committee = Committee.objects.visible_to(by).get(pk=wanted.committee)
    doors = _doors(by, wanted)
    if not doors:
        raise Refused("visits.no_such_doors")
    sweep = Sweep.objects.create(
        subdistrict=by.subdistrict,
        name=wanted.name.strip()[:60] or str(Sweep.Kind(wanted.kind).label),
        kind=wanted.kind,
        committee=committee,
        opened_at=at,
        opened_by_name=by.name,
    )
    bulk.insert([Turn(subdistrict=by.subdistrict, sweep=sweep, door_id=key) for key in doors])
    record("visits.sweep_opened", by=by, at=at, about=sweep, committee=committee.id, doors=len(doors))
    return sweep


@transaction.atomic
def knock(*, by: Actor, turn_id: UUID, seen: Seen, at: datetime) -> Knock:
    """Writes down one knock of a round; sent again it is the same one. What the rule of rentals says against the flat
    is kept with the door. A later knock corrects an earlier one: both stay, the last counts."""
    if by.role not in SWEEPERS:
        raise Refused("visits.not_for_this_role")
    turn: Turn = (
        Turn.objects.visible_to(by).select_for_update(of=("self",)).select_related("sweep").get(pk=turn_id)
    )
    known = Knock.objects.of(by.subdistrict).filter(client_id=seen.client_id, turn=turn).first()
    if known:
        return known
    _check(turn, seen)
    before = Knock.objects.of(by.subdistrict).filter(turn=turn).order_by("-at", "-id").first()
    made = _keep(by, turn, seen, at)
    _advance(turn, made, at)
    record(
        "visits.knocked",
        by=by,
        at=at,
        about=turn,
        committee=turn.sweep.committee_id,
        outcome=made.outcome,
        findings=turn.findings,
    )
    if made.came_back:
        _verify(by, turn, made, at)
    elif before and before.came_back and made.outcome != rules.Outcome.NOBODY:
        withdraw_about(by=_house(by), about_kind=ABOUT, about_id=turn.id, reason="visits.knocked", at=at)
    return made


@transaction.atomic
def close_sweep(*, by: Actor, sweep_id: UUID, at: datetime) -> Sweep:
    """Ends a round; doors that nobody opened stand as they are."""
    if by.role not in OPENERS:
        raise Refused("visits.not_for_this_role")
    sweep: Sweep = Sweep.objects.visible_to(by).select_for_update(of=("self",)).get(pk=sweep_id)
    if sweep.closed_at:
        raise Refused("visits.sweep_closed")
    sweep.closed_at = at
    sweep.save(update_fields=["closed_at"])
    record("visits.sweep_closed", by=by, at=at, about=sweep, committee=sweep.committee_id)
    return sweep


@dataclass(frozen=True, slots=True)
class Round:
    """Where a loudspeaker went, from when until when, with which words."""

    committee: UUID
    route: str
    text: str
    begins_at: datetime
    ends_at: datetime


@transaction.atomic
def log_broadcast(*, by: Actor, spoken: Round, at: datetime) -> Broadcast:
    """Writes down a loudspeaker's round. Refused without route or words, for the future, and for others' areas."""
    if by.role not in OPENERS:
        raise Refused("visits.not_for_this_role")
    if not by.sees_whole and spoken.committee not in by.committees:
        raise Refused("visits.not_your_committee")
    if not spoken.route.strip() or not spoken.text.strip() or spoken.ends_at < spoken.begins_at:
        raise Refused("visits.broadcast_incomplete")
    if spoken.begins_at > at:
        raise Refused("visits.time_wrong")
    made = Broadcast.objects.create(
        subdistrict=by.subdistrict,
        committee=Committee.objects.visible_to(by).get(pk=spoken.committee),
        route=spoken.route.strip()[:200],
        text=spoken.text.strip()[:500],
        begins_at=spoken.begins_at,
        ends_at=spoken.ends_at,
        by_name=by.name,
    )
    record("visits.broadcast_logged", by=by, at=at, about=made, committee=spoken.committee)
    return made


def _verify(by: Actor, turn: Turn, made: Knock, at: datetime) -> None:
    """Somebody came back behind this door: a team verifies with the form and a thermometer."""
    request = Ask(
        rules.Kind.VERIFICATION,
        door=turn.door_id,
        about_kind=ABOUT,
        about_id=turn.id,
        note=made.note,
    )
    ask(by=_house(by), request=request, at=at)


def _house(by: Actor) -> Actor:
    """Whoever knocked, acting as the house."""
    return Actor(by.id, by.name, Role.SYSTEM, by.subdistrict)


def _doors(by: Actor, wanted: Wanted) -> list[UUID]:
    rows = Door.objects.of(by.subdistrict).filter(building__compound__committee=wanted.committee)
    if wanted.kind == Sweep.Kind.OLD_HOUSE:
        rows = rows.filter(building__compound__kind__in=Compound.old_kinds())
    elif wanted.kind == Sweep.Kind.RENTED:
        rows = rows.filter(is_rented=True)
    elif wanted.kind != Sweep.Kind.EVERY:
        raise Refused("visits.kind_unknown")
    return list(rows.values_list("id", flat=True))


def _check(turn: Turn, seen: Seen) -> None:
    if turn.sweep.closed_at:
        raise Refused("visits.sweep_closed")
    if seen.outcome not in set(rules.Outcome) or not seen.client_id:
        raise Refused("visits.outcome_unknown")


def _keep(by: Actor, turn: Turn, seen: Seen, at: datetime) -> Knock:
    return Knock.objects.create(
        subdistrict=by.subdistrict,
        turn=turn,
        client_id=seen.client_id[:64],
        outcome=seen.outcome,
        occupants=seen.occupants,
        dependants=seen.dependants,
        rooms=seen.rooms,
        area=seen.area,
        is_rented=seen.is_rented,
        landlord=seen.landlord.strip()[:60],
        landlord_phone=seen.landlord_phone.strip()[:40] or None,
        came_back=seen.came_back,
        note=seen.note.strip()[:200],
        slip=seen.slip[:12],
        at=at,
        by_name=by.name,
    )


def _advance(turn: Turn, made: Knock, at: datetime) -> None:
    turn.outcome, turn.knocks, turn.last_at = made.outcome, turn.knocks + 1, at
    turn.slip = made.slip or turn.slip
    if made.outcome != rules.Outcome.NOBODY:
        turn.findings = [one.value for one in _against(made)]
    turn.save()


def _against(made: Knock) -> tuple[rentals.Finding, ...]:
    """What the rule of rentals says against the flat as it was seen."""
    if not made.is_rented or made.occupants is None:
        return ()
    return rentals.findings(rentals.Flat(made.occupants, made.rooms, made.area, made.dependants))
