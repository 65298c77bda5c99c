"""The last day: gaps closed, who may go let go, who may not tried and refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from lianfang.core import Actor, Refused, clock
from lianfang.response.observation import fortnight, operations, rules
from lianfang.response.observation.models import Episode
from lianfang.response.observation.operations.excuses import Silence
from lianfang.response.observation.operations.readings import Typed

from .stage import Stage, Subject

TRIES = 3
REPORTED = 0.4


class Releases:
    """Releases of a day."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def try_early(self, at: datetime) -> None:
        """Somebody impatient asks for a release before the rule's day: it must be refused."""
        today = clock.day_of(at)
        early = [one for one in self.stage.subjects() if one.last_day > today]
        rng = self.stage.dice("early", at)
        for one in rng.sample(early, min(TRIES, len(early))):
            act = partial(self._release, one, "请求提前", at)
            self.stage.must_refuse("an early release", act, one.id)

    def confirm(self, at: datetime) -> None:
        """On the last day, and for whoever was held past it: the record is completed, then released."""
        today = clock.day_of(at)
        due = [one for one in self.stage.subjects() if one.last_day <= today]
        due = [one for one in due if not self._is_forgotten(one, at)]
        home = [one for one in due if one.state == rules.State.ACTIVE]
        self._complete(home, at)
        done = [one for one in home if self._may_release(one, "", at)]
        away = [one for one in due if one.state != rules.State.ACTIVE]
        done += [one for one in away if self._may_release(one, "按点位医生通知", at)]
        self.stage.tell("released", len(done))

    def _is_forgotten(self, one: Subject, at: datetime) -> bool:
        rng = self.stage.dice("forgotten", self.stage.number(one.begun_for), at)
        return rng.random() < self.stage.rates.forgotten

    def _may_release(self, one: Subject, note: str, at: datetime) -> bool:
        try:
            self._release(one, note, at)
        except Refused as refusal:
            self.stage.tell(f"refused: {refusal.code}")
            return False
        return True

    def _release(self, one: Subject, note: str, at: datetime) -> Episode:
        doctor = self.stage.doctor(one)
        by = doctor if one.committee_id in doctor.committees else self.stage.by
        return operations.release(by=by, episode_id=one.id, note=note, at=at)

    def _complete(self, subjects: Iterable[Subject], at: datetime) -> None:
        """What is missing was written on paper at home, or nobody knows any more."""
        by_id = {one.id: one for one in subjects}
        episodes = list(Episode.objects.filter(pk__in=list(by_id)).select_related("protocol"))
        facts = fortnight.facts_of(episodes)
        for episode in episodes:
            one = by_id[episode.id]
            open_cells = [c for c in fortnight.strip_of(episode, facts, at).open_cells if _has_opened(c, at)]
            if open_cells:
                self._fill(one, open_cells, at)

    def _fill(self, one: Subject, cells: list[rules.Cell], at: datetime) -> None:
        by, rng = self.stage.worker(one), self.stage.dice("filled", self.stage.number(one.begun_for), at)
        told: dict[bool, list[rules.Cell]] = defaultdict(list)
        for cell in cells:
            told[rng.random() < REPORTED].append(cell)
        typed = [_from_sheet(self.stage, one, cell, at) for cell in told[True]]
        receipts = operations.record_readings(by=by, typed=typed, at=at) if typed else []
        self.stage.tell("readings", sum(receipt.became == "new" for receipt in receipts))
        silences = [Silence(one.id, cell.day, cell.slot.code, "other", at) for cell in told[False]]
        if silences:
            self._excuse(by, one.id, silences, at)

    def _excuse(self, by: Actor, key: UUID, silences: list[Silence], at: datetime) -> None:
        ended = operations.excuse_slots(by=by, silences=silences, at=at)
        self.stage.tell("reasons", ended)
        if ended != len(silences):
            self.stage.complain(
                "a slot that was shown open did not end", key, asked=len(silences), ended=ended
            )


def _has_opened(cell: rules.Cell, at: datetime) -> bool:
    return cell.slot.at(cell.day, cell.slot.opens) <= at


def _from_sheet(stage: Stage, one: Subject, cell: rules.Cell, at: datetime) -> Typed:
    return Typed(
        client_id=f"{stage.seed}-{stage.number(one.begun_for)}-{cell.day:%m%d}-{cell.slot.code}-s",
        episode=one.id,
        celsius=Decimal("36.6"),
        taken_at=min(cell.slot.at(cell.day, cell.slot.opens) + timedelta(minutes=30), at),
        channel="sheet",
        slot_day=cell.day,
        slot=cell.slot.code,
    )
