"""They call us: who it is by the number or by name and date of birth, and then the same page as for any call."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, cipher
from lianfang.core.actor import BY_COMMITTEE
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Person, PersonQuerySet
from lianfang.registry.people.rules.phones import read_phones

from .. import callees, hooks, phoning, policies, queueing, rights, rules
from ..models import Callee, Need
from .asking import Ask, ask
from .claiming import hand_over, held_by, take_seat

MOST = 5


@transaction.atomic
def look_up(
    *, by: Actor, phone: str = "", name: str = "", born_on: date | None = None, at: datetime
) -> list[Person]:
    """Who calls: whoever has this number, or exactly this name and date of birth; five at most. In the record.

    Raises `calls.not_found`.
    """
    rights.check(by, rights.AGENTS)
    people = _people(by).listed()
    if phone:
        digits = [cipher.lookup("phone", one.digits) for one in read_phones(phone)]
        named = callees.allowed(by.subdistrict, at).filter(lookup__in=digits)
        people = people.filter(pk__in=named.values("mention__person"))
    elif name and born_on:
        people = people.filter(name=name.strip(), born_on=born_on)
    else:
        people = people.none()
    found = list(people.order_by("born_on", "id")[:MOST])
    how = "phone" if phone else "name"
    record("calls.looked_up", by=by, at=at, how=how, found=len(found), persons=[one.id for one in found])
    return found


@transaction.atomic
def take_inbound(*, by: Actor, person_id: UUID, phone: str = "", at: datetime) -> Callee:
    """Puts the caller into the agent's hand, with everything that is open with their household; what the hand held
    goes back. Raises `calls.in_another_hand`."""
    rights.check(by, rights.AGENTS)
    take_seat(by, at)
    _people(by).get(pk=person_id)
    wish = Ask(
        rules.Purpose.INBOUND,
        "person",
        person_id,
        rules.Rank.CALL_BACK,
        person=person_id,
        questionnaire=hooks.script_of(by.subdistrict, person_id, at),
    )
    need = ask(by=by, need=wish, at=at)
    _open_again(by, need)
    [callee] = callees.lock(by.subdistrict, [need.callee_id])
    is_held = callee.agent not in (None, by.id) and callee.claimed_until and callee.claimed_until >= at
    if is_held:
        raise Refused("calls.in_another_hand", name=callee.agent_name)
    _let_go(by, callee, at)
    hand_over(by, callee, _line(callee, phone, person_id, at), policies.terms(by.subdistrict, at), at=at)
    record("calls.claimed", by=by, at=at, about=callee, person=person_id, how="inbound", rank=callee.rank)
    return callee


def _people(by: Actor) -> PersonQuerySet:
    """Whom this agent may find: committee roles their own people, the command post's agents anybody's."""
    rows: PersonQuerySet = (
        Person.objects.visible_to(by) if by.role in BY_COMMITTEE else Person.objects.of(by.subdistrict)
    )
    return rows.present()


def _open_again(by: Actor, need: Need) -> None:
    """Nobody goes to the door of somebody who is on the line, though we knew no number of theirs."""
    if need.state == rules.State.UNREACHABLE:
        need.state, need.closed_at = rules.State.OPEN, None
        need.save(update_fields=["state", "closed_at"])
        queueing.refresh(by.subdistrict, [need.callee_id])


def _let_go(by: Actor, callee: Callee, at: datetime) -> None:
    meanwhile = held_by(by, at)
    if meanwhile is not None and meanwhile.id != callee.id:
        queueing.free(meanwhile)
        meanwhile.save(update_fields=queueing.FREED)


def _line(callee: Callee, phone: str, person: UUID, at: datetime) -> UUID | None:
    """The number they called from where it is one of theirs, else the one we would ring."""
    digits = {cipher.lookup("phone", one.digits) for one in read_phones(phone)}
    found = phoning.lines(callee, [person], at)
    return next((one.contact for one in found if one.lookup in digits), found[0].contact if found else None)
