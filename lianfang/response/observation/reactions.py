"""What observation does when something happened below: a report was confirmed, persons became one or
two."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from lianfang.core import Actor, Role
from lianfang.ledger.models import Entry
from lianfang.ledger.operations import Reactions
from lianfang.response.calls import answering
from lianfang.response.calls.models import Need
from lianfang.response.calls.rules import Purpose
from lianfang.response.screening.models import Verification
from lianfang.response.visits import operations as visits

from . import operations, visiting
from .operations.beginning import Beginning
from .operations.readings import Typed
from .selectors.outings import OUT

# Needs whose answers tell how somebody is.
HEALTH = (Purpose.OBSERVATION, Purpose.ABNORMAL, Purpose.INBOUND)
# What visits about somebody's observation are about.
MATTERS = ("episode", OUT)


def begin_confirmed(entry: Entry, by: Actor) -> None:
    """A confirmed report begins the observation of the person and of those who came along."""
    found = (
        Verification.objects.filter(subdistrict=by.subdistrict)
        .select_related("report")
        .get(pk=UUID(entry.facts["verification"]))
    )
    start = found.starts_on
    if start is None:
        return
    as_system = Actor(by.id, by.name, Role.SYSTEM, by.subdistrict)
    report = found.report
    first = Beginning(report.person_id, start, report.id, place=report.place, days=report.asked_days)
    operations.begin_household(by=as_system, beginning=first, mates=found.companions, at=entry.at)
    if found.celsius is not None or found.symptoms:
        _first_reading(found, as_system, entry)


def begin_many_confirmed(entry: Entry, by: Actor) -> None:
    """Many reports confirmed at once begin their observations, each at the hour of its verification."""
    rows = Verification.objects.filter(subdistrict=by.subdistrict, pk__in=entry.facts["confirmed"])
    beginnings = [
        Beginning(
            found.report.person_id,
            found.starts_on,
            found.report_id,
            place=found.report.place,
            begun_at=found.at,
            days=found.report.asked_days,
        )
        for found in rows.select_related("report").order_by("at", "id")
        if found.starts_on is not None
    ]
    as_system = Actor(by.id, by.name, Role.SYSTEM, by.subdistrict)
    operations.begin_many(by=as_system, beginnings=beginnings, at=entry.at)


def _first_reading(found: Verification, by: Actor, entry: Entry) -> None:
    """The temperature told at verification is the first reading; an abnormal one alerts at once."""
    typed = Typed(
        client_id=found.id.hex,
        person=found.report.person_id,
        celsius=found.celsius,
        symptoms=tuple(found.symptoms),
        channel="staff" if found.method == "door" else "call",
    )
    operations.record_readings(by=by, typed=[typed], at=entry.at)


def join_episodes(entry: Entry, by: Actor) -> None:
    """Two persons became one."""
    operations.join_episodes(
        by=by, kept=UUID(entry.facts["kept"]), gone=UUID(entry.facts["gone"]), at=entry.at
    )


def part_episodes(entry: Entry, by: Actor) -> None:
    """One person became two again."""
    operations.part_episodes(
        by=by, kept=UUID(entry.facts["kept"]), gone=UUID(entry.facts["gone"]), at=entry.at
    )


@Reactions.together
def take_messages(entries: Sequence[Entry], by: Sequence[Actor]) -> None:
    """Residents wrote temperatures or symptoms."""
    keys = [one.about for one in entries if one.about and one.facts["meaning"] == "readings"]
    if keys:
        operations.take_messages(by=by[0], incoming_ids=keys, at=entries[0].at)


def follow_up(entry: Entry, by: Actor) -> None:
    """Something abnormal came in: somebody rings at once."""
    if entry.about:
        operations.follow_up(by=_system(by), alert_id=entry.about, at=entry.at)


def call_off(entry: Entry, by: Actor) -> None:
    """Somebody sees to it: the call about it, and at its end the visit, are not wanted any more."""
    if entry.about:
        operations.call_off(by=_system(by), alert_id=entry.about, at=entry.at)


def spare_the_door(entry: Entry, by: Actor) -> None:
    """Nobody is observed there any more: whoever was to knock because of a silence or an outing need not."""
    if entry.about is None:
        return
    for kind in MATTERS:
        visits.withdraw_about(
            by=_system(by), about_kind=kind, about_id=entry.about, reason=entry.event, at=entry.at
        )


def take_answers(entry: Entry, by: Actor) -> None:
    """A call was answered: what was said becomes readings; who was out is seen today."""
    said = answering.told(by.subdistrict, _needs(entry), UUID(entry.facts["attempt"]))
    told = [one for one in said if one.need.purpose in HEALTH]
    operations.take_answers(by=_system(by), told=told, at=entry.at)
    if told:
        operations.note_outings(by=_system(by), told=told, at=entry.at)
        operations.take_mates(by=_system(by), told=told, at=entry.at)


def note_unreached(entry: Entry, by: Actor) -> None:
    """The phone did not reach somebody, or they would not answer."""
    rows = Need.objects.of(by.subdistrict).filter(pk__any=_needs(entry), purpose=Purpose.OBSERVATION)
    refused = entry.event == "calls.refused"
    operations.note_unreached(by=_system(by), needs=list(rows), refused=refused, at=entry.at)


def _needs(entry: Entry) -> list[UUID]:
    return [UUID(key) for key in entry.facts["needs"]]


def _system(by: Actor) -> Actor:
    """Whoever was at the phone, acting as the house: their name stays with what they wrote down."""
    return Actor(by.id, by.name, Role.SYSTEM, by.subdistrict)


def take_visit(entry: Entry, by: Actor) -> None:
    """Somebody was at the door: temperatures count whatever else speaks against the record, papers with it."""
    visiting.take(_system(by), UUID(entry.facts["visit"]), entry.at)
