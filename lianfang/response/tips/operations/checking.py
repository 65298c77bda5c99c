"""核查: what a desk check found, before anybody is approached; only then does a tip lead to somebody's door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lianfang.core import Actor, Refused
from lianfang.response.screening import operations as screening
from lianfang.response.screening.models import Report
from lianfang.response.screening.operations.reporting import Sighting
from lianfang.response.visits import operations as visits
from lianfang.response.visits.operations.asking import Ask

from .. import rules
from ..models import Tip
from ..rules import Move
from .stepping import Facts, check_role, locked, take

ABOUT = "tips.Tip"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of the check and how it was done. `name`, `from_place`, `arrived_on` and `person` go into the report
    where one is opened; `report` is the one that knows of it already."""

    move: str
    how: str
    note: str = ""
    name: str = ""
    from_place: str = ""
    arrived_on: date | None = None
    person: UUID | None = None
    report: UUID | None = None


@transaction.atomic
def check(*, by: Actor, tip_id: UUID, verdict: Verdict, at: datetime) -> Tip:
    """Writes down what a desk check found and what follows: a report to verify, a visit, or nothing.

    Raises `tips.verdict_missing`, `tips.how_missing`, `tips.reason_missing`, `tips.place_missing`,
    `tips.report_missing`, and what `screening.report` and `visits.ask` raise.
    """
    check_role(by)
    rules.check_verdict(verdict.move, verdict.how, verdict.note)
    tip = locked(by, tip_id)
    move = Move(verdict.move)
    rules.state_after(rules.State(tip.state), move)
    report = _follow(by, tip, verdict, at)
    return take(by, tip, move, Facts(verdict.how, verdict.note, report=report), at=at)


@transaction.atomic
def reopen(*, by: Actor, tip_id: UUID, note: str, at: datetime) -> Tip:
    """There is more to it after all."""
    check_role(by)
    rules.check_reason(Move.REOPENED, note)
    return take(by, locked(by, tip_id), Move.REOPENED, Facts(note=note), at=at)


def _follow(by: Actor, tip: Tip, verdict: Verdict, at: datetime) -> Report | None:
    if verdict.move == Move.REPORTED:
        return _report(by, tip, verdict, at)
    if verdict.move == Move.KNOWN:
        found: Report | None = Report.objects.visible_to(by).filter(pk=verdict.report).first()
        if found is None:
            raise Refused("tips.report_missing")
        return found
    if verdict.move == Move.VISIT_ASKED:
        _ask_visit(by, tip, at)
    return None


def _report(by: Actor, tip: Tip, verdict: Verdict, at: datetime) -> Report:
    """A report on the word of whoever checked: nothing in it tells that there was a tip, nor from whom."""
    sighting = Sighting(
        person=verdict.person,
        door=tip.door_id,
        name=verdict.name,
        place=verdict.from_place,
        arrived_on=verdict.arrived_on,
        client_id=f"tip {tip.id.hex}",
    )
    return screening.report(by=by, sighting=sighting, at=at)


def _ask_visit(by: Actor, tip: Tip, at: datetime) -> None:
    """Somebody goes and looks: at the flat, along the stair, or in the compound; with a doctor, today, where somebody
    is said to be unwell."""
    where = next((name for name in ("door", "building", "compound") if getattr(tip, f"{name}_id")), None)
    if where is None:
        raise Refused("tips.place_missing")
    is_ill = tip.kind == rules.Kind.ILL
    request = Ask(
        kind="symptom" if is_ill else "round",
        urgency="today" if is_ill else "",
        **{where: getattr(tip, f"{where}_id")},
        committee=tip.committee_id,
        about_kind=ABOUT,
        about_id=tip.id,
        note=tip.kind_said,
    )
    visits.ask(by=by, request=request, at=at)
