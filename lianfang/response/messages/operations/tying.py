"""Whose an account is, said by the resident: their own page shows six digits once, and whoever sends them is that
person. An official account's follower has no number on record; this is how they report without a member of staff."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from lianfang.core import Actor, Refused, Role, cipher, clock, masking
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Person

from .. import finding
from ..models import Correspondent, Incoming, TyingCode
from .reading import SENDER, read_anew, set_sender
from .replying import Verdict, conclude

LASTS = timedelta(minutes=15)
HOUR = timedelta(hours=1)
# Six digits are guessed in a million tries: a sender has five an hour, all senders together no more than a slip of the
# finger here and there needs. Beyond that the office ties by hand.
WRONG_AN_HOUR, WRONG_IN_ALL = 5, 100
DRAWS = 5


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is shown once."""

    digits: str
    person: Person
    expires_at: datetime


@transaction.atomic
def give_code(*, by: Actor, person_id: UUID, at: datetime) -> Code:
    """A code for one member of the resident's own household; the ones before it are worthless from now on.

    Raises `messages.not_for_this_role`, `messages.too_young`.
    """
    if by.role != Role.RESIDENT:
        raise Refused("messages.not_for_this_role")
    person = Person.objects.visible_to(by).present().get(pk=person_id)
    if finding.is_child(person, clock.day_of(at)):
        raise Refused("messages.too_young", age=finding.CHILD_UNDER)
    mine = TyingCode.objects.of(by.subdistrict)
    mine.filter(person=person, used_at=None).update(used_at=at)
    mine.filter(used_at=None, expires_at__lte=at).update(used_at=at)
    code = Code(_drawn(person, at), person, at + LASTS)
    record("messages.code_given", by=by, at=at, person=person.id, committee=person.committee_id)
    return code


def _drawn(person: Person, at: datetime) -> str:
    """Six digits that nobody else's open code has."""
    for _draw in range(DRAWS):
        digits = f"{secrets.randbelow(1_000_000):06d}"
        made = TyingCode(
            subdistrict=person.subdistrict,
            lookup=_hash(digits),
            person=person,
            given_at=at,
            expires_at=at + LASTS,
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            continue
        return digits
    raise Refused("messages.no_code")


def _hash(digits: str) -> bytes:
    return cipher.lookup("tying", digits)


def tie_sender(by: Actor, incoming: Incoming, digits: str, at: datetime) -> None:
    """Takes a message that says 绑定 and six digits: the sender is that person from now on, and what they wrote before
    is read anew. A wrong code is answered with what to do; nobody has to read it. Called while it is received."""
    person = _redeemed(incoming, digits, at)
    if person is None:
        conclude(by=by, verdicts=[Verdict(incoming, "tie_failed", {}, "tie_wrong")], at=at)
        return
    earlier = unread_of(incoming)
    # The resident's own word stands before whoever of the office tied this account to somebody.
    tie_address(incoming, person)
    set_sender(incoming, person)
    incoming.save(update_fields=SENDER)
    who = {"who": masking.name(person.name)}
    conclude(by=by, verdicts=[Verdict(incoming, "tied", who, "tied")], at=at)
    for one in (incoming, *earlier):
        tell(by, one, person, at)


def _redeemed(incoming: Incoming, digits: str, at: datetime) -> Person | None:
    wrong = Incoming.objects.of(incoming.subdistrict).filter(reason="tie_wrong", received_at__gt=at - HOUR)
    theirs = wrong.filter(sender_lookup=bytes(incoming.sender_lookup))
    if len(digits) != 6 or theirs.count() >= WRONG_AN_HOUR or wrong.count() >= WRONG_IN_ALL:
        return None
    rows = TyingCode.objects.of(incoming.subdistrict).filter(
        lookup=_hash(digits), used_at=None, expires_at__gt=at
    )
    code = rows.select_for_update(of=("self",)).select_related("person").first()
    if code is None:
        return None
    code.used_at = at
    code.save(update_fields=["used_at"])
    return code.person


def unread_of(incoming: Incoming) -> list[Incoming]:
    """What the same sender wrote beside this and nobody has dealt with; locked."""
    rows = Incoming.objects.of(incoming.subdistrict).open()
    theirs = rows.filter(kind=incoming.kind, sender_lookup=bytes(incoming.sender_lookup))
    return list(theirs.exclude(pk=incoming.pk).select_for_update(of=("self",)).order_by("received_at", "pk"))


def tie_address(incoming: Incoming, person: Person, name: str = "") -> None:
    """From now on the sender is this person; `name`: who of the office says so."""
    rows = Correspondent.objects.of(incoming.subdistrict).filter(
        kind=incoming.kind, lookup=bytes(incoming.sender_lookup)
    )
    rows.update(person=person, tied_by_name=name)


def tell(by: Actor, incoming: Incoming, person: Person, at: datetime) -> None:
    """The message is read anew, if nobody has dealt with it, and the rooms above hear whose it is."""
    if incoming.is_open:
        read_anew(incoming, person)
    record(
        "messages.tied", by=by, at=at, about=incoming, person=person.id, committee=person.committee_id,
        meaning=incoming.meaning,
    )  # fmt: skip


@transaction.atomic
def untie(*, by: Actor, correspondent_id: UUID, at: datetime) -> Correspondent:
    """The household's own word that an account is theirs no longer: what it writes is nobody's from now on."""
    if by.role != Role.RESIDENT:
        raise Refused("messages.not_for_this_role")
    row: Correspondent = (
        Correspondent.objects.visible_to(by).select_for_update(of=("self",)).get(pk=correspondent_id)
    )
    person, row.person = row.person_id, None
    row.save(update_fields=["person"])
    record("messages.untied", by=by, at=at, about=row, person=person)
    return row
