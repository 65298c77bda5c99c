"""Readings of a day, slot by slot: on time, late, sent twice, absurd, typed wrong; and the silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from uuid import UUID

from lianfang.core import Actor, clock
from lianfang.response.observation import operations, rules
from lianfang.response.observation.models import Protocol
from lianfang.response.observation.operations.excuses import Silence
from lianfang.response.observation.operations.readings import Receipt, Typed

from .stage import Stage, Subject

DAY = timedelta(days=1)
WAYS, HOW_OFTEN = ("self", "call", "staff", "sheet", "device"), (55, 25, 10, 8, 2)
SYMPTOMS = ("cough", "throat", "fatigue", "diarrhoea")
REASONS = ("not_reached", "not_reached", "refused", "asleep", "no_thermometer", "other")
# Telephones of people who just came home still live elsewhere.
OFFSETS = (8, 8, 8, 0, -8, 9, 5.5)
AT_ONCE = 900


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of one slot of one person: a reading in its window or the next morning, a reason, or nothing."""

    subject: Subject
    day: date
    slot: str
    kind: str
    at: datetime
    way: str
    typed: Typed


class Readings:
    """The readings side of the play."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.terms: dict[UUID, rules.Terms] = {}

    def send(self, since: datetime, at: datetime) -> None:
        """Sends what was measured between two moments of a day, and in the morning what was told late."""
        subjects = self.stage.subjects(rules.State.ACTIVE)
        self._read_terms(subjects)
        day = clock.day_of(at)
        planned = [one for subject in subjects for one in self._planned(subject, day)]
        due = [one for one in planned if one.kind == "on time" and since < one.at <= at]
        if since == clock.at_local(day):
            before = [one for subject in subjects for one in self._planned(subject, day - DAY)]
            due += [_filled_late(one) for one in before if one.kind == "late"]
        self._send(due, at)

    def excuse(self, at: datetime) -> None:
        """In the evening the silent ones of the day get a reason, or none."""
        subjects, day = self.stage.subjects(rules.State.ACTIVE), clock.day_of(at)
        self._read_terms(subjects)
        grouped: dict[Actor, list[Silence]] = defaultdict(list)
        for subject in subjects:
            for one in self._planned(subject, day):
                if one.kind == "reason":
                    reason = self._dice(one.subject, day, one.slot, "why").choice(REASONS)
                    silence = Silence(subject.id, day, one.slot, reason, at)
                    grouped[self.stage.worker(subject)].append(silence)
        for worker, silences in grouped.items():
            self.stage.tell("reasons", operations.excuse_slots(by=worker, silences=silences, at=at))

    def _read_terms(self, subjects: Iterable[Subject]) -> None:
        wanted = {one.protocol_id for one in subjects} - self.terms.keys()
        found = Protocol.objects.of(self.stage.by.subdistrict).in_bulk(wanted)
        self.terms |= {key: one.terms for key, one in found.items()}

    def _dice(self, one: Subject, *purpose: object) -> Random:
        return self.stage.dice("slot", self.stage.number(one.begun_for), *purpose)

    def _planned(self, one: Subject, day: date) -> Iterator[Planned]:
        """Drawn anew whenever asked, the same each time."""
        terms = self.terms[one.protocol_id]
        if not one.starts_on < day <= one.last_day:
            return
        for slot in terms.slots:
            rng = self._dice(one, day, slot.code)
            kind = self._kind(rng)
            minute = rng.randint(slot.opens, max(slot.opens, min(slot.closes, 23 * 60) - 5))
            at = slot.at(day, minute)
            yield Planned(one, day, slot.code, kind, at, *self._value(rng, one, slot.code, at=at))

    def _kind(self, rng: Random) -> str:
        rates, thrown = self.stage.rates, rng.random()
        if thrown < rates.on_time:
            return "on time"
        if thrown < rates.on_time + rates.late:
            return "late"
        return "reason" if rng.random() < rates.excused else "silence"

    def _value(self, rng: Random, one: Subject, slot: str, *, at: datetime) -> tuple[str, Typed]:
        way = rng.choices(WAYS, HOW_OFTEN)[0]
        is_ill, day = self._is_ill(one, clock.day_of(at)), clock.day_of(at)
        celsius = Decimal(rng.randint(374, 391) if is_ill else rng.randint(361, 371)) / 10
        symptoms = (rng.choice(SYMPTOMS),) if is_ill or rng.random() < self.stage.rates.symptom else ()
        return way, Typed(
            client_id=f"{self.stage.seed}-{self.stage.number(one.begun_for)}-{day:%m%d}-{slot}",
            episode=one.id,
            celsius=celsius,
            method=rng.choice(("axillary", "axillary", "forehead", "ear")),
            symptoms=symptoms,
            taken_at=at.astimezone(timezone(timedelta(hours=rng.choice(OFFSETS)))),
            channel=way,
        )

    def _is_ill(self, one: Subject, day: date) -> bool:
        """Falling ill lasts two days."""
        return any(self._dice(one, day - n * DAY, "ill").random() < self.stage.rates.ill for n in range(2))

    def _send(self, planned: list[Planned], at: datetime) -> None:
        """Each through its own door: residents by themselves, staff for many, sheets in a batch."""
        mine = [one for one in planned if one.way in ("self", "device")]
        self._together([self.stage.themselves(one.subject) for one in mine], mine, at)
        grouped: dict[tuple[Actor, str], list[Planned]] = defaultdict(list)
        for one in planned:
            if one.way not in ("self", "device"):
                grouped[self.stage.worker(one.subject), one.way].append(one)
        for (worker, _way), ones in grouped.items():
            self._together([worker] * len(ones), ones, at)

    def _together(self, senders: list[Actor], planned: list[Planned], at: datetime) -> None:
        for start in range(0, len(planned), AT_ONCE):
            by, part = senders[start : start + AT_ONCE], planned[start : start + AT_ONCE]
            self._absurd(by, part, at)
            typed = [self._typo(one) for one in part]
            receipts = operations.record_together(by=by, typed=typed, at=at)
            self._look(part, receipts)
            self._again(by, typed, at)
            self._correct(part, receipts, at)

    def _look(self, planned: list[Planned], receipts: list[Receipt]) -> None:
        for one, receipt in zip(planned, receipts, strict=True):
            if receipt.became == "refused":
                self.stage.complain("a sound reading refused", one.subject.id, code=receipt.code)
            self.stage.tell("readings", receipt.became == "new")
            self.stage.tell("abnormal", receipt.became == "new" and receipt.is_abnormal)

    def _again(self, senders: list[Actor], typed: list[Typed], at: datetime) -> None:
        """Some telephones did not hear the answer and send once more."""
        rng, pairs = self.stage.dice("again", at), list(zip(senders, typed, strict=True))
        twice = [pair for pair in pairs if rng.random() < self.stage.rates.again]
        if not twice:
            return
        receipts = operations.record_together(
            by=[by for by, _one in twice], typed=[one for _by, one in twice], at=at
        )
        self.stage.tell("sent twice", len(twice))
        if any(receipt.became != "known" for receipt in receipts):
            self.stage.complain("a retry was not known", None, became=[r.became for r in receipts])

    def _absurd(self, senders: list[Actor], planned: list[Planned], at: datetime) -> None:
        """Values out of this world, or from tomorrow, are refused; the same id then counts with a sound one."""
        rng = self.stage.dice("absurd", at, len(planned))
        wild = [
            (by, replace(one.typed, **rng.choice(({"celsius": Decimal(55)}, {"taken_at": at + DAY}))))
            for by, one in zip(senders, planned, strict=True)
            if rng.random() < self.stage.rates.absurd
        ]
        if wild:
            receipts = operations.record_together(
                by=[b for b, _o in wild], typed=[o for _b, o in wild], at=at
            )
            self.stage.tell("refused as it should be", sum(r.became == "refused" for r in receipts))
            if any(receipt.became != "refused" for receipt in receipts):
                self.stage.complain("an absurd reading was kept")

    def _is_typo(self, one: Planned) -> bool:
        return (
            one.way in ("staff", "call")
            and self._dice(one.subject, one.day, one.slot, "typo").random() < self.stage.rates.typo
        )

    def _typo(self, one: Planned) -> Typed:
        return replace(one.typed, celsius=Decimal("39.6")) if self._is_typo(one) else one.typed

    def _correct(self, planned: list[Planned], receipts: list[Receipt], at: datetime) -> None:
        for one, receipt in zip(planned, receipts, strict=True):
            if receipt.became == "new" and self._is_typo(one):
                sound = replace(one.typed, client_id=f"{one.typed.client_id}-c", supersedes=receipt.reading)
                operations.record_reading(
                    by=self.stage.worker(one.subject), typed=sound, at=at + timedelta(seconds=30)
                )
                self.stage.tell("readings")
                self.stage.tell("corrected")


def _filled_late(one: Planned) -> Planned:
    return replace(one, typed=replace(one.typed, slot_day=one.day, slot=one.slot), way="call")
