"""The duty desk: what is abnormal now, what is late, what is due today, each person in one column only; and
the mark by which a screen knows whether anything is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db.models import Count, Max, Q, Window
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, masking
from lianfang.core.waiting import Top, Urgency, Waiting
from lianfang.response.screening import selectors as screening
from lianfang.response.screening.models import Report
from lianfang.response.screening.urgency import Urgent, urgent_mark

from .. import rules
from ..duty import Handover
from ..models import Episode
from .cards import Card, Shown, cards_of, open_alerts, shown_first, shown_of
from .courses import Refusal, refusals
from .duty import Shift, shift, unplaced_episodes
from .outings import Outing, outings
from .silence import Silent, silent_households
from .standing import Standing, muster

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
    outings: list[Outing]
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
        return len(self.refusals) + len(self.outings) + self.households_count + self.unplaced.count


def desk_mark(viewer: Actor, at: datetime) -> str:
    """Changes when an alert opens, moves or closes, when somebody writes or takes a handover, and once a
    minute for the rest. Three small queries."""
    alerts = open_alerts(viewer).aggregate(n=Count("id"), changed=Max("changed_at"))
    return _mark(viewer, at, alerts["n"], alerts["changed"])


def _mark(viewer: Actor, at: datetime, alerts: int, changed: datetime | None) -> str:
    duty = Handover.objects.of(viewer.subdistrict).aggregate(
        n=Count("id"), left=Count("withdrawn_at"), written=Max("written_at"), taken=Max("received_at")
    )
    urgent = urgent_mark(viewer, at) if viewer.sees_health else ""
    when = [changed, duty["written"], duty["taken"]]
    stamps = [str(int(moment.timestamp() * 1000)) if moment else "0" for moment in when]
    counts = [str(alerts), str(duty["n"] + duty["left"]), urgent]
    return "-".join([*counts, *stamps, str(int(at.timestamp()) // MINUTE)])


def urgent_reports(viewer: Actor, at: datetime) -> list[Urgent]:
    """Self-registrations that cannot wait (symptoms, fever), as screening names them."""
    return screening.urgent(viewer, at) if viewer.sees_health else []


def desk(viewer: Actor, at: datetime) -> Desk:
    """The whole desk; a bounded number of queries."""
    # Before the rest: what comes while that is looked up is asked for again, not taken for seen.
    alerts = list(open_alerts(viewer).select_related("committee").order_by("opened_at"))
    mark = _mark(viewer, at, len(alerts), max((one.changed_at for one in alerts), default=None))
    urgent = urgent_reports(viewer, at)
    found = muster(viewer, at)
    alarming = {alert.episode_id for alert in alerts}
    refused = [one for one in refusals(viewer) if one.episode.id not in alarming]
    taken = alarming | {one.episode.id for one in refused}
    out = [one for one in outings(viewer) if one.episode.id not in taken]
    taken |= {one.episode.id for one in out}
    groups = _by_household([one for one in found.silent if one.episode not in taken])
    taken |= {key for group in groups for key in group}
    ending = [one for one in (*found.held, *found.due) if one.episode not in taken]
    first = [one.episode for one in sorted(ending, key=lambda one: one.last_day)[:SHOWN]]
    alarms, silent = alerts[:SHOWN], groups[:HOUSEHOLDS]
    shown = shown_of(viewer, [*(one.episode_id for one in alarms), *chain.from_iterable(silent)], first)
    return Desk(
        shift(viewer),
        shown_first(cards_of(viewer, alarms, shown, at), at),
        urgent,
        refused,
        out,
        households=silent_households(silent, shown, at),
        households_count=len(groups),
        ending=_ending(shown, first),
        ending_count=len(ending),
        unplaced=_unplaced(viewer),
        overdue=Report.objects.visible_to(viewer).open().filter(due_at__lt=at).count(),
        silent=found.total("silent"),
        missing=found.total("missing"),
        due=found.total("due_today"),
        held=found.total("overdue"),
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


def _ending(shown: Shown, keys: list[UUID]) -> list[Episode]:
    found = [shown.episodes[key] for key in keys if key in shown.episodes]
    return sorted(found, key=lambda one: (one.last_day, str(one.household_id), one.id))


def alerts(viewer: Actor, at: datetime) -> list[Waiting]:
    """Open alerts, for the bar on every page; one query."""
    is_unseen = Q(state=rules.AlertState.OPEN)
    counted = open_alerts(viewer).annotate(
        n=Window(Count("id")), unseen=Window(Count("id", filter=is_unseen))
    )
    top = counted.order_by("opened_at").values_list("id", "state", "episode__person__name", "n", "unseen")
    rows = list(top[:TOP])
    lines = tuple(
        Top(
            masking.name(name),
            reverse("observation:alert", args=[key]),
            str(rules.ALERT_STATES[rules.AlertState(state)]),
        )
        for key, state, name, *_counted in rows
    )
    n, unseen = rows[0][3:] if rows else (0, 0)
    hint = _("%(n)d not seen yet") % {"n": unseen} if n else ""
    url = reverse("observation:desk")
    return [Waiting(_("Abnormal"), n, Urgency.NOW, url, _("To the desk"), lines, hint)]
