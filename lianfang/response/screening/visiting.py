"""What a visit at the door says about a report: an answer where it says enough, else nothing."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from lianfang.core import Actor
from lianfang.response.visits.models import Taken, Visit
from lianfang.response.visits.rules import Outcome as AtTheDoor

from . import rules
from .models import Report
from .operations.verifying import Answer

ABOUT = "screening.Report"


def report_of(by: Actor, visit: Visit) -> Report | None:
    """The open report that the visit was asked for, of the very person whose door it was."""
    request = visit.request
    if request.about_kind != ABOUT or request.about_id is None:
        return None
    rows = Report.objects.of(by.subdistrict).open()
    return rows.filter(pk=request.about_id, person_id=request.person_id).first()


def answer_of(visit: Visit, *, is_vouched: bool = False) -> Answer | None:
    """The verification's answer; None where a person has to enter it (doubtful, refused, or half filled in).
    `is_vouched`: the police found that the doubtful answer is true."""
    said: dict[str, Any] = visit.answers
    if visit.outcome == AtTheDoor.NOBODY:
        return Answer(rules.Outcome.UNREACHABLE, method=rules.Method.DOOR, note=visit.note)
    if visit.outcome == AtTheDoor.MOVED:
        return Answer(
            rules.Outcome.REFUTED, method=rules.Method.DOOR, reason=rules.Reason.MOVED_AWAY, note=visit.note
        )
    if visit.outcome != AtTheDoor.MET and not (is_vouched and visit.outcome == AtTheDoor.DOUBTFUL):
        return None
    if said.get("verdict") == rules.Outcome.REFUTED and said.get("reason") in set(rules.Reason):
        return Answer(rules.Outcome.REFUTED, method=rules.Method.DOOR, reason=said["reason"], note=visit.note)
    arrived = _day(said.get("arrived_on"))
    if said.get("verdict") != rules.Outcome.CONFIRMED or arrived is None:
        return None
    own = Taken.objects.of(visit.subdistrict).filter(visit=visit, person=visit.request.person_id).first()
    return Answer(
        rules.Outcome.CONFIRMED,
        method=rules.Method.DOOR,
        arrived_on=arrived,
        place=str(said.get("place") or "")[:80],
        note=visit.note,
        celsius=own.celsius if own else None,
        symptoms=tuple(own.symptoms) if own else (),
    )


def visit_named(by: Actor, key: str) -> Visit:
    """The visit that an event tells of."""
    return Visit.objects.of(by.subdistrict).select_related("request").get(pk=UUID(key))


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None
