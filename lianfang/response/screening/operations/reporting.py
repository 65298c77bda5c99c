"""One report by somebody who knows: a building-group leader, a committee worker, later a guard or a
resident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lianfang.core import Actor, Refused, Role, clock
from lianfang.ledger.operations import record
from lianfang.registry.people.models import Join, Mention, Person
from lianfang.registry.people.operations import intake, rebuilding
from lianfang.registry.places.models import Door

from .. import gathering, rules
from ..models import Ground, Report
from ..summing import ground_of, new_report, sum_up
from .grounds import open_reports

REPORTERS = (
    Role.LEADER,
    Role.COMMITTEE_WORKER,
    Role.DUTY_OFFICER,
    Role.COMMANDER,
    Role.DOCTOR,
    Role.POLICE,
    Role.SYSTEM,
)
RULE = "reported"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the reporter knows. `person` where they are known already, else a name or how one calls them."""

    person: UUID | None = None
    door: UUID | None = None
    name: str = ""
    phones: str = ""
    place: str = ""
    arrived_on: date | None = None
    last_contact_on: date | None = None
    note: str = ""
    client_id: str = ""


@transaction.atomic
def report(*, by: Actor, sighting: Sighting, at: datetime) -> Report:
    """Somebody came back: keeps the words as a mention and opens (or adds to) the person's report.

    A report is opened even where the place asks for no observation: somebody thought it worth saying, so
    somebody verifies it. The same `client_id` again (a phone's retry) gives the report it led to.
    """
    known = _sent_before(by, sighting.client_id)
    if known is not None:
        return known
    person = _person(by, sighting, at)
    mention = _mention(by, sighting, person, at)
    rebuilding.rebuild(by=by, persons=[person.id], at=at)
    open_reports(by=by, at=at, mentions=[mention.id])
    made = _report_of(by, person, mention, at)
    Ground.objects.of(by.subdistrict).filter(mention=mention).update(client_id=sighting.client_id)
    record(
        "screening.reported",
        by=by,
        at=at,
        about=made,
        person=person.id,
        committee=made.committee_id,
        mention=mention.id,
    )
    return made


def _sent_before(by: Actor, client_id: str) -> Report | None:
    """What an earlier sending of the same form led to; two at once wait for each other."""
    if not client_id:
        return None
    hold(by.subdistrict, client_id)
    rows = Ground.objects.of(by.subdistrict).filter(
        client_id=client_id, report__in=Report.objects.visible_to(by)
    )
    found = rows.select_related("report__person").first()
    return found.report if found else None


def hold(subdistrict: UUID, client_id: str) -> None:
    """One sending of a form at a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{subdistrict} {client_id}"]
        )


def _person(by: Actor, sighting: Sighting, at: datetime) -> Person:
    """The person meant; somebody new behind a door becomes a person of their own until linkage knows
    better."""
    _check(by, sighting, at)
    if sighting.person:
        return Person.objects.visible_to(by).get(pk=sighting.person)
    door = _door(by, sighting)
    compound = door.building.compound if door else None
    return Person.objects.create(
        subdistrict=by.subdistrict,
        name=sighting.name.strip()[:80],
        committee_id=compound.committee_id if compound else None,
        compound=compound,
        building=door.building if door else None,
        door=door,
        created_at=at,
        updated_at=at,
    )


def _check(by: Actor, sighting: Sighting, at: datetime) -> None:
    if by.role not in REPORTERS:
        raise Refused("screening.not_for_this_role")
    if not sighting.person and not sighting.name.strip():
        raise Refused("screening.name_missing")
    rules.check_day(sighting.last_contact_on, clock.day_of(at))
    rules.check_day(sighting.arrived_on, clock.day_of(at))


def _door(by: Actor, sighting: Sighting) -> Door | None:
    if sighting.door is None:
        return None
    return Door.objects.visible_to(by).select_related("building__compound").get(pk=sighting.door)


def _mention(by: Actor, sighting: Sighting, person: Person, at: datetime) -> Mention:
    kind = Mention.Kind.LEADER if by.role == Role.LEADER else Mention.Kind.STAFF
    saying = intake.Saying(
        kind=kind,
        label=_("Told by %(name)s") % {"name": by.name},
        as_of=at,
        name=sighting.name.strip(),
        phones=sighting.phones,
        from_place=sighting.place.strip(),
        arrived_on=sighting.arrived_on,
        last_contact_on=sighting.last_contact_on,
        note=sighting.note,
    )
    [key] = intake.take_in(by=by, sayings=[saying], at=at)
    mention = Mention.objects.filter(subdistrict=by.subdistrict).get(pk=key)
    _tie(by, mention, person, at)
    return mention


def _tie(by: Actor, mention: Mention, person: Person, at: datetime) -> None:
    """Says whom the words mean: the reporter said so."""
    mention.person = person
    mention.committee_id, mention.compound_id = person.committee_id, person.compound_id
    mention.building_id, mention.door_id = person.building_id, person.door_id
    mention.save()
    Join.objects.create(
        subdistrict=by.subdistrict,
        mention=mention,
        person=person,
        how=Join.How.HAND,
        rule=RULE,
        by_name=by.name,
        at=at,
    )


def _report_of(by: Actor, person: Person, mention: Mention, at: datetime) -> Report:
    """The report the mention became a ground of; one opened by hand where the rules ask for none."""
    ground = Report.objects.filter(subdistrict=by.subdistrict, grounds__mention=mention).first()
    if ground is not None:
        return ground
    return open_by_hand(by, person, mention, at)


def open_by_hand(by: Actor, person: Person, mention: Mention, at: datetime) -> Report:
    """A report resting on this mention alone, whatever the rules ask for: somebody must look."""
    law = gathering.law(by.subdistrict, at)
    fact = gathering.fact_of(mention, law)
    report = new_report(by, person.id, person.committee_id, law, at=at)
    ground = ground_of(report, fact, at)
    sum_up(report, [ground], at)
    report.save()
    ground.save()
    return report
