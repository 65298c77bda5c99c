"""The duty desk at play: what is abnormal is seen, measured again, judged by a doctor, followed and closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from lianfang.core import Actor
from lianfang.response.observation import operations, rules
from lianfang.response.observation.models import Alert, Episode
from lianfang.response.observation.operations import Going
from lianfang.response.observation.operations.readings import Typed
from lianfang.response.observation.rules import AlertState

from .stage import Stage, Subject

# One look at the desk goes on with an alert this often; else it waits for the next.
GOES_ON = 0.85
MOST_STEPS = 7
PLACES = {
    rules.Site.FEVER_CLINIC: "区中心医院发热门诊",
    rules.Site.HOSPITAL: "市公共卫生中心",
    rules.Site.CENTRAL: "街道集中观察点",
}
Decided = tuple[rules.Decision, str]


class Desk:
    """Goes on with every open alert, step after step."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def look(self, at: datetime, *, settle: bool = False) -> None:
        """One look of whoever has the desk; with `settle` nothing is left for later."""
        subjects = {one.id: one for one in self.stage.subjects()}
        rows = Alert.objects.of(self.stage.by.subdistrict).exclude(state=AlertState.CLOSED)
        alerts = [(subjects[a.episode_id], a.id) for a in rows if a.episode_id in subjects]
        for one, alert in sorted(alerts, key=lambda pair: self.stage.number(pair[0].begun_for)):
            rng = self.stage.dice("desk", self.stage.number(one.begun_for), at)
            self._go_on(rng, one, alert, at=at, settle=settle)

    def _go_on(self, rng: Random, one: Subject, key: UUID, *, at: datetime, settle: bool) -> None:
        moment, hot = at, None
        for _step in range(MOST_STEPS):
            alert = Alert.objects.of(self.stage.by.subdistrict).get(pk=key)
            if alert.state == AlertState.CLOSED or not (settle or rng.random() < GOES_ON):
                return
            moment += timedelta(minutes=rng.randint(2, 6))
            hot = self._step(rng, one, alert, at=moment, hot=hot)

    def _step(
        self, rng: Random, one: Subject, alert: Alert, *, at: datetime, hot: bool | None
    ) -> bool | None:
        duty = self.stage.crew.duty[at.day % len(self.stage.crew.duty)]
        if alert.state == AlertState.OPEN:
            operations.acknowledge_alert(by=duty, alert_id=alert.id, at=at)
        elif alert.state == AlertState.ACKNOWLEDGED and self._is_home(one):
            return self._retest(rng, one, alert, by=duty, at=at)
        elif alert.state in (AlertState.ACKNOWLEDGED, AlertState.RETESTED):
            self._decide(rng, one, alert, at=at, hot=rng.random() < 0.3 if hot is None else hot)
        else:
            self._close(one, alert, duty, at)
        return hot

    def _retest(self, rng: Random, one: Subject, alert: Alert, *, by: Actor, at: datetime) -> bool:
        hot = rng.random() < 0.4
        celsius = Decimal(rng.randint(375, 388) if hot else rng.randint(362, 370)) / 10
        typed = Typed(episode=one.id, celsius=celsius, taken_at=at, channel="call")
        made = operations.record_reading(by=by, typed=typed, at=at)
        self.stage.tell("readings")
        self.stage.tell("retests")
        operations.add_alert_step(by=by, alert_id=alert.id, step="retested", reading_id=made.id, at=at)
        return hot

    def _decide(self, rng: Random, one: Subject, alert: Alert, *, at: datetime, hot: bool) -> None:
        calm = (rules.Decision.FALSE_ALARM, rules.Decision.WATCH)
        decision = rng.choice(tuple(rules.LEADS_TO)) if hot else rng.choice(calm)
        by = self.stage.doctor(one)
        note = "社区医生电话判断"
        operations.add_alert_step(
            by=by, alert_id=alert.id, step="decided", decision=decision, note=note, at=at
        )
        self.stage.tell("decisions")
        site = rules.LEADS_TO.get(decision)
        if site is not None and (self._is_home(one) or rng.random() < 0.5):
            going = Going(site, PLACES[site], at)
            operations.transfer(by=by, episode_id=one.id, going=going, at=at)
            self.stage.tell("transferred")

    def _close(self, one: Subject, alert: Alert, duty: Actor, at: datetime) -> None:
        operations.close_alert(by=duty, alert_id=alert.id, note="已处置", at=at)
        self.stage.tell("alerts closed")

    def _is_home(self, one: Subject) -> bool:
        return Episode.objects.of(self.stage.by.subdistrict).filter(pk=one.id, state="active").exists()
