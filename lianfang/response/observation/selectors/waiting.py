"""What waits on 今天 for those who look after people under observation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, Role, masking
from lianfang.core.waiting import Top, Urgency, Waiting

from .. import rules
from ..models import Episode
from .courses import away_and_over, moved_in, refusals, unsigned
from .desk import alerts
from .duty import handed_on
from .standing import Muster, Standing, muster

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
        return _shown(viewer, _asked_along(viewer))
    if not viewer.sees_health:
        return []
    found = muster(viewer, at, missing=viewer.role == Role.COMMITTEE_WORKER)
    piles = _ends(viewer, found) + _silent(found)
    piles += _away_and_over(viewer, at)
    if viewer.role == Role.COMMITTEE_WORKER:
        piles += _missing(found) + _handed_over(viewer, at) + _unsigned(viewer)
    return [*alerts(viewer, at), *handed_on(viewer), *_shown(viewer, piles)]


def _ends(viewer: Actor, found: Muster) -> list[Pile]:
    index = reverse("observation:index")
    word = _("Release") if viewer.role in rules.MAY[rules.Event.RELEASED] else _("Look")
    late, due = _keys(found.held), _keys(found.due)
    return [
        Pile(_("Held past their last day"), late, Urgency.OVERDUE, f"{index}?only=overdue", word),
        Pile(_("Last day today"), due, Urgency.TODAY, f"{index}?only=due", word),
    ]


def _keys(rows: list[Standing]) -> list[UUID]:
    return [row.episode for row in rows]


def _silent(found: Muster) -> list[Pile]:
    url = reverse("observation:index") + "?only=silent"
    title, keys = _("Silent for two readings"), _keys(found.silent)
    return [Pile(title, keys, Urgency.OVERDUE, url, _("Visit or call"))]


def _missing(found: Muster) -> list[Pile]:
    url, keys = reverse("observation:enter"), _keys(found.missing)
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
    if not keys:
        return []
    return [Pile(_("Refuse observation: you are asked to come along"), keys, Urgency.NOW, url, _("Look"))]


def _shown(viewer: Actor, piles: list[Pile]) -> list[Waiting]:
    """The piles with their first few rows; one query for all of them."""
    keys = {key for pile in piles for key in pile.keys[:TOP]}
    rows = Episode.objects.visible_to(viewer).filter(pk__in=keys).order_by("last_day", "id")
    lines = {
        one.id: Top(masking.name(one.person.name), reverse("observation:episode", args=[one.id]), one.where)
        for one in rows.select_related("person__building__compound", "person__compound")
    }
    return [
        Waiting(
            pile.title,
            len(pile.keys),
            pile.urgency,
            pile.url,
            pile.action,
            tuple(line for key, line in lines.items() if key in pile.keys[:TOP]),
        )
        for pile in piles
    ]
