"""What changes the course of an observation, by dice: extension, moving, refusal, sites, hand-over, death, mistakes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from lianfang.core import Actor, clock
from lianfang.registry.people.models import Merge
from lianfang.registry.people.operations import merging
from lianfang.registry.places.models import Building
from lianfang.response.observation import operations, rules
from lianfang.response.observation.models import Episode, Protocol, Turn
from lianfang.response.observation.operations import Going, NewHome, Receiver

from .desk import PLACES
from .stage import Stage, Subject

HOUR = timedelta(hours=1)
SOON = timedelta(minutes=4)
COMES_HOME, CONSENTS, TO_ANOTHER_SITE = 0.3, 0.5, 0.05
Act = Callable[[Subject, Random, datetime], Turn | None]


class Turns:
    """The changes of a day."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        rows = Building.objects.of(stage.by.subdistrict).filter(compound__committee__isnull=False)
        self.stairs: list[UUID] = list(rows.order_by("compound__name", "number").values_list("id", flat=True))
        rates = stage.rates
        self.at_home: tuple[tuple[float, Act], ...] = (
            (rates.extended, self.extend),
            (rates.moved, self.move),
            (rates.refused, self.refuse),
            (rates.central, self.to_central),
            (rates.handed_over, self.hand_over),
            (rates.withdrawn, self.withdraw),
            (rates.died, self.die),
        )
        self.away: tuple[tuple[float, Act], ...] = (
            (COMES_HOME, self.come_home),
            (TO_ANOTHER_SITE, self.to_another_site),
            (rates.handed_over, self.hand_over),
            (rates.died * 5, self.die),
            (rates.extended, self.extend),
        )

    def happen(self, at: datetime) -> None:
        """One throw for everybody under observation."""
        refusing = self.refusing()
        for one in self.stage.subjects():
            rng = self.stage.dice("turn", self.stage.number(one.begun_for), at)
            if one.id in refusing and rng.random() < CONSENTS:
                self._do(self.consent, one, rng, at)
                continue
            act = self._drawn(rng, self.at_home if one.state == rules.State.ACTIVE else self.away)
            if act is not None and not (act == self.refuse and one.id in refusing):
                self._do(act, one, rng, at)

    def certainly(self, what: str, one: Subject, rng: Random, at: datetime) -> None:
        """One of the acts below, by its name, whatever the dice say."""
        turn: Turn | None = getattr(self, what)(one, rng, at)
        if turn is not None:
            self.stage.tell(str(turn.kind))

    def refusing(self) -> set[UUID]:
        """Who refuses observation now."""
        rows = Episode.objects.of(self.stage.by.subdistrict).exclude(refused_at=None)
        return set(rows.values_list("id", flat=True))

    def _drawn(self, rng: Random, table: tuple[tuple[float, Act], ...]) -> Act | None:
        thrown = rng.random()
        for share, act in table:
            thrown -= share
            if thrown < 0:
                return act
        return None

    def _do(self, act: Act, one: Subject, rng: Random, at: datetime) -> None:
        """The turn, and where it was a mistake, its taking back some minutes later."""
        turn = act(one, rng, at)
        if turn is None:
            return
        self.stage.tell(str(turn.kind))
        if turn.kind in rules.UNDOABLE and rng.random() < self.stage.rates.mistaken:
            by = self.stage.worker(one)
            done = self.stage.may_refuse(
                "undone",
                lambda: operations.undo_turn(by=self._by(turn, by), turn_id=turn.id, at=at + SOON),
            )
            if done is not None and not done.is_open:
                self.stage.complain("taken back and still ended", one.id, kind=turn.kind)

    def _by(self, turn: Turn, worker: Actor) -> Actor:
        """Whoever entered it: somebody moved by mistake is out of others' sight."""
        crew = self.stage.crew
        everybody = [
            *crew.duty,
            *(a for some in (crew.workers, crew.doctors) for ones in some.values() for a in ones),
        ]
        return next((actor for actor in everybody if actor.id == turn.by), worker)

    def extend(self, one: Subject, rng: Random, at: datetime) -> Turn | None:
        """The epidemiologists found a later contact."""
        latest = (clock.day_of(at) - one.starts_on).days
        if latest < 1:
            return None
        contact = one.starts_on + timedelta(days=rng.randint(1, latest))
        return operations.extend(
            by=self.stage.worker(one), episode_id=one.id, last_contact_on=contact, source="疾控流调", at=at
        )

    def move(self, one: Subject, rng: Random, at: datetime) -> Turn | None:
        """To another stair, perhaps of another committee."""
        stairs = [stair for stair in self.stairs if stair != one.building_id]
        if not stairs:
            return None
        to = NewHome("", at, building=rng.choice(stairs), room=str(rng.randint(1, 6) * 100 + 1))
        return operations.move_house(by=self.stage.worker(one), episode_id=one.id, to=to, at=at)

    def refuse(self, one: Subject, rng: Random, at: datetime) -> Turn | None:
        """Does not sign, does not open."""
        return operations.record_refusal(
            by=self.stage.worker(one),
            episode_id=one.id,
            why="拒签承诺书",
            asks_police=rng.random() < 0.3,
            at=at,
        )

    def consent(self, one: Subject, rng: Random, at: datetime) -> Turn | None:
        """Gave in after a visit."""
        if one.state != rules.State.ACTIVE:
            return None
        return operations.record_consent(by=self.stage.worker(one), episode_id=one.id, why="上门劝导", at=at)

    def to_central(self, one: Subject, rng: Random, at: datetime) -> Turn | None:
        """No room of one's own at home."""
        return self._go(one, rules.Site.CENTRAL, at)

    def to_another_site(self, one: Subject, rng: Random, at: datetime) -> Turn | None:
        """From one place to the next."""
        return self._go(one, rng.choice(tuple(PLACES)), at)

    def _go(self, one: Subject, site: rules.Site, at: datetime) -> Turn:
        going = Going(site, PLACES[site], at)
        return operations.transfer(by=self.stage.doctor(one), episode_id=one.id, going=going, at=at)

    def come_home(self, one: Subject, rng: Random, at: datetime) -> Turn | None:
        """Back after some hours or days; told a little later."""
        return operations.return_home(
            by=self.stage.worker(one),
            episode_id=one.id,
            effective_at=at,
            at=at + timedelta(minutes=rng.randint(0, 50)),
        )

    def hand_over(self, one: Subject, rng: Random, at: datetime) -> Turn | None:
        """Left for another subdistrict."""
        receiver = Receiver("外区某街道防控办", "021-00000009", at)
        return operations.hand_over(by=self.stage.worker(one), episode_id=one.id, receiver=receiver, at=at)

    def withdraw(self, one: Subject, rng: Random, at: datetime) -> Turn | None:
        """Of the same name, and never away."""
        return operations.withdraw(by=self.stage.worker(one), episode_id=one.id, why="同名误列", at=at)

    def die(self, one: Subject, rng: Random, at: datetime) -> Turn | None:
        """Of something else, at home or at a hospital."""
        return operations.record_death(by=self.stage.doctor(one), episode_id=one.id, effective_at=at, at=at)


class Persons:
    """People taken for one, and parted again: what the observation has to follow."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def happen(self, at: datetime) -> None:
        """Some are joined, some joined before are parted."""
        self.part(at)
        subjects = self.stage.subjects()
        for one, other in zip(subjects[::2], subjects[1::2], strict=False):
            rng = self.stage.dice("joined", self.stage.number(one.begun_for), at)
            if one.person_id != other.person_id and rng.random() < 2 * self.stage.rates.joined:
                self.join(one, other, rng, at)

    def join(self, one: Subject, other: Subject, rng: Random, at: datetime) -> None:
        """Two rows were taken for one person."""
        kept, gone = rng.choice(((one, other), (other, one)))
        self.stage.may_refuse(
            "persons joined",
            lambda: merging.merge(
                by=self.stage.by, kept=kept.person_id, gone=gone.person_id, reason="疑似同一人", at=at
            ),
        )

    def part(self, at: datetime) -> None:
        """They were two after all."""
        standing = Merge.objects.of(self.stage.by.subdistrict).filter(undone_at=None, at__lt=at)
        for merge in standing.filter(how="hand").order_by("id"):
            rng = self.stage.dice("parted", self.stage.number(merge.gone_id), at)
            if rng.random() < self.stage.rates.parted:
                undo = partial(merging.unmerge, by=self.stage.by, merge_id=merge.id, at=at)
                self.stage.may_refuse("persons parted", undo)


VARIANTS: tuple[dict[str, Any], ...] = (
    {"name": "提高体温警戒", "threshold": "37.0"},
    {"name": "每日三次", "slots": [
        {"code": "am", "from": "06:00", "to": "10:00", "closes": "11:00"},
        {"code": "noon", "from": "11:00", "to": "14:00", "closes": "15:00"},
        {"code": "pm", "from": "15:00", "to": "20:00", "closes": "24:00"},
    ]},
    {"name": "期满次日零时解除", "release": "midnight"},
    {"name": "二十一天", "days": 21},
    {"name": "十天", "days": 10},
    {"name": "每日一次", "slots": [{"code": "pm", "from": "12:00", "to": "20:00", "closes": "24:00"}]},
)  # fmt: skip


def change_rule(stage: Stage, at: datetime, number: int = 0) -> Protocol:
    """Another protocol comes into force; some of those under observation are moved to it."""
    numbers = VARIANTS[number % len(VARIANTS)]
    made = operations.add_protocol(by=stage.by, at=at, begins_on=clock.day_of(at), **numbers)
    stage.tell("protocols")
    for one in stage.subjects():
        if (
            stage.dice("protocol", number, stage.number(one.begun_for)).random()
            < stage.rates.another_protocol
        ):
            operations.set_protocol(
                by=stage.by, episode_id=one.id, protocol_id=made.id, reason="方案调整", at=at
            )
            stage.tell("moved to another protocol")
    return made
