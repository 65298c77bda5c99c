"""Alerts as cards: the person's last readings, the steps so far, and what is expected next by when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from lianfang.core import Actor

from .. import fortnight, rules
from ..models import Alert, AlertStep, Episode, Reading
from ..rules.timing import Expected, expected
from .duty import pace

LAST_READINGS = 3
_EPISODE = ("person__building__compound", "person__compound", "committee", "protocol")


@dataclass(frozen=True, slots=True)
class Card:
    """One alert with the person's last readings (newest first), the steps so far, and what is expected next
    (None of a closed one); `look` is how urgent that is now."""

    alert: Alert
    readings: list[Reading]
    steps: list[AlertStep]
    expected: Expected | None
    look: str

    @property
    def taken(self) -> AlertStep | None:
        """Who saw to it last, and when."""
        seen = [step for step in self.steps if step.kind == rules.Step.ACKNOWLEDGED]
        return seen[-1] if seen else None

    @property
    def timed(self) -> list[tuple[AlertStep, int]]:
        """Each step with the minutes since the one before (the first: since the alert was opened)."""
        moments = [self.alert.opened_at, *(step.at for step in self.steps)]
        pairs = zip(self.steps, moments, strict=False)
        return [(step, rules.minutes_between(before, step.at)) for step, before in pairs]

    @property
    def minutes(self) -> int:
        """From opening to the end, or to the last step of an open one."""
        last = self.alert.closed_at or max((step.at for step in self.steps), default=self.alert.opened_at)
        return rules.minutes_between(self.alert.opened_at, last)


def open_alerts(viewer: Actor) -> QuerySet[Alert]:
    """Alerts that are not closed."""
    return Alert.objects.visible_to(viewer).exclude(state=rules.AlertState.CLOSED)


@dataclass(frozen=True, slots=True)
class Shown:
    """Those a screen shows: their episodes with person, place, committee and protocol, whatever was joined into
    them (`fortnight.heads_of`), and the last readings of each, newest first."""

    episodes: dict[UUID, Episode]
    heads: dict[UUID, UUID]
    readings: dict[UUID, list[Reading]]


def shown_of(viewer: Actor, told: Iterable[UUID], named: Iterable[UUID] = ()) -> Shown:
    """Those of whom the last readings are told, and others who are only named, as far as the viewer sees them; three
    queries whatever their number."""
    readable = set(told)
    rows = Episode.objects.visible_to(viewer).filter(pk__in=readable.union(named)).select_related(*_EPISODE)
    found = {one.id: one for one in rows}
    heads = fortnight.heads_of([one for one in found.values() if one.id in readable])
    return Shown(found, heads, _last_readings(viewer, heads))


def cards_of(viewer: Actor, alerts: Sequence[Alert], shown: Shown, at: datetime) -> list[Card]:
    """Cards in the order of the alerts; two queries whatever their number."""
    steps: dict[UUID, list[AlertStep]] = defaultdict(list)
    rows = AlertStep.objects.visible_to(viewer).filter(alert__in=alerts).select_related("reading")
    for step in rows.order_by("at", "id"):
        steps[step.alert_id].append(step)
    allowed = pace(viewer, at)
    cards = []
    for alert in alerts:
        if alert.episode_id not in shown.episodes:
            continue  # Moved out of the viewer's area this very moment.
        alert.episode = shown.episodes[alert.episode_id]
        done = steps[alert.id]
        since = rules.since(alert.opened_at, [(step.kind, step.at) for step in done])
        waits = alert.episode.protocol.retest_minutes
        next_step = expected(rules.AlertState(alert.state), since, allowed, waits)
        look = next_step.look(at) if next_step else ""
        cards.append(Card(alert, shown.readings[alert.episode_id], done, next_step, look))
    return cards


def shown_first(cards: Sequence[Card], at: datetime) -> list[Card]:
    """Those nobody has seen stand first, then those whose next step is late, then by when it is."""
    return sorted(cards, key=_urgency)


def _urgency(card: Card) -> tuple[bool, str]:
    return (
        card.alert.state != rules.AlertState.OPEN,
        card.expected.late_at.isoformat() if card.expected else "",
    )


def _last_readings(viewer: Actor, heads: dict[UUID, UUID]) -> dict[UUID, list[Reading]]:
    """The last few readings of each, what was given under an observation joined into it as well; one query."""
    found: dict[UUID, list[Reading]] = defaultdict(list)
    if not viewer.sees_health:
        return found
    nth = Window(
        RowNumber(), partition_by=F("episode_id"), order_by=[F("taken_at").desc(), F("received_at").desc()]
    )
    mine = Reading.objects.of(viewer.subdistrict).filter(episode_id__in=list(heads))
    seen = mine.only("episode_id", "celsius", "symptoms", "taken_at", "is_abnormal")
    last = seen.annotate(nth=nth).filter(nth__lte=LAST_READINGS)
    for reading in last.order_by("-taken_at", "-received_at"):
        last_ones = found[heads[reading.episode_id]]
        if len(last_ones) < LAST_READINGS:
            last_ones.append(reading)
    return found


def path_of(viewer: Actor, alert_id: UUID, at: datetime) -> Card:
    """One alert with everything that happened to it, open or closed."""
    alert = Alert.objects.visible_to(viewer).select_related("committee", "reading").get(pk=alert_id)
    return cards_of(viewer, [alert], shown_of(viewer, [alert.episode_id]), at)[0]
