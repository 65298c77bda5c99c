"""What waits on 今天 for those who look after people under observation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, Role, clock, masking
from lianfang.core.waiting import Top, Urgency, Waiting

from .. import rules
from ..models import Episode
from .courses import away_and_over, moved_in, refusals, unsigned
from .desk import alerts
from .duty import handed_on
from .standing import Standing, standing

TOP = 3


@dataclass(frozen=True, slots=True)
class Pile:
    """One kind of work: its name, whose it is, how soon, where it is done, and the word on the button."""

    title: str
    keys: list[UUID]
    urgency: Urgency
    url: str
    action: str


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """Alerts, people who fell silent, readings missing now, releases due or overdue; for the police whom they are
    asked to see."""
    if viewer.role == Role.POLICE:
        return [_shown(viewer, pile) for pile in _asked_along(viewer)]
    if not viewer.sees_health:
        return []
    rows, today = standing(viewer, at), clock.day_of(at)
    piles = _ends(viewer, rows, today) + _silent(rows)
    piles += _away_and_over(viewer, at)
    if viewer.role == Role.COMMITTEE_WORKER:
        piles += _missing(rows) + _handed_over(viewer, at) + _unsigned(viewer)
    return [*alerts(viewer, at), *handed_on(viewer), *(_shown(viewer, pile) for pile in piles)]


def _ends(viewer: Actor, rows: list[Standing], today: date) -> list[Pile]:
    index = reverse("observation:index")
    word = _("Release") if viewer.role in rules.MAY[rules.Event.RELEASED] else _("Look")
    late = [row.episode for row in rows if row.last_day < today]
    due = [row.episode for row in rows if row.last_day == today]
    return [
        Pile(_("Held past their last day"), late, Urgency.OVERDUE, f"{index}?only=overdue", word),
        Pile(_("Last day today"), due, Urgency.TODAY, f"{index}?only=due", word),
    ]


def _silent(rows: list[Standing]) -> list[Pile]:
    url = reverse("observation:index") + "?only=silent"
    keys = [row.episode for row in rows if row.is_silent]
    return [Pile(_("Silent for two readings"), keys, Urgency.OVERDUE, url, _("Visit or call"))]


def _missing(rows: list[Standing]) -> list[Pile]:
    keys = [row.episode for row in rows if row.is_missing]
    url = reverse("observation:enter")
    return [Pile(_("Readings missing"), keys, Urgency.TODAY, url, _("Enter readings"))]


def _away_and_over(viewer: Actor, at: datetime) -> list[Pile]:
    keys = list(away_and_over(viewer, at).values_list("id", flat=True))
    url = reverse("observation:index") + "?state=transferred"
    return [Pile(_("At hospital or a central site, days over"), keys, Urgency.TODAY, url, _("Ask there"))]


def _handed_over(viewer: Actor, at: datetime) -> list[Pile]:
    keys = list(moved_in(viewer, at).values_list("id", flat=True))
    url = reverse("observation:index") + "?only=moved_in"
    return [Pile(_("Moved into your area"), keys, Urgency.NOW, url, _("Take over"))]


def _unsigned(viewer: Actor) -> list[Pile]:
    keys = list(unsigned(viewer).values_list("id", flat=True))
    url = reverse("observation:index") + "?only=unsigned"
    return [Pile(_("Commitment not signed"), keys, Urgency.TODAY, url, _("Print and have signed"))]


def _asked_along(viewer: Actor) -> list[Pile]:
    keys = [one.episode.id for one in refusals(viewer) if one.turn and one.turn.asks_police]
    url = reverse("observation:index") + "?only=refusing"
    return [Pile(_("Refuse observation: you are asked to come along"), keys, Urgency.NOW, url, _("Look"))]


def _shown(viewer: Actor, pile: Pile) -> Waiting:
    rows = (
        Episode.objects.visible_to(viewer)
        .filter(pk__in=pile.keys[:TOP])
        .select_related("person__building__compound", "person__compound")
    )
    top = rows.order_by("last_day", "id") if pile.keys else []
    lines = tuple(
        Top(masking.name(one.person.name), reverse("observation:episode", args=[one.id]), one.where)
        for one in top
    )
    return Waiting(pile.title, len(pile.keys), pile.urgency, pile.url, pile.action, lines)
