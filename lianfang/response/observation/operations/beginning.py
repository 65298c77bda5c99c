"""Beginning an observation: one person, a household, or thousands at once under the same rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lianfang.core import Actor, Refused, Role, clock
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Person

from .. import rights, rules
from ..models import Episode, Protocol
from . import changing, protocols

CHUNK = 2000
BEGINNERS = (Role.COMMITTEE_WORKER, Role.DUTY_OFFICER, Role.DOCTOR, Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Whom to observe from which day zero. `because`: report, household, or typed. `begun_at` only for
    loading what already runs; otherwise the instant of the act. `days`: the count, where the rule that asks for it
    names another than the protocol."""

    person: UUID
    starts_on: date
    report: UUID | None = None
    because: str = "report"
    place: str = ""
    begun_at: datetime | None = None
    days: int | None = None


@transaction.atomic
def begin(*, by: Actor, beginning: Beginning, at: datetime) -> Episode:
    """Begins one person's observation under the protocol in force on the day it begins.

    Refused where the person is observed already, where day zero lies ahead, or the count is over.
    """
    rights.check(by, BEGINNERS)
    person = Person.objects.visible_to(by).present().select_for_update(of=("self",)).get(pk=beginning.person)
    protocol = _in_force(by, at)
    _check(by, beginning, protocol, at)
    episode = _episode(by, beginning, person, protocol, at=at)
    episode.save()
    _tell(by, episode, at)
    return episode


@transaction.atomic
def begin_household(*, by: Actor, beginning: Beginning, mates: Iterable[UUID], at: datetime) -> list[Episode]:
    """Begins a person's observation and that of those who came along. Who is observed already is left alone, or
    counted from the later day zero, so that nobody is released early."""
    wanted = [beginning, *(_mate(beginning, mate) for mate in mates)]
    standing = _standing(by, [one.person for one in wanted])
    begun = [begin(by=by, beginning=one, at=at) for one in wanted if one.person not in standing]
    _count_on(by, wanted, standing, at)
    record("observation.household_begun", by=by, at=at, person=beginning.person, episodes=len(begun))
    return begun


def _mate(first: Beginning, person: UUID) -> Beginning:
    return replace(first, person=person, because="household")


@transaction.atomic
def begin_many(*, by: Actor, beginnings: Sequence[Beginning], at: datetime) -> int:
    """Begins many at once (a loader, an import): set-based, same rules; returns how many began.

    Who is observed already, is unknown, or whose count is over, is left out and counted in the record; who is
    observed from an earlier day zero is counted from the later one.
    """
    rights.check(by, (Role.COMMANDER, Role.SYSTEM))
    _one_at_a_time(by.subdistrict)
    begun = 0
    for start in range(0, len(beginnings), CHUNK):
        begun += _begin_chunk(by, beginnings[start : start + CHUNK], at)
    return begun


def _begin_chunk(by: Actor, chunk: Sequence[Beginning], at: datetime) -> int:
    keys = [one.person for one in chunk]
    persons = Person.objects.visible_to(by).present().in_bulk(keys)
    standing = _standing(by, keys)
    taken = set(standing)
    episodes: list[Episode] = []
    protocols_by_day: dict[date, Protocol] = {}
    for one in chunk:
        begun_at = one.begun_at or at
        day = clock.day_of(begun_at)
        protocol = protocols_by_day.get(day) or protocols_by_day.setdefault(day, _in_force(by, begun_at))
        person = persons.get(one.person)
        if person is None or one.person in taken or _refusal(one, protocol, at):
            continue
        taken.add(one.person)
        episodes.append(_episode(by, one, person, protocol, at=at))
    Episode.objects.bulk_create(episodes, batch_size=CHUNK)
    _count_on(_ruler(by), chunk, standing, at)
    record(
        "observation.many_begun", by=by, at=at, episodes=len(episodes), left_out=len(chunk) - len(episodes)
    )
    return len(episodes)


def _episode(by: Actor, one: Beginning, person: Person, protocol: Protocol, *, at: datetime) -> Episode:
    return Episode(
        subdistrict=by.subdistrict,
        person=person,
        begun_for=person.id,
        household_id=person.household_id,
        committee_id=person.committee_id,
        building_id=person.building_id,
        protocol=protocol,
        report_id=one.report,
        because=one.because,
        place=one.place[:80],
        starts_on=one.starts_on,
        last_day=rules.count(one.starts_on, one.days or protocol.days),
        begun_at=one.begun_at or at,
        begun_by_name=by.name,
    )


def _check(by: Actor, one: Beginning, protocol: Protocol, at: datetime) -> None:
    refusal = _refusal(one, protocol, at)
    if refusal:
        raise refusal
    if _standing(by, [one.person]):
        raise Refused("observation.already")


def _refusal(one: Beginning, protocol: Protocol, at: datetime) -> Refused | None:
    if one.starts_on > clock.day_of(at):
        return Refused("observation.start_in_the_future")
    last = rules.count(one.starts_on, one.days or protocol.days)
    if rules.is_over(last, one.begun_at or at):
        return Refused("observation.days_over_already", last_day=last.isoformat())
    return None


def _standing(by: Actor, persons: Iterable[UUID]) -> dict[UUID, Episode]:
    """The observation that is open, of those who have one."""
    rows = Episode.objects.of(by.subdistrict).open().filter(person_id__in=list(persons))  # type: ignore[attr-defined]
    return {one.person_id: one for one in rows}


def _count_on(by: Actor, wanted: Iterable[Beginning], standing: dict[UUID, Episode], at: datetime) -> None:
    """Somebody under observation was away again, or lives with somebody who came later: counted from that day."""
    for one in wanted:
        episode = standing.get(one.person)
        if episode and episode.starts_on < one.starts_on <= clock.day_of(at):
            source = _("a later arrival or contact was verified")
            changing.extend(by=by, episode_id=episode.id, last_contact_on=one.starts_on, source=source, at=at)
            episode.starts_on = one.starts_on


def _in_force(by: Actor, at: datetime) -> Protocol:
    """The protocol for an episode that begins now: the latest that has begun, or the default, laid on the
    spot."""
    rows = Protocol.objects.of(by.subdistrict).filter(begins_on__lte=clock.day_of(at))
    found = rows.order_by("-begins_on", "-set_at").first()
    return found or protocols.load_default_protocol(by=_ruler(by), at=at)


def _ruler(by: Actor) -> Actor:
    return Actor(by.id, by.name, Role.SYSTEM, by.subdistrict)


def _one_at_a_time(subdistrict: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"observation {subdistrict}"]
        )


def _tell(by: Actor, episode: Episode, at: datetime) -> None:
    record(
        "observation.begun",
        by=by,
        at=at,
        about=episode,
        person=episode.person_id,
        committee=episode.committee_id,
        starts_on=episode.starts_on,
        last_day=episode.last_day,
        because=episode.because,
    )
