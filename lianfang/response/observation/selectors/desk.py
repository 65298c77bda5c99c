"""The duty desk: what is abnormal now, what is late, what is due today; and the mark by which a screen
knows
whether anything is new."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, clock, masking
from lianfang.core.waiting import Top, Urgency, Waiting
from lianfang.response.screening.models import Report

from .. import rules
from ..models import Alert, AlertStep, Episode, Reading
from .standing import standing

SHOWN = 30
LAST_READINGS = 3
# The two slower columns are looked at anew this often; an alert is seen within two seconds.
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Card:
    """One open alert on the desk, with the person's last readings (newest first) and the steps so far."""

    alert: Alert
    readings: list[Reading]
    steps: list[AlertStep]


@dataclass(frozen=True, slots=True)
class Desk:
    """The three columns, with how many stand behind each."""

    cards: list[Card]
    late_reports: list[Report]
    late_reports_count: int
    silent: list[Episode]
    silent_count: int
    ending: list[Episode]
    ending_count: int
    mark: str
    newest: str


def _open(viewer: Actor) -> QuerySet[Alert]:
    return Alert.objects.visible_to(viewer).exclude(state=rules.AlertState.CLOSED)


def desk_mark(viewer: Actor, at: datetime) -> str:
    """Changes when an alert opens, moves or closes, and once a minute for the rest. One small query."""
    found = _open(viewer).aggregate(n=Count("id"), changed=Max("changed_at"))
    changed = int(found["changed"].timestamp() * 1000) if found["changed"] else 0
    return f"{found['n']}-{changed}-{int(at.timestamp()) // MINUTE}"


def desk(viewer: Actor, at: datetime) -> Desk:
    """The whole desk; a bounded number of queries."""
    alerts = list(_open(viewer).select_related(*_PERSON).order_by("opened_at")[:SHOWN])
    late = Report.objects.visible_to(viewer).open().filter(due_at__lt=at)
    found = standing(viewer, at)
    found.sort(key=lambda one: one.last_day)
    silent = [one.episode for one in found if one.missed >= 2]
    ending = [one.episode for one in found if one.last_day <= clock.day_of(at)]
    return Desk(
        cards=_cards(viewer, alerts),
        late_reports=list(late.select_related("person", "committee").order_by("due_at")[:SHOWN]),
        late_reports_count=late.count(),
        silent=_episodes(viewer, silent),
        silent_count=len(silent),
        ending=_episodes(viewer, ending),
        ending_count=len(ending),
        mark=desk_mark(viewer, at),
        newest=str(max((alert.opened_at for alert in alerts), default="")),
    )


_PERSON = (
    "episode__person",
    "episode__person__building__compound",
    "episode__person__compound",
    "committee",
    "episode__protocol",
)


def _cards(viewer: Actor, alerts: list[Alert]) -> list[Card]:
    readings: dict[UUID, list[Reading]] = defaultdict(list)
    mine = Reading.objects.visible_to(viewer).filter(episode_id__in=[a.episode_id for a in alerts])
    for reading in mine.order_by("-taken_at", "-received_at"):
        if len(readings[reading.episode_id]) < LAST_READINGS:
            readings[reading.episode_id].append(reading)
    steps: dict[UUID, list[AlertStep]] = defaultdict(list)
    for step in AlertStep.objects.visible_to(viewer).filter(alert__in=alerts).order_by("at", "id"):
        steps[step.alert_id].append(step)
    return [Card(alert, readings[alert.episode_id], steps[alert.id]) for alert in alerts]


def _episodes(viewer: Actor, keys: list[UUID]) -> list[Episode]:
    rows = Episode.objects.visible_to(viewer).filter(pk__in=keys[:SHOWN])
    return list(rows.select_related("person", "committee").order_by("last_day", "id"))


def path_of(viewer: Actor, alert_id: UUID) -> Card:
    """One alert with everything that happened to it, open or closed."""
    alert = Alert.objects.visible_to(viewer).select_related(*_PERSON, "reading").get(pk=alert_id)
    return _cards(viewer, [alert])[0]


def alerts(viewer: Actor, at: datetime) -> list[Waiting]:
    """Open alerts, for the bar on every page."""
    rows = _open(viewer)
    unseen = rows.filter(state=rules.AlertState.OPEN)
    top = rows.select_related("episode__person").order_by("opened_at")[:LAST_READINGS]
    lines = tuple(
        Top(
            masking.name(alert.episode.person.name),
            reverse("observation:alert", args=[alert.id]),
            str(rules.ALERT_STATES[rules.AlertState(alert.state)]),
        )
        for alert in top
    )
    count = rows.count()
    hint = _("%(n)d not seen yet") % {"n": unseen.count()} if count else ""
    url = reverse("observation:desk")
    return [Waiting(_("Abnormal"), count, Urgency.NOW, url, _("To the desk"), lines, hint)]
