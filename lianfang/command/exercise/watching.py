"""The fortnights: readings and reasons by committee and day, fevers with what was done about them, releases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from lianfang.core import Actor, Refused, Role, clock
from lianfang.response.observation import operations as observation
from lianfang.response.observation.models import Alert, Episode, Reading
from lianfang.response.observation.operations import Going
from lianfang.response.observation.operations.excuses import Silence
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.observation.rules import papers

from .papering import give_out, issue
from .plans import Plan, Step, Told, Unsaid, fevers_now, released_at, taken_away, told
from .posts import Crew

SOON = timedelta(minutes=1)
E = TypeVar("E", Told, Unsaid)
Event = tuple[datetime, int, Told, Step | None]


class Observation:
    """The observation side of the story."""

    def __init__(self, by: Actor, plan: Plan, crew: Crew) -> None:
        self.by, self.plan, self.crew = by, plan, crew
        self.persons = {case.course.person: case.person for case in plan.cases}
        self.readings: dict[date, list[Told]] = defaultdict(list)
        self.silences: dict[date, list[Unsaid]] = defaultdict(list)
        self.events: dict[date, list[Event]] = defaultdict(list)
        self.ending: dict[date, list[int]] = defaultdict(list)
        self.leaving: dict[date, list[tuple[int, Going]]] = defaultdict(list)
        self.episodes: dict[UUID, Episode] = {}
        for case in plan.cases:
            for entry in told(plan, case):
                self._enter(entry)
            released = released_at(case, plan.now)
            if released:
                self.ending[clock.day_of(released)].append(case.course.person)
            going = taken_away(plan, case)
            if going is not None and going.effective_at <= plan.now:
                self.leaving[clock.day_of(going.effective_at)].append((case.course.person, going))
        for fever, steps in fevers_now(plan):
            self._abnormal(fever, fever.steps[:steps])

    def _enter(self, entry: Told | Unsaid) -> None:
        day = clock.day_of(entry.at)
        if isinstance(entry, Unsaid):
            self.silences[day].append(entry)
        elif entry.is_abnormal:
            self._abnormal(entry, entry.steps)
        else:
            self.readings[day].append(entry)

    def _abnormal(self, entry: Told, steps: Iterable[Step]) -> None:
        self.events[clock.day_of(entry.at)].append((entry.at, entry.person, entry, None))
        for step in steps:
            if step.at <= self.plan.now:
                self.events[clock.day_of(step.at)].append((step.at, entry.person, entry, step))

    def live(self, day: date) -> None:
        """Everything of one day, in an order in which each act may rest on those before."""
        open_ones = Episode.objects.of(self.by.subdistrict).open()  # type: ignore[attr-defined]
        self.episodes = {episode.person_id: episode for episode in open_ones}
        give_out(self.crew.duty[0], day, self.plan.now)
        at = min(clock.at_local(day, 23, 50), self.plan.now)
        self._record(self.readings[day], at)
        self._excuse(self.silences[day], at)
        for moment, _person, entry, step in sorted(self.events[day], key=lambda e: e[:2]):
            self._happen(moment, entry, step)
        for person, going in self.leaving[day]:
            self._take_away(self._episode(person), going)
        self._release(self.ending[day], day)

    def count(self) -> int:
        """How many are under observation."""
        return int(Episode.objects.of(self.by.subdistrict).active().count())  # type: ignore[attr-defined]

    def _record(self, entries: list[Told], at: datetime) -> None:
        for committee, mine in self._by_committee(entries).items():
            worker = self._worker(committee, at)
            by = [_teller(entry, episode, worker) for entry, episode in mine]
            typed = [_typed(entry, episode, self.plan.now) for entry, episode in mine]
            observation.record_together(by=by, typed=typed, at=at)

    def _excuse(self, entries: list[Unsaid], at: datetime) -> None:
        for committee, mine in self._by_committee(entries).items():
            silences = [Silence(e.id, one.slot_day, one.slot, one.reason, one.at) for one, e in mine]
            observation.excuse_slots(by=self._worker(committee, at), silences=silences, at=at)

    def _by_committee(self, entries: Iterable[E]) -> dict[UUID | None, list[tuple[E, Episode]]]:
        """With their episodes; whoever is not observed (any more) is left out."""
        grouped: dict[UUID | None, list[tuple[E, Episode]]] = defaultdict(list)
        for entry in entries:
            episode = self._episode(entry.person)
            if episode is not None:
                grouped[episode.committee_id].append((entry, episode))
        return grouped

    def _episode(self, person: int) -> Episode | None:
        return self.episodes.get(self.persons[person])

    def _worker(self, committee: UUID | None, at: datetime) -> Actor:
        return self.crew.worker(committee, at.toordinal())

    def _happen(self, at: datetime, entry: Told, step: Step | None) -> None:
        episode = self._episode(entry.person)
        if episode is None:
            return
        if step is None:
            typed = _typed(entry, episode, self.plan.now)
            by = _teller(entry, episode, self._worker(episode.committee_id, at))
            observation.record_readings(by=by, typed=[typed], at=typed.received_at or at)
            return
        alert = self._alert(episode)
        if alert is not None:
            self._take(episode, alert, step)

    def _alert(self, episode: Episode) -> Alert | None:
        mine = Alert.objects.of(self.by.subdistrict).filter(episode=episode)
        return mine.exclude(state="closed").first()

    def _take(self, episode: Episode, alert: Alert, step: Step) -> None:
        """One step; left out where another reading came in between and made it no longer the next."""
        doctor = self.crew.doctor(episode.committee_id, 0)
        duty = self.crew.duty[step.at.day % len(self.crew.duty)]
        try:
            if step.kind == "acknowledged":
                observation.acknowledge_alert(by=duty, alert_id=alert.id, at=step.at)
            elif step.kind == "closed":
                observation.close_alert(by=duty, alert_id=alert.id, note=step.note, at=step.at)
            else:
                by = doctor if step.kind == "decided" else duty
                self._add(by, episode, alert, step)
        except Refused:
            return

    def _add(self, by: Actor, episode: Episode, alert: Alert, step: Step) -> None:
        reading = None
        if step.celsius is not None:
            typed = Typed(episode=episode.id, celsius=step.celsius, taken_at=step.at)
            reading = observation.record_reading(by=by, typed=typed, at=step.at).id
        observation.add_alert_step(
            by=by,
            alert_id=alert.id,
            step=step.kind,
            decision=step.decision,
            note=step.note,
            reading_id=reading,
            at=step.at,
        )

    def _release(self, persons: list[int], day: date) -> None:
        """At half past nine on the day after the last; who was held back, or whose record does not support
        it, stays."""
        at = clock.at_local(day, 9, 30)
        due = [self._episode(person) for person in persons if person not in self.plan.held_back]
        for committee, episodes in _grouped([episode for episode in due if episode]).items():
            for episode in episodes:
                self._settle(episode, at)
            doctor = self.crew.doctor(committee, 0)
            by = doctor if committee in doctor.committees else self.by
            at_home = [episode.id for episode in episodes if episode.is_active]
            observation.release_many(by=by, episode_ids=at_home, at=at)
            for episode in episodes:
                if not episode.is_active:
                    self._release_by_word(by, episode, at)
        self._give_notices(day, at)

    def _release_by_word(self, by: Actor, episode: Episode, at: datetime) -> None:
        """From a hospital or a central site; who still lacks a slot at home stays until somebody sees to it."""
        try:
            observation.release(by=by, episode_id=episode.id, note="收治点电话告知：观察期满，无异常", at=at)
        except Refused:
            return

    def _give_notices(self, day: date, at: datetime) -> None:
        free = Episode.objects.of(self.by.subdistrict).filter(state="released", closed_at=at)
        issue(self.crew.duty[0], free.values_list("id", flat=True), [papers.Kind.RELEASE], at)

    def _take_away(self, episode: Episode | None, going: Going) -> None:
        """By the committee's doctor; left out where nobody observed them by then."""
        if episode is None or going.effective_at < episode.begun_at:
            return
        doctor = self.crew.doctor(episode.committee_id, 0)
        observation.transfer(by=doctor, episode_id=episode.id, going=going, at=going.effective_at)

    def _settle(self, episode: Episode, at: datetime) -> None:
        """Closes what a busy day left open."""
        alert = self._alert(episode)
        if alert is not None:
            self._take(episode, alert, Step(at, "acknowledged"))
            self._take(episode, alert, Step(at, "decided", "watch", "观察期满，未再发热"))
            self._take(episode, alert, Step(at, "closed"))


def _grouped(episodes: Iterable[Episode]) -> dict[UUID | None, list[Episode]]:
    grouped: dict[UUID | None, list[Episode]] = defaultdict(list)
    for episode in episodes:
        grouped[episode.committee_id].append(episode)
    return grouped


def _teller(entry: Told, episode: Episode, worker: Actor) -> Actor:
    """Who says it: the resident from the own page, or the worker who rang or knocked."""
    if entry.channel != Reading.Channel.SELF:
        return worker
    return Actor(None, "", Role.RESIDENT, episode.subdistrict, person=episode.person_id)


def _typed(entry: Told, episode: Episode, now: datetime) -> Typed:
    return Typed(
        episode=episode.id,
        celsius=entry.celsius,
        method=entry.method,
        symptoms=entry.symptoms,
        taken_at=entry.at,
        channel=entry.channel,
        slot_day=entry.slot_day,
        slot=entry.slot,
        received_at=min(entry.at + SOON, now),
    )
