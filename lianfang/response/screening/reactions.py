"""What screening does when something happened below: lists came in, persons became one or two."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused, Role
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.response.calls.models import Need
from lianfang.response.calls.rules import Purpose

from . import calling, operations, visiting


def open_reports(entry: Entry, by: Actor) -> None:
    """After a list was linked to persons, or a rule was set for those listed already: everything that is no ground
    yet is read under the rules in force; after a rule also what no rule covered before."""
    if entry.event == "screening.rule_set":
        operations.read_again(by=system(by.subdistrict, by.name), at=entry.at)
    operations.open_reports(by=system(by.subdistrict, by.name), at=entry.at)


def regroup(entry: Entry, by: Actor) -> None:
    """After persons were merged, parted or split: the reports of those two. After an import was undone or
    superseded: whatever rested on it."""
    names = ("kept", "gone", "from_person", "to_person")
    two = [UUID(entry.facts[name]) for name in names if name in entry.facts]
    operations.regroup(by=system(by.subdistrict, by.name), at=entry.at, persons=two or None)


def follow_registrations(entry: Entry, by: Actor) -> None:
    """After self-registered people were joined: the unwell among them are reported whatever the rules ask for."""
    operations.follow_registrations(by=system(by.subdistrict, by.name), at=entry.at)


def take_visit(entry: Entry, by: Actor) -> None:
    """Somebody knocked to verify a report: what they found answers it, as far as it says enough."""
    if entry.event == "visits.settled" and not entry.facts.get("stands"):
        return
    _answer(entry, by)


def take_check(entry: Entry, by: Actor) -> None:
    """The police looked into a doubtful answer: found true, it answers the report like any other; else a person
    decides, who sees beside the report what the police say."""
    if entry.facts["answer"] == "true" and entry.facts.get("visit"):
        _answer(entry, by, is_vouched=True)


def _answer(entry: Entry, by: Actor, *, is_vouched: bool = False) -> None:
    visit = visiting.visit_named(by, entry.facts["visit"])
    report, answer = visiting.report_of(by, visit), visiting.answer_of(visit, is_vouched=is_vouched)
    if report is None or answer is None:
        return
    who = Actor(by.id, by.name, Role.SYSTEM, by.subdistrict)
    try:
        with transaction.atomic():
            operations.verify(by=who, report_id=report.id, answer=answer, at=entry.at)
    except Refused:
        # A day that cannot be: the visit stands, and a person verifies.
        return


def note_unreached(entry: Entry, by: Actor) -> None:
    """The phone did not reach somebody to be verified, or they would not answer."""
    rows = Need.objects.of(by.subdistrict).filter(pk__in=entry.facts["needs"], about_kind=calling.KIND)
    reports = list(rows.filter(purpose=Purpose.SCREENING).values_list("about_id", flat=True))
    if reports:
        who = Actor(by.id, by.name, Role.SYSTEM, by.subdistrict)
        refused = entry.event == "calls.refused"
        operations.note_unreached(by=who, reports=reports, refused=refused, at=entry.at)
