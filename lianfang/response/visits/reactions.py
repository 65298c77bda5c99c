"""What visits do when something happened below: the phone did not reach somebody, or did after all."""

from __future__ import annotations

from uuid import UUID

from lianfang.core import Actor, Refused, Role
from lianfang.ledger.models import Entry
from lianfang.response.calls.models import Need
from lianfang.response.calls.rules import Purpose

from . import operations, rules
from .operations.asking import Ask
from .questions import CODE

# What was to be asked by phone is asked at the door; a call about an errand or a message is not worth a knock.
AT_THE_DOOR = {
    Purpose.OBSERVATION: rules.Kind.SILENT,
    Purpose.ABNORMAL: rules.Kind.SYMPTOM,
    Purpose.SCREENING: rules.Kind.VERIFICATION,
    Purpose.ROUND: rules.Kind.ROUND,
    Purpose.TIP: rules.Kind.VERIFICATION,
}


def knock_instead(entry: Entry, by: Actor) -> None:
    """The phone did not reach them: somebody knocks, the same day for those under observation."""
    rows = Need.objects.of(by.subdistrict).filter(pk__in=entry.facts["needs"], purpose__in=AT_THE_DOOR)
    for need in rows.select_related("callee__household"):
        household = need.callee.household
        door = household.door_id if household else None
        request = Ask(
            AT_THE_DOOR[Purpose(need.purpose)],
            person=need.person_id or need.callee.person_id,
            door=door,
            committee=need.committee_id,
            about_kind=need.about_kind,
            about_id=need.about_id,
            note=need.note,
        )
        try:
            operations.ask(by=_system(by), request=request, at=entry.at)
        except Refused as refusal:
            # Nobody knows where they live: the call desk has them on its own list.
            if refusal.code != "visits.where_missing":
                raise


def need_not_knock(entry: Entry, by: Actor) -> None:
    """They answered after all: whoever was to knock because of the silence need not."""
    rows = Need.objects.of(by.subdistrict).filter(pk__in=entry.facts["needs"])
    for kind, key in rows.values_list("about_kind", "about_id"):
        operations.withdraw_about(
            by=_system(by),
            about_kind=kind,
            about_id=key,
            kinds=(rules.Kind.SILENT,),
            reason=entry.event,
            at=entry.at,
        )


def verified(entry: Entry, by: Actor) -> None:
    """A report was verified otherwise: the visit that was to verify it is not needed."""
    if entry.about:
        operations.withdraw_about(
            by=_system(by),
            about_kind="screening.Report",
            about_id=entry.about,
            reason=entry.event,
            at=entry.at,
        )


def take_answers(entry: Entry, by: Actor) -> None:
    """ODK Collect sent the door questionnaire, or a person took in what was kept of it: a visit is made of it."""
    if entry.facts["code"] == CODE and entry.facts["way"] in ("collect", "looked") and entry.about:
        operations.take_collected(by=by, submission_id=UUID(str(entry.about)), at=entry.at)


def _system(by: Actor) -> Actor:
    """Whoever was at the phone, acting as the house."""
    return Actor(by.id, by.name, Role.SYSTEM, by.subdistrict)
