"""Reports open on the day somebody became known, and committee workers verify them at their hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from lianfang.core import Actor, clock
from lianfang.registry.people.models import Person
from lianfang.response.screening import operations as screening
from lianfang.response.screening.models import Report
from lianfang.response.screening.operations.reporting import Sighting
from lianfang.response.screening.operations.verifying import Answer, Found

from .plans import Plan
from .posts import Crew
from .roll import Case
from .town.chance import stream
from .town.courses import REFUTED
from .town.journeys import CONTACT, OBSERVED, PLAIN

NEVER_TRUE = ("arrived_before", "left_again", "never_left")
ALSO = timedelta(minutes=6)


class Screening:
    """The screening side of the story."""

    def __init__(self, by: Actor, plan: Plan, crew: Crew) -> None:
        self.by, self.plan, self.crew = by, plan, crew
        persons = [case.person for case in plan.cases]
        rows = Person.objects.of(by.subdistrict).filter(pk__in=persons)
        self.homes = {key: home for key, *home in rows.values_list("id", "committee_id", "building_id")}
        self.found: dict[date, list[Case]] = defaultdict(list)
        self.verified: dict[date, list[Case]] = defaultdict(list)
        for case in plan.cases:
            self._enter(case)

    def _enter(self, case: Case) -> None:
        if case.journey.arrived is None:
            return
        self.found[clock.day_of(case.course.found_at)].append(case)
        if case.course.verified_at:
            self.verified[clock.day_of(case.course.verified_at)].append(case)

    def open(self, day: date) -> None:
        """Opens the reports of a day: those of the morning, those of the afternoon."""
        halves: dict[bool, list[Case]] = defaultdict(list)
        for case in self.found[day]:
            halves[case.course.found_at.hour >= 13].append(case)
        for _afternoon, cases in sorted(halves.items()):
            at = min(case.course.found_at for case in cases)
            screening.open_reports(by=self.by, at=at, mentions=_mentions(cases))
        known = self._reports(self.found[day])
        for case in self.found[day]:
            is_due = case.course.verdict != REFUTED and case.journey.kind in OBSERVED
            if is_due and case.person not in known:
                self._report(case)

    def _report(self, case: Case) -> None:
        """Nobody's list has them, or none says from where: the leader of the stair saw the lights, or the
        committee rang."""
        committee, building = self.homes[case.person]
        by = self.crew.leaders.get(building) or self.crew.worker(committee, case.course.person)
        sighting = Sighting(person=case.person, place=case.journey.place)
        if case.journey.kind == CONTACT:
            sighting = replace(sighting, last_contact_on=case.journey.arrived)
        else:
            sighting = replace(sighting, arrived_on=case.journey.arrived)
        screening.report(by=by, sighting=sighting, at=case.course.found_at)

    def verify(self, day: date) -> None:
        """Enters what was found out on a day, committee by committee."""
        reports = self._reports(self.verified[day])
        found: list[tuple[Report | None, Answer, datetime]] = []
        for case in self.verified[day]:
            at = case.course.verified_at or self.plan.now
            found.append((reports.get(case.person), self._answer(case), at))
            later = min(at + ALSO, self.plan.now)
            found += [(reports.get(double), SAME, later) for double, _said in case.doubles]
        self._enter_all(found, min(clock.at_local(day, 23, 30), self.plan.now))

    def _enter_all(self, found: Iterable[tuple[Report | None, Answer, datetime]], at: datetime) -> None:
        grouped: dict[UUID | None, list[Found]] = defaultdict(list)
        for report, answer, moment in found:
            if report is not None and report.opened_at <= moment:
                grouped[report.committee_id].append(Found(report.id, answer, moment))
        for committee, mine in grouped.items():
            by = self.crew.worker(committee, at.toordinal())
            screening.verify_many(by=by, found=mine, at=at)

    def _answer(self, case: Case) -> Answer:
        rng = stream(self.plan.town.seed, f"answer/{case.course.person}")
        method, journey = rng.choice(("phone", "phone", "door")), case.journey
        if case.course.verdict == REFUTED:
            reason = "no_key_region" if journey.kind == PLAIN else rng.choice(NEVER_TRUE)
            return Answer("refuted", method=method, reason=reason)
        answer = Answer("confirmed", method=method, place=journey.place, can_stay_home=True)
        if journey.kind == CONTACT:
            return replace(answer, last_contact_on=journey.arrived)
        return replace(answer, arrived_on=journey.arrived)

    def _reports(self, cases: Iterable[Case]) -> dict[UUID, Report]:
        persons = [person for case in cases for person in (case.person, *(d for d, _said in case.doubles))]
        rows = Report.objects.of(self.by.subdistrict).open().filter(person_id__in=persons)  # type: ignore[attr-defined]
        return {report.person_id: report for report in rows}

    def open_the_rest(self, at: datetime) -> None:
        """Whom the lists name and no case explains: not back yet, strangers; some are answered at once."""
        screening.open_reports(by=self.by, at=at)
        away = [case for case in self.plan.cases if case.journey.arrived is None]
        reports = self._reports(away)
        rng = stream(self.plan.town.seed, "not back")
        said = [
            (reports.get(case.person), NOT_BACK, at + timedelta(minutes=rng.randint(10, 90))) for case in away
        ]
        self._enter_all(
            [one for one in said if rng.random() < 0.7 and one[2] <= self.plan.now], self.plan.now
        )


SAME = Answer("refuted", reason="not_this_person", note="与已核实的是同一人，合并待核对")
NOT_BACK = Answer("refuted", reason="not_back_yet")


def _mentions(cases: Iterable[Case]) -> list[UUID]:
    said = [case.mentions for case in cases] + [more for case in cases for _person, more in case.doubles]
    return [mention for mentions in said for mention in mentions]
