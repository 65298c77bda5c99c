"""The duty desk: what is abnormal now, what is late, what is due today, each person in one column only; and
the mark by which a screen knows whether anything is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, clock, masking
from lianfang.core.waiting import Top, Urgency, Waiting
from lianfang.response.screening import selectors as screening
from lianfang.response.screening.models import Report
from lianfang.response.screening.urgency import Urgent, urgent_mark

from .. import rules
from ..duty import Handover
from ..models import Episode
from .cards import Card, cards_of, open_alerts, shown_first
from .courses import Refusal, refusals
from .duty import Shift, shift, unplaced_episodes
from .silence import Silent, silent_households
from .standing import Standing, standing

SHOWN = 30
HOUSEHOLDS = 20
TOP = 3
# The two slower columns are looked at anew this often; an alert is seen within two seconds.
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Unplaced:
    """未分居委: who waits for nobody but the duty officer, and how many behind each."""

    reports: list[Report]
    reports_count: int
    episodes: list[Episode]

    @property
    def count(self) -> int:
        """All of them."""
        return self.reports_count + len(self.episodes)


@dataclass(frozen=True, slots=True)
class Desk:
    """The three columns with how many stand behind each. `missing`, `silent`, `due`, `held`: people, as the
    lists behind them count them; `overdue`: verifications."""

    shift: Shift
    cards: list[Card]
    urgent: list[Urgent]
    refusals: list[Refusal]
    households: list[Silent]
    households_count: int
    ending: list[Episode]
    ending_count: int
    unplaced: Unplaced
    overdue: int
    silent: int
    missing: int
    due: int
    held: int
    mark: str
    newest: str

    @property
    def now_count(self) -> int:
        """What stands in the first column."""
        return len(self.cards) + len(self.urgent)

    @property
    def late_count(self) -> int:
        """What stands in the second column."""
        return len(self.refusals) + self.households_count + self.unplaced.count


def desk_mark(viewer: Actor, at: datetime) -> str:
    """Changes when an alert opens, moves or closes, when somebody writes or takes a handover, and once a
    minute for the rest. Three small queries."""
    alerts = open_alerts(viewer).aggregate(n=Count("id"), changed=Max("changed_at"))
    duty = Handover.objects.of(viewer.subdistrict).aggregate(
        n=Count("id"), left=Count("withdrawn_at"), written=Max("written_at"), taken=Max("received_at")
    )
    urgent = urgent_mark(viewer, at) if viewer.sees_health else ""
    when = [alerts["changed"], duty["written"], duty["taken"]]
    stamps = [str(int(moment.timestamp() * 1000)) if moment else "0" for moment in when]
    counts = [str(alerts["n"]), str(duty["n"] + duty["left"]), urgent]
    return "-".join([*counts, *stamps, str(int(at.timestamp()) // MINUTE)])


def urgent_reports(viewer: Actor, at: datetime) -> list[Urgent]:
    """Self-registrations that cannot wait (symptoms, fever), as screening names them."""
    return screening.urgent(viewer, at) if viewer.sees_health else []


def desk(viewer: Actor, at: datetime) -> Desk:
    """The whole desk; a bounded number of queries."""
    # Before the rest: what comes while that is looked up is asked for again, not taken for seen.
    mark, urgent = desk_mark(viewer, at), urgent_reports(viewer, at)
    alerts = list(open_alerts(viewer).order_by("opened_at"))
    found, today = standing(viewer, at), clock.day_of(at)
    alarming = {alert.episode_id for alert in alerts}
    refused = [one for one in refusals(viewer) if one.episode.id not in alarming]
    taken = alarming | {one.episode.id for one in refused}
    silent = [one for one in found if one.is_silent]
    groups = _by_household([one for one in silent if one.episode not in taken])
    taken |= {key for group in groups for key in group}
    ending = [one for one in found if one.last_day <= today and one.episode not in taken]
    return Desk(
        shift(viewer),
        shown_first(cards_of(viewer, alerts[:SHOWN], at), at),
        urgent,
        refused,
        households=silent_households(viewer, groups[:HOUSEHOLDS], at),
        households_count=len(groups),
        ending=_episodes(viewer, sorted(ending, key=lambda one: one.last_day)),
        ending_count=len(ending),
        unplaced=_unplaced(viewer),
        overdue=Report.objects.visible_to(viewer).open().filter(due_at__lt=at).count(),
        silent=len(silent),
        missing=sum(one.is_missing for one in found),
        due=sum(one.last_day == today for one in found),
        held=sum(one.last_day < today for one in found),
        mark=mark,
        newest=_newest([alert.opened_at for alert in alerts], urgent),
    )


def _newest(opened: list[datetime], urgent: list[Urgent]) -> str:
    """The stamp of the latest arrival: a screen sounds when it grows."""
    arrived = [*opened, *(one.received_at for one in urgent)]
    return max(arrived).isoformat() if arrived else ""


def _by_household(silent: list[Standing]) -> list[list[UUID]]:
    """One household is one card; those whose days end first stand first, then those with more members."""
    groups: dict[UUID, list[Standing]] = {}
    for one in silent:
        groups.setdefault(one.household or one.episode, []).append(one)
    ordered = sorted(groups.values(), key=lambda group: (min(m.last_day for m in group), -len(group)))
    return [[one.episode for one in group] for group in ordered]


def _unplaced(viewer: Actor) -> Unplaced:
    """Only who sees the whole can place somebody."""
    if not viewer.sees_whole:
        return Unplaced([], 0, [])
    reports = Report.objects.visible_to(viewer).open().filter(committee=None).select_related("person")
    found = list(reports.order_by("due_at", "id")[: SHOWN * 10])
    episodes = unplaced_episodes(viewer).select_related("person").order_by("last_day", "id")
    return Unplaced(found[:SHOWN], len(found), list(episodes[:SHOWN]))


def _episodes(viewer: Actor, ending: list[Standing]) -> list[Episode]:
    rows = Episode.objects.visible_to(viewer).filter(pk__in=[one.episode for one in ending[:SHOWN]])
    ready = rows.select_related("person__building__compound", "person__compound", "committee")
    return list(ready.order_by("last_day", "household_id", "id"))


def alerts(viewer: Actor, at: datetime) -> list[Waiting]:
    """Open alerts, for the bar on every page."""
    rows = open_alerts(viewer)
    top = rows.order_by("opened_at")[:TOP]
    lines = tuple(
        Top(
            masking.name(alert.episode.person.name),
            reverse("observation:alert", args=[alert.id]),
            str(rules.ALERT_STATES[rules.AlertState(alert.state)]),
        )
        for alert in top
    )
    counted = rows.aggregate(n=Count("id"), unseen=Count("id", filter=Q(state=rules.AlertState.OPEN)))
    hint = _("%(n)d not seen yet") % {"n": counted["unseen"]} if counted["n"] else ""
    url = reverse("observation:desk")
    return [Waiting(_("Abnormal"), counted["n"], Urgency.NOW, url, _("To the desk"), lines, hint)]
